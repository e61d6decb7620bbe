import { meetCheckIns } from '../../scripts/screens/check-ins.ts';
import { meetCrowded } from '../../scripts/screens/crowded.ts';
import { meetDemoStates, meetNoCamera, meetOldRules } from '../../scripts/screens/demo.ts';
import { meetDeviceStates } from '../../scripts/screens/devices.ts';
import { meetHandStates, meetManyGuards } from '../../scripts/screens/hands.ts';
import { putOn, type Look, type Meet } from '../../scripts/screens/meet.ts';
import { meetCameraFaults, meetProblems } from '../../scripts/screens/problems.ts';
import { meetSyncStates } from '../../scripts/screens/sync.ts';
import { expect, test, type Kiosk } from './kiosk.ts';
import { misfits } from './text-fits.ts';
import { textSizes, whatStaysSmall, whatStaysSmallAt150, type TextSizes } from './text-sizes.ts';

/** The size between in the language that needs more room. */
const LOOKS: readonly Look[] = [
  { language: 'zh-CN', textSize: 100, theme: 'light' },
  { language: 'en', textSize: 100, theme: 'light' },
  { language: 'en', textSize: 150, theme: 'light' },
  { language: 'en', textSize: 200, theme: 'light' },
  { language: 'zh-CN', textSize: 200, theme: 'light' },
];

/** Each group of screens, by what leads to it. */
const SCREENS: readonly [what: string, lead: (folder: string, window: string, meet: Meet) => Promise<void>][] = [
  ['of the demo visitors, and the pages anybody may open', meetDemoStates],
  ['without a camera', meetNoCamera],
  ['with rules or a clock that are wrong', meetOldRules],
  ['of each state of sync', meetSyncStates],
  ['where visitors check in by phone', meetCheckIns],
  ['beside devices', meetDeviceStates],
  ['on which a guard decides', meetHandStates],
  ['on which one guard of many proves who they are', meetManyGuards],
  ['of what is wrong with the kiosk itself, and of a code that is asked about', meetProblems],
  ['of each fault of a camera', meetCameraFaults],
  ['on which there is as much at once as there can be', meetCrowded],
];

test.setTimeout(300_000);

/** What is done to which element of the screen at rest, and what is to be found then. */
const DAMAGE: readonly [what: string, selector: string, style: string, found: RegExp][] = [
  ['cut off', '.bar__name', 'width: 60px; min-width: 0; flex: none; overflow: hidden', /^cut by bar__name/u],
  ['shortened', '.bar h1', 'width: 60px; overflow: hidden; text-overflow: ellipsis', /^holds more than it shows/u],
  ['out of the window', '.foot', 'transform: translateY(200px)', /^out of the window/u],
  ['wider than its key', '[data-open="by-hand"]', 'width: 60px; white-space: nowrap', /^sticks out of button/u],
  ['over other text', '.foot__head', 'transform: translateY(90px)', / lies over /u],
  ['broken in two', '[data-open="privacy"]', 'white-space: normal; width: 60px', /^broken within a word/u],
  ['in a key too small for gloves', '.foot__past', 'min-height: 20px; height: 20px', /^target ".*" is .* px$/u],
];

test('text that is cut, shortened, moved away or laid over other text is found, and keys that are too small', async ({
  start,
}) => {
  const kiosk = await start();
  await kiosk.page.waitForSelector('[data-camera="running"]');
  expect(await misfits(kiosk.page)).toEqual([]);
  for (const [what, selector, style, found] of DAMAGE) {
    const element = kiosk.page.locator(selector);
    // Through the object model: the window's policy lets no style in by its text.
    await element.evaluate((damaged: HTMLElement, text) => {
      damaged.style.cssText = text;
    }, style);
    expect([what, ...(await misfits(kiosk.page))]).toContainEqual(expect.stringMatching(found));
    await element.evaluate((damaged: HTMLElement) => {
      damaged.style.cssText = '';
    });
  }
  expect(await misfits(kiosk.page)).toEqual([]);
});

for (const window of ['1080x1920', '1920x1080']) {
  for (const [what, lead] of SCREENS) {
    test(`every screen at ${window} ${what} shows all its text at any size, in both languages`, async ({ folder }) => {
      const found: Record<string, readonly string[]> = {};
      await lead(folder, window, async (name, kiosk) => {
        const before = await serialOn(kiosk);
        const sizes = new Map<string, TextSizes>();
        for (const look of LOOKS) {
          await putOn(kiosk, look);
          const wrong = await misfits(kiosk.page);
          sizes.set(`${look.language} ${look.textSize}`, await textSizes(kiosk.page));
          const at100 = sizes.get(`${look.language} 100`) ?? {};
          const stays = look.textSize === 200 ? whatStaysSmall : whatStaysSmallAt150;
          if (look.textSize !== 100) wrong.push(...stays(at100, await textSizes(kiosk.page)));
          if (wrong.length > 0) found[`${name} ${look.language} ${look.textSize} %`] = wrong;
        }
        if ((await serialOn(kiosk)) !== before) found[name] = ['left the screen before it was looked at'];
      });
      expect(found).toEqual({});
    });
  }
}

/** Of the outcome on the screen; `null`: there is none. */
function serialOn({ page }: Kiosk): Promise<string | null> {
  return page.evaluate(() => document.querySelector('[data-serial]')?.getAttribute('data-serial') ?? null);
}
