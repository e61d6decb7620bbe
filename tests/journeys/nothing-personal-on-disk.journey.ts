import { DEMO_PEOPLE } from '../../scripts/demo-visitors.ts';
import { demoTexts } from './visitors.ts';
import { expect, filesIn, test } from './kiosk.ts';

/** Names, birth dates and ids of the demo visitors with codes in the formats of others. */
const FOREIGN_PEOPLE = [
  ...['MUSTER', 'Muster', '1990-01-01', 'URN:UVCI:01:AT:DEMO'],
  ...['John Example', 'EXAMPLE\nJOHN', '1970-02-02', 'Emma Demo', 'DEMO\nEMMA', '1985-05-05'],
];

test('neither database nor logs nor any other file holds a visitor’s name, number or code', async ({ start }) => {
  const texts = await demoTexts();
  const visitors = [
    ...[texts['green-47h'], texts.red, texts.paper, texts['not-a-health-code']],
    ...[texts['eu-vaccinated'], texts['smart-card'], texts['nz-pass']],
  ];
  const kiosk = await start({ shots: visitors.map((text) => ({ codes: [text], seconds: 1.5 })) });
  await expect.poll(async () => (await kiosk.shown()).length).toBe(visitors.length);
  await kiosk.app.close();
  const files = await filesIn(kiosk.profile);
  const needles = [
    ...DEMO_PEOPLE.flatMap(({ name, documentNumber }) => [name, documentNumber]),
    ...FOREIGN_PEOPLE,
    ...visitors,
  ];
  // Strings stand as UTF-8 in SQLite and the logs, as UTF-16 in some of Chromium's files.
  const found = files.flatMap(({ name, bytes }) =>
    needles
      .filter((needle) => bytes.includes(needle) || bytes.includes(Buffer.from(needle, 'utf16le')))
      .map(() => name),
  );
  expect(files.some(({ name }) => name.endsWith('journal.db'))).toBe(true);
  expect(files.some(({ name }) => name.endsWith('kiosk.log'))).toBe(true);
  expect(found).toEqual([]);
});
