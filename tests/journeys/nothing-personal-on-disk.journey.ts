import { DEMO_PEOPLE } from '../../scripts/demo-visitors.ts';
import { demoTexts } from './visitors.ts';
import { expect, filesIn, test } from './kiosk.ts';

test('neither database nor logs nor any other file holds a visitor’s name, number or code', async ({ start }) => {
  const texts = await demoTexts();
  const visitors = [texts['green-47h'], texts.red, texts.paper, texts['not-a-health-code']];
  const kiosk = await start({ shots: visitors.map((text) => ({ codes: [text], seconds: 1.5 })) });
  for (const reason of ['all-checks-passed', 'colour-red', 'card-reader-missing', 'not-a-health-code']) {
    await kiosk.sees(reason);
  }
  await kiosk.app.close();
  const files = await filesIn(kiosk.profile);
  const needles = [...DEMO_PEOPLE.flatMap(({ name, documentNumber }) => [name, documentNumber]), ...visitors];
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
