import { join } from 'node:path';
import { changeSettings, expect, journalRows, type Kiosk } from './kiosk.ts';
import { enrolByTicket, test, type JourneyHub } from './hub.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(240_000);

const line = (kiosk: Kiosk): ReturnType<Kiosk['page']['locator']> => kiosk.page.locator('[data-part="hub"]');

async function arrive(hub: JourneyHub, count: number): Promise<void> {
  await expect.poll(() => hub.entries(), { timeout: 20_000 }).toBe(count);
}

test('what a kiosk writes reaches the hub, once it is there again too, and a kiosk that is revoked refers everybody', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  const { kiosk: id } = await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  // A kiosk that was just enrolled fetches its first rules once it runs.
  await expect(kiosk.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  await kiosk.submit(hub.code(1));
  expect((await kiosk.sees('all-checks-passed')).verdict).toBe('admit');
  await expect(line(kiosk)).toHaveAttribute('data-state', 'online');
  await arrive(hub, journalRows(kiosk.directory).length);
  await expect.poll(async () => JSON.stringify(await hub.administrate('/v1/kiosks', undefined, 'GET'))).toContain(id);

  await hub.kill();
  const before = journalRows(kiosk.directory).length;
  for (const visitor of [2, 3, 4]) await kiosk.submit(hub.code(visitor));
  expect((await kiosk.shown()).at(-1)).toMatchObject({ verdict: 'admit' });
  await kiosk.page.keyboard.press('Escape');
  await expect(line(kiosk)).toHaveText('离线，3 条记录待上传');
  expect(journalRows(kiosk.directory)).toHaveLength(before + 3);
  await kiosk.page.screenshot({ path: test.info().outputPath('offline-zh-CN.png') });
  await changeSettings(kiosk, { language: 'en' });
  await expect(line(kiosk)).toHaveText('Offline, 3 entries waiting');
  await kiosk.page.screenshot({ path: test.info().outputPath('offline-en.png') });

  await hub.start();
  await arrive(hub, before + 3);
  await expect(line(kiosk)).toHaveAttribute('data-state', 'online');

  await hub.administrate('/v1/settings', { venue: '人民广场商场', gate: 'north', values: { direction: 'out' } }, 'PUT');
  await expect(kiosk.page.getByText('Mall · Exit')).toBeVisible({ timeout: 45_000 });

  await hub.administrate(`/v1/kiosks/${id}/revoke`);
  await kiosk.submit(hub.code(5));
  await expect(kiosk.page.locator('[data-problem="kiosk-revoked"]')).toBeVisible({ timeout: 45_000 });
  await kiosk.page.keyboard.press('Escape');
  await kiosk.page.screenshot({ path: test.info().outputPath('revoked-en.png') });
  await kiosk.submit(hub.code(6));
  expect((await kiosk.sees('kiosk-revoked')).verdict).toBe('refer');
  await kiosk.app.close();

  await hub.kill();
  const again = await start({ venue: true, profile, shots: [{ codes: [hub.code(7)], seconds: 3 }] });
  expect((await again.sees('kiosk-revoked')).verdict).toBe('refer');
});
