import { foreignTexts } from '../../scripts/demo-foreign.ts';
import { demoCard } from '../../scripts/demo-visitors.ts';
import { expect, journalRows, test } from './kiosk.ts';
import { NOW, secondsOf } from './now.ts';

test('a health card in three parts, shown in any order, is one visitor', async ({ start }) => {
  const at = secondsOf(NOW);
  const [one, two, three] = foreignTexts(demoCard(at), at, 3) as [string, string, string];
  const kiosk = await start({
    shots: [
      { codes: [], seconds: 3 },
      { codes: [two], seconds: 2 },
      { codes: [], seconds: 1 },
      { codes: [three], seconds: 2 },
      { codes: [one], seconds: 2 },
      { codes: [], seconds: 20 },
    ],
  });
  await expect
    .poll(async () => (await kiosk.shown()).map(({ verdict, reason }) => `${verdict} ${reason}`), { timeout: 30_000 })
    .toEqual(['progress code-part', 'progress code-part', 'admit all-checks-passed']);
  const rows = journalRows(kiosk.directory);
  expect(rows.map(({ verdict, format }) => `${String(verdict)} ${String(format)}`)).toEqual(['admit shc']);
});
