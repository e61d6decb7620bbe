import { en } from '../../renderer/text/en.ts';
import { switched, withGate } from './gate.ts';
import { DEMO_GUARD as GUARD, DEMO_SUPERVISOR as SUPERVISOR, enterPin } from './guarded.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { changeSettings, expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { sendAway } from '../../scripts/screens/meet.ts';
import { demoTexts } from './visitors.ts';

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
  const ask = { about: null, reason: 'child', verdict: 'admit', otherThan: [], guard: GUARD.number } as const;
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
  // Where a thumb is used to end an outcome nothing is undone.
  await expect(page.locator('.outcome__foot .outcome__dismiss').last()).toHaveText(zhCN.outcome.dismiss);
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

test('a mistake is undone beside the verdict of the next visitor, which stays', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await start({ at: null });
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enterPin(kiosk, GUARD);
  await kiosk.sees('admitted-by-hand');
  await kiosk.submit(texts.forged);
  await kiosk.sees('signature-forged');
  await isSeen(page);
  await page.screenshot({ path: test.info().outputPath('undo-before.png') });
  await page.locator('[data-action="undo-before"]').click();
  await expect(page.locator('[data-action="undo-before"]')).toHaveCount(0);
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'signature-forged');
  const rows = journalRows(kiosk.directory);
  expect(rows.map(({ type, reasons }) => [type, reasons])).toEqual([
    ['manual', '["child"]'],
    ['scan', '["signature-forged"]'],
    ['overrule', '["undone"]'],
  ]);
  expect(rows[2]?.['refers_to']).toBe(rows[0]?.['id']);
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
