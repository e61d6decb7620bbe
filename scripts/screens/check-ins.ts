import { join } from 'node:path';
import type { CheckIn } from '../../shared/wire.ts';
import { encodeVenueCode, venueCodeAddress } from '../../shared/venue-code.ts';
import { startStubHub, type StubHub } from '../../tests/electron/sync/stub-hub.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { changeSettings, launchKiosk, type Kiosk } from '../../tests/journeys/kiosk.ts';
import { NOW } from '../../tests/journeys/now.ts';
import { sendAway, type Meet } from './meet.ts';
import { enrolDemo } from './sync.ts';

/** As {@link enrolDemo} has it. */
export const VENUE_CODE = { venue: '人民广场商场', gate: 'north', serial: 1 };

const CHECK_INS: readonly Partial<CheckIn>[] = [
  {},
  { maskedName: '欧*明', isUsed: true },
  { maskedName: '李*', verdict: 'refer', reason: 'test-too-old' },
  { maskedName: 'A* M* B*', verdict: 'refuse', reason: 'colour-red' },
];

/** The journal of a hub, as far as a kiosk is told. */
export function checkInOf(n: number, change: Partial<CheckIn> = {}): CheckIn {
  return {
    entry: `0180bab1-c000-7000-8000-00000000000${n}`,
    atMs: Date.parse(NOW) - n * 70_000,
    maskedName: '张*三',
    verdict: 'admit',
    reason: 'all-checks-passed',
    isUsed: false,
    ...change,
  };
}

/** A demo kiosk at the gate of a hub that has issued a venue code for it, by the demo's clock. */
export async function startWithVenueCode(
  folder: string,
  window: string,
): Promise<{ hub: StubHub; kiosk: Kiosk; address: string }> {
  const hub = await startStubHub();
  hub.hubAheadMs = Date.parse(NOW) - Date.now();
  const address = venueCodeAddress('https://hub.mall.example', encodeVenueCode(VENUE_CODE, hub.sign));
  hub.venueCode = { address, mode: 'both' };
  hub.checkIns = CHECK_INS.map((change, n) => checkInOf(n + 1, change));
  const [profile, film] = [join(folder, 'at-the-gate'), join(folder, 'at-the-gate.mjpeg')];
  await enrolDemo(join(profile, 'demo'), hub.url, hub.key);
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, profile, { window });
  await kiosk.page.waitForSelector('[data-camera="running"]');
  return { hub, kiosk, address };
}

/** Has a kiosk meet each way in which visitors check in, and who has done so by phone. */
export async function meetCheckIns(folder: string, window: string, meet: Meet): Promise<void> {
  const { hub, kiosk } = await startWithVenueCode(folder, window);
  const { page } = kiosk;
  for (const checkIn of ['both', 'venue-code'] as const) {
    await changeSettings(kiosk, { checkIn });
    await page.waitForSelector(`[data-check-in="${checkIn}"]`, { timeout: 20_000 });
    await meet(checkIn, kiosk);
  }
  await page.locator('[data-open="check-ins"]').click();
  await page.waitForSelector('[data-check-ins="4"]', { timeout: 20_000 });
  await meet('list', kiosk);
  await sendAway(kiosk);
  await page.locator('[data-open="settings"]').click();
  await page.locator('[data-open="poster"]').click();
  await page.waitForSelector('[data-action="save-poster"]');
  await meet('poster', kiosk);
  await kiosk.app.close();
  await hub.close();
}
