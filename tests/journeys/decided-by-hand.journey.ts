import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { switched, withGate } from './gate.ts';
import { changeSettings, expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { sendAway } from '../../scripts/screens/meet.ts';
import { demoTexts } from './visitors.ts';

/** Of the demo's own guards, whom no venue's kiosk knows. */
const GUARD = { number: 'G1', pin: '246801' };
const SUPERVISOR = { number: 'S1', pin: '13579024' };

async function enterPin({ page }: Kiosk, guard: { number: string; pin: string }): Promise<void> {
  await page.locator(`[data-guard="${guard.number}"]`).click();
  for (const digit of guard.pin) await page.locator('.pin__key', { hasText: digit }).click();
  await page.locator('.pin__enter').click();
}

/** What a verdict on the screen says to the visitor. */
async function wordsTo({ page }: Kiosk): Promise<string> {
  return page.locator('.outcome__visitor > :not(.outcome__label)').innerText();
}

test('who has no phone is let in by a guard’s PIN, by touch alone, and the gate opens after the entry is on disk', async ({
  start,
  folder,
}) => {
  const { profile, board } = await withGate(folder);
  try {
    const kiosk = await start({ profile });
    const { page } = kiosk;
    await expect(page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
    for (const language of ['en', 'zh-CN'] as const) {
      await changeSettings(kiosk, { language });
      await page.getByRole('button', { name: language === 'en' ? 'By hand' : '人工登记' }).click();
      await page.screenshot({ path: test.info().outputPath(`why-${language}.png`) });
      await page.locator('[data-reason="no-phone"]').click();
      await page.screenshot({ path: test.info().outputPath(`what-${language}.png`) });
      await page.locator('.by-hand__verdict--admit').click();
      await page.screenshot({ path: test.info().outputPath(`who-${language}.png`) });
      if (language === 'en') await page.keyboard.press('Escape');
    }
    await enterPin(kiosk, { ...GUARD, pin: '246802' });
    await expect(page.locator('.by-hand__fault')).not.toBeEmpty();
    expect(journalRows(kiosk.directory)).toEqual([]);
    const opened = board.until('coil', { coil: 1, on: true });
    await enterPin(kiosk, GUARD);
    expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
    await opened;
    expect(switched(board)).toMatch(/^\+/u);
    expect(journalRows(kiosk.directory)).toMatchObject([
      { type: 'manual', verdict: 'admit', reasons: '["no-phone"]', guard: 'G1' },
    ]);
  } finally {
    await board.stop();
  }
});

test('a refer is any guard’s to decide, a refuse a supervisor’s, and a forged code nobody’s', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  const overrule = page.locator('[data-action="overrule"]');

  await kiosk.submit(texts.yellow);
  await isSeen(page);
  await overrule.click();
  await page.locator('[data-reason="papers-seen"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enterPin(kiosk, GUARD);
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');

  await kiosk.submit(texts['test-old']);
  await isSeen(page);
  await overrule.click();
  await page.locator('[data-reason="office-asked"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await expect(page.locator(`[data-guard="${GUARD.number}"]`)).toHaveCount(0);
  await enterPin(kiosk, SUPERVISOR);
  expect((await kiosk.sees('refused-by-hand')).verdict).toBe('refuse');

  await kiosk.submit(texts.forged);
  await kiosk.sees('signature-forged');
  await expect(overrule).toHaveCount(0);

  const rows = journalRows(kiosk.directory);
  expect(rows.map(({ type, verdict, guard }) => [type, verdict, guard])).toEqual([
    ['scan', 'refer', null],
    ['overrule', 'admit', 'G1'],
    ['scan', 'refuse', null],
    ['overrule', 'refuse', 'S1'],
    ['scan', 'refuse', null],
  ]);
  expect([rows[1]?.['refers_to'], rows[3]?.['refers_to']]).toEqual([rows[0]?.['id'], rows[2]?.['id']]);
});

test('wrong PINs make a guard wait, also after the kiosk was killed', async ({ start }) => {
  const before = await start();
  const ask = { about: null, reason: 'child', verdict: 'admit', otherThan: null, guard: GUARD.number } as const;
  const decide = (kiosk: Kiosk, pin: string): Promise<unknown> =>
    kiosk.page.evaluate((asked) => (globalThis as unknown as Window).sentinel.call('decision:by-hand', asked), {
      ...ask,
      pin,
    });
  for (let n = 0; n < 3; n += 1) expect(await decide(before, '000000')).toMatchObject({ fault: 'pin-wrong' });
  expect(await decide(before, GUARD.pin)).toMatchObject({ fault: 'pin-wait' });
  await before.kill();
  const after = await start({ profile: before.profile });
  // All of the five seconds, from the start on, some of which have passed on a slow machine.
  expect(await decide(after, GUARD.pin)).toMatchObject({ fault: 'pin-wait' });
  await expect.poll(() => decide(after, GUARD.pin), { timeout: 20_000 }).toMatchObject({ fault: null });
  expect(journalRows(after.directory)).toHaveLength(1);
});

test('while a guard has to wait, only the wait is said, and then what was wrong', async ({ start }) => {
  const kiosk = await start();
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  const said = page.locator('.by-hand__fault');
  for (let n = 0; n < 3; n += 1) {
    await enterPin(kiosk, { ...GUARD, pin: '000000' });
    await expect(said).not.toBeEmpty();
  }
  await page.screenshot({ path: test.info().outputPath('wait.png') });
  await expect(said).toHaveText(/^Too many wrong PINs: wait \d seconds?\.$/u);
  await expect(said).toHaveText(en.byHand.fault['pin-wrong'], { timeout: 20_000 });
});

test('what was decided by hand is undone within seconds, and the kiosk’s own verdict stands again', async ({
  start,
}) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await kiosk.submit(texts.yellow);
  await isSeen(page);
  await page.locator('[data-action="overrule"]').click();
  await page.locator('[data-reason="misjudged"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enterPin(kiosk, GUARD);
  await kiosk.sees('admitted-by-hand');
  await isSeen(page);
  await page.locator('[data-action="undo"]').click();
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'colour-yellow');
  const rows = journalRows(kiosk.directory);
  expect(rows.map(({ type, verdict, reasons }) => [type, verdict, reasons])).toEqual([
    ['scan', 'refer', '["colour-yellow"]'],
    ['overrule', 'admit', '["misjudged"]'],
    ['overrule', null, '["undone"]'],
  ]);
  expect(rows[2]?.['refers_to']).toBe(rows[1]?.['id']);
});

test('what is done with a red code is recorded beside it, and the last visitors are looked back at', async ({
  start,
}) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-shift="begin"]').click();
  await enterPin(kiosk, SUPERVISOR);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await kiosk.submit(texts.red);
  const told = zhCN.past.visitor.replace('{{words}}', await wordsTo(kiosk));
  await isSeen(page);
  await page.locator('[data-action="abnormal"]').click();
  for (const step of ['kept-aside', 'informed']) await page.locator(`[data-step="${step}"]`).click();
  await page.locator('.steps__record').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const rows = journalRows(kiosk.directory);
  expect(rows.map(({ type, reasons, guard }) => [type, reasons, guard])).toEqual([
    ['manual', '["shift-began"]', 'S1'],
    ['scan', '["colour-red"]', null],
    ['abnormal', '["kept-aside","informed"]', 'S1'],
  ]);
  expect(rows[2]?.['refers_to']).toBe(rows[1]?.['id']);
  await page.locator('.foot__past').click();
  await expect(page.locator('.past__visit')).toHaveCount(1);
  await expect(page.locator('.past__visit--refuse')).toContainText('郑*');
  await expect(page.locator('.past__visit--refuse [data-visitor]')).toHaveText(told);
  await expect(page.locator('.past__visit--refuse [data-done="2"]')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('past-done.png') });

  // The list is read anew while it is open.
  await kiosk.submit(texts.yellow);
  await isSeen(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.outcome')).toHaveCount(0);
  await expect(page.locator('.past__visit')).toHaveCount(2);

  // What is recorded is not recorded twice.
  await isSeen(page);
  await page.locator('.past__visit [data-action="abnormal"]').click();
  for (const step of ['kept-aside', 'informed']) {
    await expect(page.locator(`[data-step="${step}"] input`)).toBeChecked();
    await expect(page.locator(`[data-step="${step}"] input`)).toBeDisabled();
  }
  await page.screenshot({ path: test.info().outputPath('steps-recorded.png') });
  await expect(page.locator('.steps__record')).toBeDisabled();
  await page.locator('[data-step="noted"]').click();
  await page.locator('.steps__record').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(journalRows(kiosk.directory).at(-1)).toMatchObject({ type: 'abnormal', reasons: '["noted"]' });
});

