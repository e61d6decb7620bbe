import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { writeState } from '../../electron/decommission/state.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import { TOOLS } from '../../scripts/system/packages.ts';
import { expect, switches, test as base, type Kiosk } from './kiosk.ts';
import { KEYS, mark, standing, startVenue } from './locked.ts';
import { demoTexts } from './visitors.ts';
import { inX, startDesk, type Desk } from './window-manager.ts';

const MANAGER = TOOLS['window manager'];

/** A venue's kiosk on a desk, before a window of somebody else's; `still` waits until it stands as it did at first. */
const test = base.extend<{ desk: Desk; onDesk: { kiosk: Kiosk; desk: Desk; still: (after: string) => Promise<void> } }>(
  {
    // eslint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
    desk: async ({}, use) => {
      test.skip(!(await MANAGER.isThere()), `no window manager here (Debian calls it ${MANAGER.packages.join(', ')})`);
      const desk = await startDesk();
      await use(desk);
      await desk.stop();
    },
    onDesk: async ({ desk, start, folder }, use) => {
      const kiosk = await startVenue((how) => start({ ...how, display: desk.display }), folder);
      await mark(kiosk);
      const all = async (): Promise<unknown> => ({ ...(await desk.look()), ...((await standing(kiosk)) as object) });
      await expect.poll(async () => (await desk.look()).focus).toContain('Digital Sentinel');
      const { seen } = await desk.look();
      expect(new Set(seen).size).toBe(1);
      const before = await all();
      const still = async (after: string): Promise<void> => {
        await expect.poll(async () => [after, await all()]).toEqual([after, before]);
      };
      desk.openAnother();
      await use({ kiosk, desk, still });
    },
  },
);

test.slow();

test('no key that the window manager or Chromium has a meaning for puts the kiosk away, and a scan is read after them', async ({
  onDesk: { kiosk, desk, still },
}) => {
  const texts = await demoTexts();
  for (const { keys, isMenu } of desk.bindings) {
    // A menu is above all windows, and no window is asked: what it does to one is the next test's.
    await desk.press(keys, ...(isMenu ? ['Escape'] : []));
    await still(keys);
  }
  for (const keys of KEYS) {
    await desk.press(inX(keys), ...(keys === 'Alt+Space' ? ['Escape'] : []));
    await still(keys);
  }
  await desk.type(texts['green-47h']);
  await expect.poll(async () => (await kiosk.shown()).length).toBe(1);
  await still('a scan');
});

/** Of the menu of a window, by the letters that choose in it: put away, closed, in a layer, on a desktop. */
const CHOICES = [['n'], ['c'], ['l', 'n'], ['l', 'b'], ['s', 'Down'], ['s', 'a'], ['r'], ['d']] as const;

test('nor does what the window’s menu has, or the mouse with Alt', async ({ onDesk: { desk, still } }) => {
  for (const chosen of CHOICES) {
    await desk.press('alt+space', ...chosen, 'Return', 'Escape', 'Escape');
    await still(`menu: ${chosen.join(' ')}`);
    // Only now would another window be over one that is in a lower layer, and only now is that one's place taken back.
    await desk.press('alt+Tab');
    await still(`menu: ${chosen.join(' ')}, then alt+Tab`);
    await expect.poll(() => desk.states()).toContain('_NET_WM_STATE_ABOVE');
  }
  for (const button of [1, 2, 3, 4, 5]) {
    await desk.drag(button);
    await still(`alt and button ${button}`);
  }
});

test('what a kiosk shows at its end fills the screen, and no key of the window manager’s puts it away', async ({
  desk,
  folder,
}) => {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'venue'), { recursive: true });
  const settled = {
    is: 'nothing',
    sent: 0,
    owed: 0,
    disputed: 0,
    abandoned: 0,
    abandonedSent: 0,
    fault: null,
    file: null,
  } as const;
  writeState(profile, {
    ...{
      format: 1,
      begunAt: '2022-05-13T01:00:00.000Z',
      report: join(folder, 'report.txt'),
      kiosk: null,
      wanted: null,
    },
    ...{ settled, told: { is: 'no-hub' }, erased: null },
  });
  const app = await _electron.launch({
    executablePath: await electronExecutable(),
    args: [...switches(profile, null, { venue: true }), '--no-sandbox'],
    chromiumSandbox: false,
    env: { ...process.env, DISPLAY: desk.display },
  });
  const page = await app.firstWindow();
  await expect(page.locator('h1').first()).toHaveText('本机已停用，可以关机');
  expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([1920, 1080]);
  await expect.poll(async () => (await desk.look()).focus).toContain('Digital Sentinel');
  const before = await desk.look();
  expect(new Set(before.seen).size).toBe(1);
  desk.openAnother();
  for (const { keys, isMenu } of desk.bindings) {
    await desk.press(keys, ...(isMenu ? ['Escape'] : []));
    await expect.poll(async () => [keys, await desk.look()]).toEqual([keys, before]);
  }
  await app.close();
});
