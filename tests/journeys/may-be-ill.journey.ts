import { zhCN } from '../../renderer/text/zh-CN.ts';
import { DEMO_SUPERVISOR as SUPERVISOR, enterPin } from './guarded.ts';
import { expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { sendAway } from '../../scripts/screens/meet.ts';
import { demoTexts } from './visitors.ts';

/** What a verdict on the screen says to the visitor. */
async function wordsTo({ page }: Kiosk): Promise<string> {
  return page.locator('.outcome__visitor > :not(.outcome__label)').innerText();
}

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

test('who is refused by hand because they have a fever is seen to as well', async ({ start }) => {
  const kiosk = await start();
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="seems-ill"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await enterPin(kiosk, SUPERVISOR);
  await kiosk.sees('refused-by-hand');
  await isSeen(page);
  await page.locator('[data-action="abnormal"]').click();
  await page.locator('[data-step="kept-aside"]').click();
  await page.locator('.steps__record').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const [refused, recorded] = journalRows(kiosk.directory);
  expect(refused).toMatchObject({ type: 'manual', verdict: 'refuse', reasons: '["seems-ill"]' });
  expect(recorded).toMatchObject({ type: 'abnormal', refers_to: refused?.['id'], reasons: '["kept-aside"]' });
  await page.locator('.foot__past').click();
  await expect(page.locator('.past__visit--refuse')).toContainText(zhCN.byHand.reason['seems-ill']);
  await page.screenshot({ path: test.info().outputPath('past-why.png') });
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