test('what was done with a red code is known beside what is decided of them by hand, and beside what an undo brings back', async ({
  start,
}) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  const recorded = page.locator('[data-step="kept-aside"] input');
  await kiosk.submit(texts.red);
  await isSeen(page);
  await page.locator('[data-action="abnormal"]').click();
  await page.locator('[data-step="kept-aside"]').click();
  await page.locator('.steps__record').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.locator('.foot__past').click();
  await page.locator('.past__keys .button:not([data-action])').click();
  await page.locator('[data-reason="not-in-order"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await enterPin(kiosk, SUPERVISOR);
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'refused-by-hand');
  await isSeen(page);
  await page.locator('[data-action="undo"]').click();
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'colour-red');
  await isSeen(page);
  await page.locator('[data-action="abnormal"]').click();
  await expect(recorded).toBeChecked();
  await expect(recorded).toBeDisabled();
  await sendAway(kiosk);

  await page.locator('.foot__past').click();
  await page.locator('.past__keys .button:not([data-action])').click();
  await page.locator('[data-reason="not-in-order"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await enterPin(kiosk, SUPERVISOR);
  await isSeen(page);
  await page.locator('[data-reason="refused-by-hand"] [data-action="abnormal"]').click();
  await expect(recorded).toBeChecked();
  await page.locator('[data-step="informed"]').click();
  await page.locator('.steps__record').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const steps = journalRows(kiosk.directory).filter(({ type }) => type === 'abnormal');
  expect(steps.map(({ reasons }) => reasons)).toEqual(['["kept-aside"]', '["informed"]']);
});

