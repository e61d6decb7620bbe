import { en } from '../../renderer/text/en.ts';
import { DEMO_GUARD as GUARD, enterPin } from './guarded.ts';
import { changeSettings, expect, isSeen, journalRows, test } from './kiosk.ts';
import { sendAway } from '../../scripts/screens/meet.ts';
import { demoTexts } from './visitors.ts';

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
