import { join } from 'node:path';
import { consoleEn } from '../../renderer/console/text/catalogues.ts';
import { setUpZhCN } from '../../renderer/setup/text/zh-CN.ts';
import { button, fill, PASSWORD, test, VENUE } from './console-browser.ts';
import { expect, type Kiosk } from './kiosk.ts';
import { fact, shots, step } from './set-up.ts';
import { shortcomings } from './shortcomings.ts';
import { touching } from './touch.ts';

/** PostgreSQL, a hub, a kiosk and a browser on a machine that is busy with other things. */
test.setTimeout(300_000);

test.beforeEach(() => {
  // As with the Debian package's unit: whoever starts the app again is the journey.
  process.env['DIGITAL_SENTINEL_STARTED_ANEW_BY'] = 'a journey';
});
test.afterEach(() => {
  delete process.env['DIGITAL_SENTINEL_STARTED_ANEW_BY'];
});

const { fault } = setUpZhCN;

test('who has shown the wrong gate’s ticket says so, shows the right one, and the hub knows one kiosk, at the right gate', async ({
  start,
  folder,
  hub,
  browse,
}) => {
  const profile = join(folder, 'profile');
  const isRight = async (kiosk: Kiosk, name: string): Promise<void> => {
    await kiosk.page.screenshot({ path: test.info().outputPath(`${name}-zh-CN.png`) });
    expect([name, ...(await shortcomings(kiosk))]).toEqual([name]);
  };
  const first = await start({ venue: true, profile, shots: shots(await hub.ticket('north')) });
  let hand = await touching(first.page);
  await step(first.page, 'language');
  await hand.press(first.page.locator('[data-language="zh-CN"]'));
  await step(first.page, 'venue');
  await expect(fact(first.page, 'gate')).toHaveText('north');
  await first.page.getByText('商场', { exact: true }).waitFor({ timeout: 60_000 });
  await isRight(first, 'venue-wrong');
  await hand.press(first.page.locator('[data-action="back"]'));
  await step(first.page, 'hub');
  await expect(first.page.getByText(`现在是 ${VENUE} · north。`)).toBeVisible();
  await isRight(first, 'another');
  // The wrong one is still held up, and the hub would take it again.
  await expect(first.page.locator('[data-fault="same-code"]')).toContainText(fault['same-code'].todo, {
    timeout: 60_000,
  });
  await isRight(first, 'another-refused');
  // Another thought, and a power cut.
  await hand.press(first.page.locator('[data-action="back"]'));
  await step(first.page, 'venue');
  await hand.press(first.page.locator('[data-action="back"]'));
  await step(first.page, 'hub');
  await first.kill();

  const second = await start({ venue: true, profile, shots: shots(await hub.ticket('south')) });
  hand = await touching(second.page);
  await step(second.page, 'venue');
  await expect(fact(second.page, 'gate')).toHaveText('north');
  const child = second.app.process();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await hand.press(second.page.locator('[data-action="back"]'));
  await expect(second.page.locator('.set-up__answer[data-is="enrolled"]')).toContainText(`${VENUE} · south`, {
    timeout: 60_000,
  });
  await second.page.screenshot({ path: test.info().outputPath('another-done-zh-CN.png') });
  await gone;

  const third = await start({ venue: true, profile, shots: shots(hub.code(1)) });
  hand = await touching(third.page);
  await step(third.page, 'venue');
  await expect(fact(third.page, 'gate')).toHaveText('south');
  await hand.press(third.page.locator('[data-action="next"]'));
  await step(third.page, 'camera');
  await hand.press(third.page.locator('[data-action="next"]'));
  await step(third.page, 'readers');
  await hand.press(third.page.locator('[data-action="next"]'));
  await step(third.page, 'finish');
  for (const name of ['hub', 'rules'])
    await expect(third.page.locator(`[data-check="${name}"]`)).toHaveAttribute('data-light', 'green', {
      timeout: 60_000,
    });

  const kiosks =
    'select gate, revoked_at is not null as gone, succeeded_by is not null as taken from kiosk order by gate';
  expect(await hub.query(kiosks)).toEqual([
    { gate: 'north', gone: true, taken: true },
    { gate: 'south', gone: false, taken: false },
  ]);
  const it = await browse('#first');
  await fill(it, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
  await button(it, consoleEn.signIn.first.make).click();
  await it.locator('[data-page="kiosks"]').click();
  await expect(it.locator('[data-kiosk]')).toHaveCount(1);
  await expect(it.locator('[data-kiosk]')).toContainText('south');
  await it.screenshot({ path: test.info().outputPath('fleet-en.png') });
});
