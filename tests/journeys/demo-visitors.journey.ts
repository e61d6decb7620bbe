import { issueDemoCodes } from '../../scripts/demo-issue.ts';
import { EXACT_AFTER_SECONDS } from '../../scripts/demo-visitors.ts';
import { formatDateTime } from '../../shared/time.ts';
import { expect, journalRows, test } from './kiosk.ts';
import { NOW, secondsOf } from './now.ts';

test('each demo visitor meets the right screen and leaves the right entry', async ({ start }) => {
  const issuedAt = secondsOf(NOW);
  const visitors = await issueDemoCodes(issuedAt);
  const kiosk = await start({
    // The second at which one visitor's test is 48:00:00 old, and not a second more.
    at: formatDateTime(issuedAt + EXACT_AFTER_SECONDS),
    shots: [
      { codes: [], seconds: 3 },
      ...visitors.map(({ text }) => ({ codes: [text], seconds: 1.5 })),
      { codes: [], seconds: 20 },
    ],
  });
  const expected = visitors.map((visitor) => visitor.expected);
  await expect
    .poll(async () => (await kiosk.shown()).map(({ verdict, reason }) => `${verdict} ${reason}`), { timeout: 50_000 })
    .toEqual(expected.map(({ verdict, reason }) => `${verdict ?? 'hint'} ${reason}`));
  const rows = journalRows(kiosk.directory).map((row) => ({
    verdict: row['verdict'],
    reason: (JSON.parse(String(row['reasons'])) as string[])[0],
  }));
  expect(rows).toEqual(expected.filter(({ verdict }) => verdict !== null));
});
