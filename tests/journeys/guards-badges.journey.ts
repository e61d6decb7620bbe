// All that a badge does, wherever it is shown: what it does over one page is read beside what it does over another.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeGuards } from '../../electron/guards/list.ts';
import { hashPin } from '../../electron/guards/pin.ts';
import { badgeText } from '../../shared/guard.ts';
import { en } from '../../renderer/text/en.ts';
import { chosen, enter, GUARD, showBadge, startGuarded, SUPERVISOR, withGuards } from './guarded.ts';
import { scanByKeyboard } from './keyboard.ts';
import { changeSettings, expect, isSeen, journalRows, test } from './kiosk.ts';
import { sendAway } from '../../scripts/screens/meet.ts';
import { misfits } from './text-fits.ts';
import { demoTexts } from './visitors.ts';

test('a badge shown beside a refer is of the guard who decides it, and one of a stranger is said to be', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await kiosk.submit(texts.yellow);
  expect(await showBadge(kiosk, GUARD.number)).toBe(false);
  await page.locator('[data-reason="papers-seen"]').waitFor();
  await isSeen(page);
  await page.locator('[data-reason="papers-seen"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(GUARD.number);
  await showBadge(kiosk, 'G99');
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.fault['guard-unknown']);
  await showBadge(kiosk, SUPERVISOR.number);
  await expect(page.locator(`[data-guard="${SUPERVISOR.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
  await enter(kiosk, SUPERVISOR.pin);
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
  expect(journalRows(kiosk.directory)[1]).toMatchObject({ type: 'overrule', guard: SUPERVISOR.number });
});

test('a badge shown beside an admit opens nothing before the next visitor, and says so; shown afterwards, the PIN is typed on a keyboard', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await kiosk.submit(texts['green-47h']);
  expect(await showBadge(kiosk, GUARD.number)).toBe(false);
  await expect(page.locator('.outcome__notice')).toHaveText(en.byHand.fault['badge-too-soon']);
  await page.screenshot({ path: test.info().outputPath('badge-beside-admit.png') });
  await page.locator('.outcome').waitFor({ state: 'detached' });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.alert')).toBeEmpty();
  // Nor is it theirs to prove who they are whom somebody asks for later.
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(GUARD.number);
  await sendAway(kiosk);
  await showBadge(kiosk, GUARD.number);
  const field = page.getByLabel(en.byHand.pin);
  await expect(field).toBeFocused();
  await isSeen(page);
  await field.pressSequentially(GUARD.pin, { delay: 150 });
  await expect(field).toHaveValue(GUARD.pin);
  await page.keyboard.press('Enter');
  await expect(page.locator('.bar__open')).toContainText(GUARD.name);
});

test('a badge takes no refusal off the screen, and whose it is is chosen when the refusal is lifted', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await kiosk.submit(texts['test-old']);
  expect(await showBadge(kiosk, GUARD.number)).toBe(false);
  expect(await showBadge(kiosk, SUPERVISOR.number)).toBe(false);
  await expect(page.locator('.outcome__notice')).toHaveText(en.byHand.fault['badge-too-soon']);
  await page.screenshot({ path: test.info().outputPath('badge-beside-refusal.png') });
  await expect(page.getByRole('dialog', { includeHidden: true })).toHaveCount(0);
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'test-too-old');
  await isSeen(page);
  await page.locator('[data-action="overrule"]').click();
  await page.locator('[data-reason="office-asked"]').waitFor();
  await expect(page.locator('.by-hand__fault')).toHaveCount(0);
  await page.locator('[data-reason="office-asked"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(SUPERVISOR.number);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a stranger’s badge is said to be one: at rest, beside a verdict, and while a question is asked', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  const unknown = en.byHand.fault['guard-unknown'];
  await showBadge(kiosk, 'G99');
  await expect(page.locator('.alert')).toHaveText(unknown);
  await page.screenshot({ path: test.info().outputPath('stranger-rest.png') });
  await kiosk.submit(texts['test-old']);
  await expect(page.locator('.outcome__notice')).toHaveCount(0);
  await showBadge(kiosk, 'G98');
  await expect(page.locator('.outcome__notice')).toHaveText(unknown);
  await page.screenshot({ path: test.info().outputPath('stranger-verdict.png') });
  await isSeen(page);
  await page.locator('.outcome__dismiss:not([data-action])').click();
  await page.locator('[data-open="by-hand"]').click();
  await showBadge(kiosk, 'G97');
  await expect(page.locator('[data-same="no"]')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(unknown);
  await page.screenshot({ path: test.info().outputPath('stranger-same.png') });
  await page.locator('[data-same="no"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
});

test('a badge beside a refer that came while a page was open is to decide it', async ({ start, folder }) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await page.locator('[data-open="privacy"]').click();
  await kiosk.submit(texts.yellow);
  await showBadge(kiosk, GUARD.number);
  await page.locator('[data-reason="papers-seen"]').waitFor();
  await isSeen(page);
  await page.locator('[data-reason="papers-seen"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(GUARD.number);
});

test('a badge shown before a page that is only looked at is to begin a shift; one on which something is half done stays, and it is said', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await page.locator('[data-open="privacy"]').click();
  await showBadge(kiosk, SUPERVISOR.number);
  await page.getByRole('dialog', { name: en.byHand.shift.begin }).waitFor();
  expect(await chosen(kiosk)).toBe(SUPERVISOR.number);
  await isSeen(page);
  await enter(kiosk, SUPERVISOR.pin);
  await expect(page.getByRole('dialog')).toHaveCount(0);

  for (const [opens, { number }] of [
    ['[data-open="settings"]', GUARD],
    ['.foot__past', SUPERVISOR],
  ] as const) {
    await page.locator(opens).click();
    await showBadge(kiosk, number);
    await page.getByRole('dialog', { name: en.byHand.shift.begin }).waitFor();
    expect(await chosen(kiosk)).toBe(number);
    await sendAway(kiosk);
  }

  await kiosk.submit(texts.red);
  await isSeen(page);
  await page.locator('[data-action="abnormal"]').click();
  await page.locator('[data-step="kept-aside"]').click();
  await showBadge(kiosk, GUARD.number);
  await expect(page.locator('.over .alert')).toHaveText(en.byHand.fault['badge-page-open']);
  await page.screenshot({ path: test.info().outputPath('badge-page-open.png') });
  await expect(page.locator('[data-step="kept-aside"] input')).toBeChecked();
  await sendAway(kiosk);
  await expect(page.locator('.alert')).toBeEmpty();
});

for (const name of ['Konstantin Maxim', '一二三四五六七八九十一二三四五六']) {
  test(`whom the kiosk is open to is told in one line: ${name}`, async ({ start, folder }) => {
    const profile = join(folder, 'long-name');
    mkdirSync(join(profile, 'demo'), { recursive: true });
    writeGuards(join(profile, 'demo'), [{ ...GUARD, name, pin: await hashPin(GUARD.pin) }]);
    const { page } = await start({ profile });
    await page.evaluate((ask) => (globalThis as unknown as Window).sentinel.call('kiosk:unlock', ask), {
      guard: GUARD.number,
      pin: GUARD.pin,
    });
    await expect(page.locator('.bar__open')).toContainText(name);
    const tops = await page.locator('.bar__open').evaluate((element) => {
      const words = document.createRange();
      words.selectNodeContents(element);
      return [...words.getClientRects()].filter(({ width }) => width > 0).map(({ top, bottom }) => (top + bottom) / 2);
    });
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(10);
    expect(await misfits(page)).toEqual([]);
  });
}

/** What opens each, and who comes afterwards. */
const PAGES = [
  ['.foot__past', 'yellow'],
  ['[data-open="settings"]', 'red'],
  ['[data-open="privacy"]', 'forged'],
] as const;

test('a stranger’s badge shown over a page is said to be one above that page', async ({ start, folder }) => {
  const texts = await demoTexts();
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  const unknown = en.byHand.fault['guard-unknown'];
  await showBadge(kiosk, GUARD.number);
  await page.getByRole('dialog').waitFor();
  await isSeen(page);
  await enter(kiosk, GUARD.pin);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const said = page.locator('.over > .alert');
  for (const [n, [opens, visitor]] of PAGES.entries()) {
    await page.locator(opens).click();
    await expect(said).toHaveCount(0);
    await showBadge(kiosk, `G9${n}`);
    await expect(said).toHaveText(unknown);
    expect(await misfits(page)).toEqual([]);
    const [line, sheet] = [await said.boundingBox(), await page.locator('.sheet').boundingBox()];
    expect((line?.y ?? Infinity) + (line?.height ?? Infinity)).toBeLessThanOrEqual(sheet?.y ?? 0);
    await page.screenshot({ path: test.info().outputPath(`stranger-over-${n}.png`) });
    await sendAway(kiosk);
    // The same line at rest, until the next visitor comes.
    await expect(page.locator('.shell .alert')).toHaveText(unknown);
    await kiosk.submit(texts[visitor]);
    await sendAway(kiosk);
  }
});

test('a badge that a scanner types while a PIN is asked for is no PIN, and a short PIN of a supervisor is said to be', async ({
  start,
  folder,
}) => {
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await expect(page.getByLabel(en.byHand.pin)).toBeFocused();
  await scanByKeyboard(page, badgeText('7'));
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.fault['guard-unknown']);
  await scanByKeyboard(page, badgeText(SUPERVISOR.number));
  await expect(page.locator(`[data-guard="${SUPERVISOR.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByLabel(en.byHand.pin)).toHaveValue('');
  await enter(kiosk, SUPERVISOR.pin.slice(0, -1));
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.short_other.replace('{{count}}', '8'));
  await page.locator('.pin__key', { hasText: SUPERVISOR.pin.slice(-1) }).click();
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
  await page.locator('.pin__enter').click();
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
});

/** @returns what the window asks by itself when the screen is touched twice and a key pressed */
test('while a PIN is entered a badge changes nothing, and who was chosen and is taken off the list is said to be', async ({
  start,
  folder,
}) => {
  const profile = await withGuards(folder);
  const kiosk = await start({ profile });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  // Nobody's here: nothing opens, and the next page says nothing of it.
  await showBadge(kiosk, 'G99');
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(GUARD.number);
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
  await showBadge(kiosk, SUPERVISOR.number);
  await expect(page.locator(`[data-guard="${SUPERVISOR.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await page.locator('.pin__key', { hasText: '6' }).click();
  await showBadge(kiosk, GUARD.number);
  await showBadge(kiosk, 'G99');
  expect(await chosen(kiosk)).toBe(SUPERVISOR.number);
  await expect(page.getByLabel(en.byHand.pin)).toHaveValue('6');
  await expect(page.locator('.by-hand__fault')).toBeEmpty();

  writeGuards(join(profile, 'demo'), [{ ...GUARD, pin: await hashPin(GUARD.pin) }]);
  // A change of settings has the status told anew.
  await changeSettings(kiosk, { language: 'zh-CN' });
  await changeSettings(kiosk, { language: 'en' });
  await expect(page.locator(`[data-guard="${GUARD.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.fault['guard-unknown']);
  await enter(kiosk, GUARD.pin);
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
});
