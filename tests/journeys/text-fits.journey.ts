import { meetDemoStates, meetNoCamera, meetOldRules } from '../../scripts/screens/demo.ts';
import { meetDeviceStates } from '../../scripts/screens/devices.ts';
import { meetHandStates } from '../../scripts/screens/hands.ts';
import { putOn, type Look, type Meet } from '../../scripts/screens/meet.ts';
import { meetSyncStates } from '../../scripts/screens/sync.ts';
import { expect, test, type Kiosk } from './kiosk.ts';
import { misfits } from './text-fits.ts';

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
  ['beside devices', meetDeviceStates],
  ['on which a guard decides', meetHandStates],
];

test.setTimeout(300_000);

for (const window of ['1080x1920', '1920x1080']) {
  for (const [what, lead] of SCREENS) {
    test(`every screen at ${window} ${what} shows all its text at any size, in both languages`, async ({ folder }) => {
      const found: Record<string, readonly string[]> = {};
      await lead(folder, window, async (name, kiosk) => {
        const before = await serialOn(kiosk);
        for (const look of LOOKS) {
          await putOn(kiosk, look);
          const wrong = await misfits(kiosk.page);
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
