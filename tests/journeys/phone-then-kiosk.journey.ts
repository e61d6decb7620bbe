import { join } from 'node:path';
import sharp from 'sharp';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';
import { readStill } from '../../shared/qr/still.ts';
import { openBrowser } from './browser.ts';
import { test } from './console-browser.ts';
import { enrolByTicket } from './hub.ts';
import { expect, journalRows } from './kiosk.ts';
import { openGate, pick, resultOf, screenshotOf } from './phone.ts';

/** PostgreSQL, a hub, a phone and a kiosk on a machine that is busy with other things. */
test.setTimeout(300_000);

/** As long as a code is held still, and a little more. */
const TAKEN_AWAY_MS = 3100;

test('who scans the poster shows the phone’s receipt to the kiosk, which takes it once without the hub, and is counted once', async ({
  start,
  folder,
  hub,
}) => {
  const address = await openGate(hub, 'north');
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  const { page } = kiosk;
  await expect(page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  // How visitors check in, and the gate's venue code, come from afar.
  await expect(page.locator('[data-check-in="both"]')).toBeVisible({ timeout: 60_000 });

  const phone = await openBrowser(join(folder, 'phone'), address, '390x844');
  await pick(phone.page, await screenshotOf(folder, 'code', hub.code(1)));
  const result = resultOf(phone.page);
  await expect(result).toHaveAttribute('data-verdict', 'admit', { timeout: 30_000 });
  const picture = await result.locator('.qr').screenshot();
  await phone.close();
  // Before the receipt is shown the guard sees who has checked in.
  await expect(page.locator('[data-open="check-ins"]')).toHaveText(/自助登记 1/u, { timeout: 30_000 });

  await hub.kill();
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
  const read = readStill(startJsEngine(), { data, width: info.width, height: info.height }, () => performance.now());
  const receipt = read.ok ? (read.value[0]?.text ?? '') : '';
  await kiosk.submit(receipt);
  expect((await kiosk.sees('receipt-accepted')).verdict).toBe('admit');
  await page.screenshot({ path: test.info().outputPath('accepted-zh-CN.png') });
  await page.keyboard.press('Escape');
  await page.waitForTimeout(TAKEN_AWAY_MS);
  await kiosk.submit(receipt);
  expect((await kiosk.sees('receipt-used')).verdict).toBe('refer');
  await page.keyboard.press('Escape');

  await hub.start();
  const own = journalRows(kiosk.directory).length;
  await expect.poll(() => hub.entries(), { timeout: 60_000 }).toBe(own + 1);
  const scans = await hub.query(
    "select source, verdict, refers_to, id from entry where type = 'scan' order by epoch_ms",
  );
  const [checkedIn, ...shown] = scans;
  expect(checkedIn).toMatchObject({ source: 'venue-code', verdict: 'admit', refers_to: null });
  expect(shown.map(({ verdict, refers_to: of }) => [verdict, of])).toEqual([
    ['admit', checkedIn?.['id']],
    ['refer', checkedIn?.['id']],
  ]);
});
