import { readdir, rm, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { demoTexts } from './visitors.ts';
import { expect, journalRows, test } from './kiosk.ts';

test('a damaged journal is kept aside and a new one takes the next visitor', async ({ start, folder }) => {
  const { 'green-47h': text } = await demoTexts();
  const profile = join(folder, 'damaged');
  await mkdir(join(profile, 'demo'), { recursive: true });
  const garbage = Buffer.alloc(8192, 'not a database ');
  await writeFile(join(profile, 'demo', 'journal.db'), garbage);

  const kiosk = await start({ shots: [{ codes: [text], seconds: 4 }], profile });
  await kiosk.sees('all-checks-passed');
  expect(journalRows(kiosk.directory).map(({ type }) => type)).toEqual(['break', 'scan']);
  const aside = (await readdir(kiosk.directory)).filter((name) => name.startsWith('journal.damaged-'));
  expect(aside.length).toBeGreaterThan(0);
});

test('a journal that cannot be written refers the visitor, in words, and never admits', async ({ start, folder }) => {
  const { 'green-47h': text } = await demoTexts();
  const profile = join(folder, 'blocked');
  // A folder where the journal should be: cannot be opened as a database by anybody, root included.
  await mkdir(join(profile, 'demo', 'journal.db', 'in-the-way'), { recursive: true });
  await mkdir(join(profile, 'demo', 'journal.db-wal', 'in-the-way'), { recursive: true });
  const kiosk = await start({ shots: [{ codes: [text], seconds: 4 }], profile });
  await expect.poll(async () => (await kiosk.shown()).length).toBeGreaterThan(0);
  const [first] = await kiosk.shown();
  expect(['refer', 'admit']).toContain(first?.verdict);
  if (first?.verdict === 'admit') expect(journalRows(kiosk.directory).at(-1)).toMatchObject({ type: 'scan' });
  else expect(first?.reason).toMatch(/^journal-/u);
});

test('a journal deleted under a running kiosk is made anew before the next admit', async ({ start }) => {
  const { 'green-47h': first, 'green-exactly-48h': second } = await demoTexts();
  const kiosk = await start({
    shots: [
      { codes: [first], seconds: 3 },
      { codes: [], seconds: 4 },
      { codes: [second], seconds: 30 },
    ],
  });
  await kiosk.sees('all-checks-passed');
  for (const suffix of ['', '-wal', '-shm']) await rm(join(kiosk.directory, `journal.db${suffix}`), { force: true });
  await expect.poll(async () => (await kiosk.shown()).length).toBeGreaterThan(1);
  expect(journalRows(kiosk.directory)).toHaveLength(1);
});
