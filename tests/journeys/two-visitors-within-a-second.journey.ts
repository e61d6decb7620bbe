import { demoTexts } from './visitors.ts';
import { expect, journalRows, test } from './kiosk.ts';

test('two visitors within a second are two outcomes and two entries', async ({ start }) => {
  const { 'green-47h': first, 'test-old': second } = await demoTexts();
  const kiosk = await start({
    shots: [
      { codes: [], seconds: 2 },
      { codes: [first], seconds: 0.5 },
      { codes: [second], seconds: 0.5 },
      { codes: [], seconds: 20 },
    ],
  });
  await kiosk.sees('all-checks-passed');
  await kiosk.sees('test-too-old');
  expect((await kiosk.shown()).map(({ reason }) => reason)).toEqual(['all-checks-passed', 'test-too-old']);
  const [admitted, refused] = journalRows(kiosk.directory);
  expect(admitted?.['verdict']).toBe('admit');
  expect(refused?.['verdict']).toBe('refuse');
});

test('a code held still for many seconds is one scan', async ({ start }) => {
  const { 'green-47h': text } = await demoTexts();
  const kiosk = await start({ shots: [{ codes: [text], seconds: 8 }] });
  await kiosk.sees('all-checks-passed');
  // The film has been played through more than once when the guard's screen is idle again.
  await kiosk.page.waitForSelector('[data-serial]', { state: 'detached' });
  expect(await kiosk.shown()).toHaveLength(1);
  expect(journalRows(kiosk.directory)).toHaveLength(1);
});

test('two codes in view at once are asked to come one at a time, and neither is judged', async ({ start }) => {
  const { 'green-47h': first, red: second } = await demoTexts();
  const kiosk = await start({ shots: [{ codes: [first, second], seconds: 3 }], window: '1920x1080' });
  await kiosk.page.waitForSelector('.stage__several');
  expect(await kiosk.shown()).toEqual([]);
  expect(journalRows(kiosk.directory)).toEqual([]);
});
