import { demoTexts } from './visitors.ts';
import { expect, journalRows, test } from './kiosk.ts';

test('a power cut right after an admit loses nothing, and the visitor is known after the restart', async ({
  start,
}) => {
  const { 'green-47h': text } = await demoTexts();
  const shots = [
    { codes: [], seconds: 1 },
    { codes: [text], seconds: 30 },
  ];
  const before = await start({ shots });
  await before.sees('all-checks-passed');
  await before.kill();

  const [entry] = journalRows(before.directory);
  expect(entry?.['verdict']).toBe('admit');

  const after = await start({ shots, profile: before.profile });
  await after.sees('already-entered');
  expect(journalRows(after.directory).map((row) => row['verdict'])).toEqual(['admit', 'refer']);
});