test('who was refused just now is not let in as somebody without a code', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await kiosk.submit(texts.forged);
  await sendAway(kiosk);
  await page.locator('[data-open="by-hand"]').click();
  await page.screenshot({ path: test.info().outputPath('same.png') });
  await page.locator('[data-same="yes"]').click();
  await expect(page.getByRole('dialog').getByRole('alert')).not.toBeEmpty();
  await sendAway(kiosk);
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-same="no"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enterPin(kiosk, GUARD);
  await kiosk.sees('admitted-by-hand');
  const [refused, admitted] = journalRows(kiosk.directory);
  expect(admitted).toMatchObject({
    type: 'manual',
    verdict: 'admit',
    reasons: '["child","another-visitor"]',
    refers_to: refused?.['id'],
  });
});

test('who was refused by a mistake that was undone is asked of no more', async ({ start }) => {
  const kiosk = await start();
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await enterPin(kiosk, GUARD);
  await kiosk.sees('refused-by-hand');
  await isSeen(page);
  await page.locator('[data-action="undo"]').click();
  await expect(page.locator('.outcome')).toHaveCount(0);
  await expect(page.locator('[data-count="refuse"] b')).toHaveText('0');
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enterPin(kiosk, GUARD);
  await kiosk.sees('admitted-by-hand');
  expect(journalRows(kiosk.directory).map(({ reasons }) => reasons)).toEqual(['["child"]', '["undone"]', '["child"]']);
});

test('each who was refused is asked of, also of before the window was loaded anew, and while a PIN is asked for', async ({
  start,
}) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await kiosk.submit(texts.forged);
  await sendAway(kiosk);
  await page.reload();
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-same="no"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await page.locator(`[data-guard="${GUARD.number}"]`).waitFor();
  await page.evaluate(
    (text) => (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text }),
    texts.red,
  );
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'colour-red');
  await isSeen(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.outcome')).toHaveCount(0);
  await expect(page.getByRole('dialog')).toContainText('郑*');
  await page.screenshot({ path: test.info().outputPath('same-again.png') });
  await isSeen(page);
  await page.locator('[data-same="no"]').click();
  await enterPin(kiosk, GUARD);
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'admitted-by-hand');
  const [, red, admitted] = journalRows(kiosk.directory);
  expect(admitted).toMatchObject({ verdict: 'admit', refers_to: red?.['id'], reasons: '["child","another-visitor"]' });
});

