import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpEn } from '../../renderer/setup/text/en.ts';
import { setUpZhCN } from '../../renderer/setup/text/zh-CN.ts';
import { LEFT } from '../../electron/leaving.ts';
import { refused } from './guarded.ts';
import { expect, test, type Kiosk } from './kiosk.ts';
import { mark, pressCtrlQ, standing, startVenue } from './locked.ts';
import { shortcomings } from './shortcomings.ts';
import { touching, typing } from './touch.ts';

const logOf = (kiosk: Kiosk): string => readFileSync(join(kiosk.directory, 'logs', 'kiosk.log'), 'utf8');

const endOf = ({ app }: Kiosk): Promise<number | null> =>
  new Promise((resolve) =>
    app.process().once('exit', (code) => {
      resolve(code);
    }),
  );

for (const [width, height] of [
  [1080, 1920],
  [1920, 1080],
] as const)
  test(`a machine of ${width} by ${height} that is no kiosk yet is left by touch, once it was asked whether that is meant`, async ({
    start,
    folder,
  }) => {
    const kiosk = await start({ venue: true, profile: join(folder, 'profile') });
    const { page } = kiosk;
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const hand = await touching(page);
    const isRight = async (name: string): Promise<void> => {
      await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
      expect([name, ...(await shortcomings(kiosk))]).toEqual([name]);
    };
    await page.locator('[data-step="language"] h2').waitFor();
    await isRight('language');
    const key = page.locator('[data-action="leave"]');
    for (const { leave } of [setUpZhCN, setUpEn]) await expect(key).toContainText(leave.open);
    await hand.press(key);
    for (const { leave } of [setUpZhCN, setUpEn]) await expect(page.locator('.set-up__body')).toContainText(leave.says);
    await isRight('leave');
    await hand.press(page.locator('[data-action="back"]'));
    await hand.press(key);
    const ended = endOf(kiosk);
    await hand.press(page.locator('[data-action="leave-now"]'));
    expect(await ended).toBe(LEFT);
    expect(logOf(kiosk)).toContain('"event":"set-up-left"}');
  });

test('it is left by keyboard, and by Ctrl+Q at any step; started again, it goes on where it was', async ({
  start,
  folder,
}) => {
  const profile = join(folder, 'profile');
  const first = await start({ venue: true, profile });
  const hand = typing(first.page);
  await hand.press(first.page.locator('[data-action="leave"]'));
  await hand.reach(first.page.locator('[data-action="leave-now"]'));
  const firstEnd = endOf(first);
  await first.page.keyboard.press('Enter');
  expect(await firstEnd).toBe(LEFT);

  const second = await start({ venue: true, profile });
  await (await touching(second.page)).press(second.page.locator('[data-language="en"]'));
  await second.page.locator('[data-step="hub"] h2').waitFor();
  const secondEnd = endOf(second);
  await pressCtrlQ(second);
  expect(await secondEnd).toBe(LEFT);
  const third = await start({ venue: true, profile });
  await third.page.locator('[data-step="hub"] h2').waitFor();
  await expect(third.page.getByRole('heading', { name: setUpEn.title })).toBeVisible();
});

test('from the moment it is a venue’s kiosk, also while it is set up, neither leaves it', async ({ start, folder }) => {
  const kiosk = await startVenue((how) => {
    const step = { step: 'venue', camera: null, isSoundHeard: null };
    writeFileSync(join(how.profile ?? '', 'venue', 'set-up.json'), JSON.stringify(step));
    return start(how);
  }, folder);
  await kiosk.page.locator('[data-step="venue"] h2').waitFor();
  await mark(kiosk);
  const before = await standing(kiosk);
  await pressCtrlQ(kiosk);
  expect(await refused(kiosk, 'setup:leave', null)).toBe(true);
  // As long as leaving takes at most.
  await kiosk.page.waitForTimeout(1500);
  expect(await standing(kiosk)).toEqual(before);
});
