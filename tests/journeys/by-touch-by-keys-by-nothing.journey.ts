import { changeSettings, expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { touching, typing, WATCH_INPUTS, type Hand } from './touch.ts';
import { manyTexts, demoTexts } from './visitors.ts';

const GUARD = { number: 'G1', pin: '246801' };

test('the whole job is done by touch alone', async ({ start }) => {
  const kiosk = await start({ window: '1080x1920' });
  await kiosk.page.evaluate(WATCH_INPUTS);
  await doTheJob(kiosk, await touching(kiosk.page));
  const inputs = await kiosk.page.evaluate<string[]>('inputs');
  expect(new Set(inputs)).toEqual(new Set(['touch']));
});

test('the whole job is done by keyboard alone', async ({ start }) => {
  const kiosk = await start({ window: '1920x1080' });
  await kiosk.page.evaluate(WATCH_INPUTS);
  await doTheJob(kiosk, typing(kiosk.page));
  const inputs = await kiosk.page.evaluate<string[]>('inputs');
  expect(new Set(inputs)).toEqual(new Set(['key']));
});

/** Lets somebody in by hand and takes it back, overrules, keeps somebody aside, looks back. */
async function doTheJob(kiosk: Kiosk, hand: Hand): Promise<void> {
  const { page } = kiosk;
  const texts = await demoTexts();

  await hand.press(page.locator('[data-open="by-hand"]'));
  await hand.press(page.locator('[data-reason="no-phone"]'));
  await hand.press(page.locator('.by-hand__verdict--admit'));
  await hand.press(page.locator(`[data-guard="${GUARD.number}"]`));
  await hand.pin(GUARD.pin);
  await kiosk.sees('admitted-by-hand');
  await isSeen(page);
  await hand.press(page.locator('[data-action="undo"]'));
  await expect(page.locator('.outcome')).toHaveCount(0);

  await kiosk.submit(texts.yellow);
  await isSeen(page);
  await hand.press(page.locator('[data-action="overrule"]'));
  await hand.press(page.locator('[data-reason="papers-seen"]'));
  await hand.press(page.locator('.by-hand__verdict--refuse'));
  await hand.press(page.locator(`[data-guard="${GUARD.number}"]`));
  await hand.pin(GUARD.pin);
  await kiosk.sees('refused-by-hand');
  await isSeen(page);
  await hand.press(page.locator('.outcome__dismiss:not([data-action])'));
  await expect(page.locator('.outcome')).toHaveCount(0);

  await kiosk.submit(texts.red);
  await isSeen(page);
  await hand.press(page.locator('[data-action="abnormal"]'));
  for (const step of ['kept-aside', 'informed', 'noted']) await hand.tick(page.locator(`[data-step="${step}"]`));
  await hand.press(page.locator('.steps__record'));
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await hand.press(page.locator('.foot__past'));
  await expect(page.locator('.past__visit')).toHaveCount(2);
  await hand.press(page.locator('.sheet__head .button'));
  await expect(page.getByRole('dialog')).toHaveCount(0);

  expect(journalRows(kiosk.directory).map(({ type, verdict, guard }) => [type, verdict, guard])).toEqual([
    ['manual', 'admit', 'G1'],
    // Nobody has proven who they are to undo it.
    ['overrule', null, null],
    ['scan', 'refer', null],
    ['overrule', 'refuse', 'G1'],
    ['scan', 'refuse', null],
    ['abnormal', null, null],
  ]);
}

test('nobody touches anything: each in a queue is served, and each verdict makes way for the next', async ({
  start,
}) => {
  const { 'green-47h': first, yellow, 'test-old': old } = await demoTexts();
  const [last = ''] = await manyTexts(1);
  const damaged = `${first.slice(0, 40)}${first.slice(60)}`;
  const away = { codes: [], seconds: 1 };
  const queue = [first, yellow, damaged, old, first, last];
  const kiosk = await start({
    shots: [
      { codes: [], seconds: 3 },
      ...queue.flatMap((text) => [{ codes: [text], seconds: 1.2 }, away]),
      { codes: [], seconds: 25 },
    ],
  });
  await kiosk.page.evaluate(WATCH_INPUTS);
  await expect.poll(async () => (await kiosk.shown()).length, { timeout: 40_000 }).toBe(queue.length);
  const shown = await kiosk.shown();
  expect(shown.map(({ verdict }) => verdict)).toEqual(['admit', 'refer', 'refer', 'refuse', 'refer', 'admit']);
  expect(journalRows(kiosk.directory).map(({ verdict }) => verdict)).toEqual(shown.map(({ verdict }) => verdict));
  // The last may pass: the screen is ready again by itself.
  await kiosk.page.waitForSelector('[data-showing="idle"]');
  expect(await kiosk.page.locator('[data-problem], .outcome, [role="dialog"]').count()).toBe(0);
  expect(await kiosk.page.evaluate('inputs')).toEqual([]);
});

/** Notes in the window what is spoken: when a clip is to begin, and when it is ended. */
const WATCH_SPEECH = `
  globalThis.spoken = [];
  for (const does of ['start', 'stop']) {
    const own = AudioBufferSourceNode.prototype[does];
    AudioBufferSourceNode.prototype[does] = function (...when) {
      spoken.push(does);
      return own.apply(this, when);
    };
  }`;

test('what is spoken ends when a guard takes the verdict off the screen, and with the sound', async ({ start }) => {
  const { 'test-old': old, yellow } = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await page.evaluate(WATCH_SPEECH);
  const spoken = (): Promise<string[]> => page.evaluate<string[]>('spoken');
  await kiosk.submit(old);
  await isSeen(page);
  // The word and the sentence.
  await expect.poll(spoken).toEqual(['start', 'start']);
  await page.keyboard.press('Enter');
  await expect(page.locator('.outcome')).toHaveCount(0);
  expect(await spoken()).toEqual(['start', 'start', 'stop', 'stop']);

  await kiosk.submit(yellow);
  await expect.poll(spoken).toHaveLength(6);
  await changeSettings(kiosk, { volume: 0 });
  await expect.poll(spoken).toEqual(['start', 'start', 'stop', 'stop', 'start', 'start', 'stop', 'stop']);
});

for (const [language, window] of [
  ['zh-CN', '1080x1920'],
  ['en', '1920x1080'],
] as const)
  test(`that nothing is heard is said, and no longer when it is: ${language}`, async ({ start }) => {
    const { 'test-old': old, yellow, forged } = await demoTexts();
    const kiosk = await start({ window });
    const { page } = kiosk;
    await changeSettings(kiosk, { language });
    await page.evaluate(STOP_SOUND);
    await kiosk.submit(old);
    await expect(page.locator('.outcome [data-sound="failed"]')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('silent-outcome.png') });
    await isSeen(page);
    await page.keyboard.press('Enter');
    await expect(page.locator('.bar [data-sound="failed"]')).toBeVisible();
    await expect(page.locator('[data-problem="sound-failed"]')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('silent.png') });
    // Who wants no sound is told that, and of no fault.
    await changeSettings(kiosk, { volume: 0 });
    await expect(page.locator('.bar [data-sound="muted"]')).toBeVisible();
    await expect(page.locator('[data-problem]')).toHaveCount(0);
    // A page that covers the screen says it as well.
    await page.locator('[data-open="privacy"]').click();
    await expect(page.locator('.sheet__head [data-sound="muted"]')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('muted-page.png') });
    await page.keyboard.press('Escape');
    await page.locator('[data-open="settings"]').click();
    await page.locator('[data-open="console"]').click();
    await expect(page.locator('.console__head [data-sound="muted"]')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('muted-console.png') });
    await page.locator('.console__head [data-action="close"]').click();
    await page.locator('[data-open="privacy"]').click();
    await changeSettings(kiosk, { volume: 3 });
    await expect(page.locator('.sheet__head [data-sound="failed"]')).toBeVisible();
    await page.keyboard.press('Escape');

    await page.evaluate('delete AudioContext.prototype.state');
    await kiosk.submit(yellow);
    await expect(page.locator('[data-sound]')).toHaveCount(0);
    await page.evaluate(LOSE_CLIPS);
    await kiosk.submit(forged);
    await expect(page.locator('.outcome [data-sound="failed"]')).toBeVisible();
  });

/** Runs in the window: a sound system that takes everything and plays nothing, as one that is blocked does. */
const STOP_SOUND = `Object.defineProperty(AudioContext.prototype, 'state', { configurable: true, get: () => 'suspended' })`;

/** Runs in the window: what is spoken does not load. */
const LOSE_CLIPS = `globalThis.fetch = () => Promise.reject(new Error('not there'))`;