for (const by of ['touch', 'keyboard'] as const)
  test(`a verdict that comes while a PIN is entered by ${by} stays, the question after it too, and the PIN begins anew`, async ({
    start,
  }) => {
    const texts = await demoTexts();
    const kiosk = await start({ window: '1920x1080' });
    const { page } = kiosk;
    await changeSettings(kiosk, { language: 'en' });
    await page.locator('[data-open="by-hand"]').click();
    await page.locator('[data-reason="child"]').click();
    await page.locator('.by-hand__verdict--admit').click();
    const confirm = await page.locator('.pin__enter').boundingBox();
    const [x, y] = [(confirm?.x ?? 0) + (confirm?.width ?? 0) / 2, (confirm?.y ?? 0) + (confirm?.height ?? 0) / 2];
    const inRow = async (): Promise<void> => {
      if (by === 'touch') for (let taps = 0; taps < 4; taps += 1) await page.mouse.click(x, y, { delay: 250 });
      else await page.keyboard.type('01\n', { delay: 250 });
    };
    await page.keyboard.type('2468', { delay: 150 });
    await page.evaluate(
      (text) => (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text }),
      texts.forged,
    );
    await inRow();
    await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'signature-forged');
    await isSeen(page);
    if (by === 'touch') await page.mouse.click(x, y);
    else await page.keyboard.press('Enter');
    await expect(page.locator('.outcome')).toHaveCount(0);
    await inRow();
    await expect(page.getByRole('heading', { name: en.byHand.same.ask })).toBeVisible();
    await isSeen(page);
    await page.locator('[data-same="no"]').click();
    await expect(page.getByLabel(en.byHand.pin)).toHaveValue('');
    await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.anew);
    await page.screenshot({ path: test.info().outputPath('anew.png') });
    await enterPin(kiosk, GUARD);
    await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'admitted-by-hand');
    expect(journalRows(kiosk.directory).map(({ verdict }) => verdict)).toEqual(['refuse', 'admit']);
  });

test('a PIN that is entered when somebody is admitted begins anew, and says so', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-shift="begin"]').click();
  await page.locator('.pin__key', { hasText: '2' }).click();
  await kiosk.submit(texts['green-47h']);
  await page.locator('.outcome').waitFor({ state: 'detached' });
  await expect(page.getByLabel(en.byHand.pin)).toHaveValue('');
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.anew);
  await isSeen(page);
  await page.locator('.pin__key', { hasText: '2' }).click();
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
});

test('a mistake is undone also when the next visitor has come and gone', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await start({ at: null });
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enterPin(kiosk, GUARD);
  await kiosk.sees('admitted-by-hand');
  await kiosk.submit(texts.forged);
  await sendAway(kiosk);
  await page.locator('.foot__undo').click();
  await expect(page.locator('.foot__undo')).toHaveCount(0);
  const rows = journalRows(kiosk.directory);
  expect(rows.map(({ type, reasons }) => [type, reasons])).toEqual([
    ['manual', '["child"]'],
    ['scan', '["signature-forged"]'],
    ['overrule', '["undone"]'],
  ]);
});

test('every reason of a verdict can be looked back at', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await start();
  const { page } = kiosk;
  await kiosk.submit(texts['eu-tested']);
  await kiosk.submit(texts['eu-vaccinated']);
  const reasons = await page
    .locator('.outcome__guard, .outcome__further li > span:not(.outcome__phone)')
    .allInnerTexts();
  expect(reasons.length).toBeGreaterThan(1);
  await sendAway(kiosk);
  await page.locator('.foot__past').click();
  for (const reason of reasons) await expect(page.locator('.past__visit--refer')).toContainText(reason);
  await page.screenshot({ path: test.info().outputPath('past-reasons.png') });
});

test('the procedure is within reach after the red screen is gone, and the last visitors after a restart', async ({
  start,
}) => {
  const texts = await demoTexts();
  const kiosk = await start({ at: null });
  const { page } = kiosk;
  // A red code whatever the clock says of its age.
  await kiosk.submit(texts.red);
  await sendAway(kiosk);
  await page.locator('.foot__past').click();
  const abnormal = page.locator('.past__visit [data-action="abnormal"]');
  const isRed = (await abnormal.count()) > 0;
  await sendAway(kiosk);
  expect(isRed).toBe(true);
  await kiosk.kill();
  const again = await start({ profile: kiosk.profile, at: null });
  await again.page.locator('.foot__past').click();
  await expect(again.page.locator('.past__visit--refuse')).toHaveCount(1);
  await again.page.locator('.past__visit [data-action="abnormal"]').click();
  await again.page.locator('[data-step="kept-aside"]').click();
  await again.page.locator('.steps__record').click();
  await expect(again.page.getByRole('dialog')).toHaveCount(0);
  await again.page.locator('.foot__past').click();
  await expect(again.page.locator('.past__visit--refuse [data-done="1"]')).toBeVisible();
  const [refused, recorded] = journalRows(again.directory);
  expect(recorded).toMatchObject({ type: 'abnormal', refers_to: refused?.['id'], reasons: '["kept-aside"]' });
  await again.page.screenshot({ path: test.info().outputPath('past-after-restart.png') });
  await again.page.keyboard.press('Escape');
  await expect(again.page.getByRole('dialog')).toHaveCount(0);

  // Whoever was refused before the restart may stand there still.
  await again.page.locator('[data-open="by-hand"]').click();
  await again.page.locator('[data-same="no"]').click();
});
