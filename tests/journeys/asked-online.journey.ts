import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, journalRows, type Kiosk } from './kiosk.ts';
import { enrolByTicket, test } from './hub.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(240_000);

/** Of the demo's people (hub/status/demo/people.ts). */
const TOKENS = { green: '3f7c1e0a9d5b4826', red: 'demo-red-0123456789', nobody: '00000000000000000000' };
const online = (token: string): string => `https://health-code.example/check?token=${token}`;

/**
 * Shows a code until its answer is seen: a busy machine may take longer than a visitor is let wait. Between two showings
 * it is out of view for longer than a code that is held still.
 */
async function ask(kiosk: Kiosk, token: string, reason: string): Promise<string> {
  const isSeen = async (): Promise<boolean> => (await kiosk.shown()).some((one) => one.reason === reason);
  await expect(async () => {
    await kiosk.submit(online(token));
    await expect.poll(isSeen, { timeout: 2500 }).toBe(true);
  }).toPass({ intervals: [4000], timeout: 90_000 });
  return (await kiosk.sees(reason)).verdict;
}

test('an online code is asked about through the hub, judged by the kiosk, and referred while nobody answers', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  await expect(kiosk.page.locator('[data-part="hub"]')).toHaveAttribute('data-state', 'online');

  expect(await ask(kiosk, TOKENS.green, 'all-checks-passed')).toBe('admit');
  await kiosk.page.screenshot({ path: test.info().outputPath('checked-online-zh-CN.png') });
  expect(await ask(kiosk, TOKENS.red, 'colour-red')).toBe('refuse');
  expect(await ask(kiosk, TOKENS.nobody, 'status-unknown')).toBe('refer');

  await hub.kill();
  await kiosk.submit(online(`${TOKENS.green}-again`));
  expect((await kiosk.sees('status-unavailable')).verdict).toBe('refer');

  const asked = (await kiosk.shown()).filter(({ verdict }) => verdict === 'asking');
  expect(asked.length).toBeGreaterThanOrEqual(4);
  const reasons = journalRows(kiosk.directory).map((row) => JSON.stringify(row));
  for (const word of ['checked-online', 'status-unknown', 'status-unavailable']) {
    expect(reasons.some((row) => row.includes(word))).toBe(true);
  }
  const files = readdirSync(kiosk.directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const kept = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
  for (const token of Object.values(TOKENS)) expect(kept).not.toContain(token);
});
