import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { issueDemoCodes } from '../../scripts/demo-issue.ts';
import type { DemoVisitorId } from '../../scripts/demo-visitors.ts';
import { consoleEn, consoleZhCN } from '../../renderer/console/text/catalogues.ts';
import type { ConsoleCall } from '../../shared/console/calls.ts';
import { test } from './downloads.ts';
import { enter, GUARD, SUPERVISOR, withGuards } from './guarded.ts';
import { changeSettings, expect, filesIn, isSeen, journalRows, type Kiosk } from './kiosk.ts';

/** GB 11643's own example: nobody’s, and its check digit is right. */
const NUMBER = '11010519491231002X';

/** Codes of now: the console’s "today" is the window’s own. */
async function textsNow(): Promise<Record<DemoVisitorId, string>> {
  const codes = await issueDemoCodes(Math.floor(Date.now() / 1000));
  return Object.fromEntries(codes.map(({ id, text }) => [id, text])) as Record<DemoVisitorId, string>;
}

/** Shows codes, and sends each outcome away. */
async function serve(kiosk: Kiosk, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await kiosk.submit(text);
    await isSeen(kiosk.page);
    await kiosk.page.keyboard.press('Escape');
    await kiosk.page.locator('.outcome').waitFor({ state: 'detached' });
  }
}

/** Opens the settings, which a guard may, and from them the console, which only a supervisor may. */
async function openConsole(kiosk: Kiosk): Promise<void> {
  const { page } = kiosk;
  await page.locator('[data-open="settings"]').click();
  await page.locator(`[data-guard="${GUARD.number}"]`).click();
  await enter(kiosk, GUARD.pin);
  await page.locator('[data-open="console"]').click();
  await page.locator(`[data-guard="${SUPERVISOR.number}"]`).waitFor();
  expect(await page.locator('[data-guard]').count()).toBe(1);
  await enter(kiosk, SUPERVISOR.pin);
  await page.locator('.console[data-at="kiosk"]').waitFor();
  // By it Chromium's own date fields are written, whatever the system's language is.
  expect(await page.evaluate(() => navigator.language)).toBe('zh-CN');
}

async function openLog({ page }: Kiosk): Promise<void> {
  await page.locator('[data-page="log"]').click();
  await page.locator('.grid__rows [role="row"]').first().waitFor();
}

const rowsIn = (page: Page): ReturnType<Page['locator']> => page.locator('.grid__rows [role="row"]');
const choiceOf = (page: Page, label: string): ReturnType<Page['locator']> =>
  page.getByRole('combobox', { name: label, exact: true });

/** Asks as the window does. */
function ask({ page }: Kiosk, call: ConsoleCall, asked: unknown): Promise<unknown> {
  return page.evaluate(
    ([name, argument]) =>
      (
        globalThis as unknown as { sentinel: { call(name: string, argument: unknown): Promise<unknown> } }
      ).sentinel.call('console:ask', { call: name, ask: argument }),
    [call, asked] as const,
  );
}

test('a supervisor finds a visitor by time and reason, sees why, and takes the entries along', async ({
  start,
  folder,
  downloads,
}) => {
  const texts = await textsNow();
  const kiosk = await start({ at: null, profile: await withGuards(folder) });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await serve(kiosk, [texts['green-47h'], texts.red, texts.yellow, texts['test-old']]);

  // Nobody else is answered, whatever the window asks.
  const refused = { ok: false, fault: 'locked' };
  expect(await ask(kiosk, 'me', null)).toEqual(refused);
  await openConsole(kiosk);
  await openLog(kiosk);
  const words = consoleEn.log;
  await expect(page.locator('.log__count')).toHaveAttribute('data-count', '4');
  await choiceOf(page, words.filter.verdict).selectOption({ label: 'refuse' });
  await choiceOf(page, words.filter.reason).selectOption({ label: await reasonWords(page, 'test-too-old') });
  await expect(rowsIn(page)).toHaveCount(1);

  // The keyboard goes to it as the hand does.
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  const detail = page.locator('.detail');
  await expect(detail.locator('[data-reason="test-too-old"]')).toBeVisible();
  await expect(detail).toContainText(words.detail.rules);
  expect(await shortcomings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'detached' });

  await page.locator('[data-open="export"]').click();
  await page.locator('[data-action="export"]').click();
  await page.locator('[data-exported]').waitFor();
  const [name = ''] = readdirSync(downloads);
  expect(await page.locator('[data-exported]').getAttribute('data-exported')).toBe(name);
  const lines = readFileSync(join(downloads, name), 'utf8').trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('test-too-old');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // A key that goes when it is pressed does not take the keyboard's focus along.
  await page.locator('.log__clear').click();
  await page.locator('.log__clear').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
  expect(journalRows(kiosk.directory).at(-1)).toMatchObject({
    type: 'manual',
    reasons: '["log-exported"]',
    guard: SUPERVISOR.number,
  });
});

/** The words of a reason, as what there is to choose has them. */
async function reasonWords(page: Page, code: string): Promise<string> {
  const facets = (await page.evaluate(() =>
    (globalThis as unknown as { sentinel: { call(name: string, argument: unknown): Promise<unknown> } }).sentinel.call(
      'console:ask',
      { call: 'facets', ask: null },
    ),
  )) as { value: { reasons: { code: string; says: { en: string } | null }[] } };
  return facets.value.reasons.find((one) => one.code === code)?.says?.en ?? code;
}

test('a visitor’s verdict comes over the console, which stays beneath it, and goes when the kiosk locks', async ({
  start,
  folder,
}) => {
  const texts = await textsNow();
  const kiosk = await start({ at: null, profile: await withGuards(folder), window: '1920x1080' });
  const { page } = kiosk;
  await serve(kiosk, [texts.red]);
  await openConsole(kiosk);
  await openLog(kiosk);
  await rowsIn(page).last().click();
  await page.locator('.detail__what').waitFor();
  await kiosk.submit(texts['green-47h']);
  expect((await kiosk.shown()).at(-1)?.verdict).toBe('admit');
  const onTop = await page.evaluate(
    () => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('.outcome') !== null,
  );
  expect(onTop).toBe(true);
  await page.locator('.outcome').waitFor({ state: 'detached' });
  await expect(page.locator('.detail__what')).toBeVisible();

  // Whoever locks, or leaves it alone, leaves nothing open.
  await page.evaluate(() => (globalThis as unknown as Window).sentinel.call('kiosk:lock', null));
  await page.locator('.console').waitFor({ state: 'detached' });
  expect(await ask(kiosk, 'me', null)).toEqual({ ok: false, fault: 'locked' });
  await expect(page.locator('.sheet')).toHaveCount(0);
});

test('a number that somebody is looked for by is nowhere afterwards, and that it was done is in the journal', async ({
  start,
  folder,
}) => {
  const kiosk = await start({ at: null, profile: await withGuards(folder) });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await serve(kiosk, [(await textsNow()).red]);
  await openConsole(kiosk);
  await openLog(kiosk);
  await page.locator('[data-open="person"]').click();
  const number = page.locator('input[name="number"]');
  const find = async (typed: string): Promise<void> => {
    await number.fill(typed);
    await page.locator('[data-action="find"]').click();
  };
  await page.locator('input[name="caseNumber"]').fill('CDC-2026-7');
  await find('110105194912310021');
  await page.getByText(consoleEn.fault['number-wrong']).waitFor();
  await expect(number).toHaveValue('');
  await find(NUMBER);
  await page.locator('[data-found="0"]').waitFor();
  await expect(page.getByText(consoleEn.log.person.none)).toBeVisible();
  await page.locator('[data-action="back"]').click();
  await expect(rowsIn(page).first()).toBeVisible();
  await page.locator('[data-action="close"]').click();
  await page.locator('.console').waitFor({ state: 'detached' });
  expect(journalRows(kiosk.directory).at(-1)).toMatchObject({
    type: 'manual',
    reasons: '["person-sought","sought-health-office"]',
    guard: SUPERVISOR.number,
  });
  await kiosk.app.close();
  const left = (await filesIn(kiosk.profile)).filter(
    ({ bytes }) => bytes.includes(NUMBER) || bytes.includes(Buffer.from(NUMBER, 'utf16le')),
  );
  expect(left.map(({ name }) => name)).toEqual([]);
});

const LOOKS = [
  { window: '1080x1920', language: 'zh-CN', theme: 'light', textSize: 100 },
  { window: '1080x1920', language: 'en', theme: 'dark', textSize: 200 },
  { window: '1920x1080', language: 'en', theme: 'light', textSize: 100 },
  { window: '1920x1080', language: 'zh-CN', theme: 'dark', textSize: 150 },
  // Where a dialog has the least room.
  { window: '1920x1080', language: 'en', theme: 'light', textSize: 200 },
] as const;

for (const { window, ...look } of LOOKS) {
  test(`the log at ${window} in ${look.language}, ${look.theme}, at ${look.textSize} %, meets WCAG AA, and its keys can be touched with gloves`, async ({
    start,
  }, info) => {
    const kiosk = await start({ at: null, window });
    const { page } = kiosk;
    await changeSettings(kiosk, look);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await serve(kiosk, [(await textsNow()).red, (await textsNow())['test-old']]);
    await page.locator('[data-open="settings"]').click();
    await page.locator('[data-open="console"]').click();
    await page.locator('.console[data-at="kiosk"]').waitFor();
    await openLog(kiosk);
    const texts = look.language === 'en' ? consoleEn : consoleZhCN;
    const see = async (name: string): Promise<void> => {
      await page.screenshot({ path: info.outputPath(`${name}.png`) });
      expect([name, ...(await shortcomings(page))]).toEqual([name]);
    };
    await see('log');
    await rowsIn(page).first().click();
    await page.locator('.detail__what').waitFor();
    await see('detail');
    await page.getByRole('button', { name: texts.log.detail.close }).click();
    for (const dialog of ['export', 'person']) {
      await page.locator(`[data-open="${dialog}"]`).click();
      await page.getByRole('dialog').waitFor();
      await see(dialog);
      await page.getByRole('button', { name: texts.shell.closeDialog, exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.locator('[data-when="yesterday"]').click();
    await page.locator('[data-none]').waitFor();
    await see('none');
    // No schema tries to make code out of text, which the window’s policy would complain of.
    expect(complaints).toEqual([]);
  });
}

/** What axe finds against WCAG 2.2 A and AA, and what is too small to be touched. */
async function shortcomings(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .include('.console')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  const { violations } = await axe.analyze();
  const small = await page.locator('.console :is(button, select, input)').evaluateAll((targets) =>
    targets.flatMap((target) => {
      // A label around it is touched as well.
      const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
      const isSmall = width > 0 && (width < 48 || height < 48);
      return isSmall ? [`${target.outerHTML.slice(0, 80)} is ${width} x ${height} px`] : [];
    }),
  );
  const cut = await page.locator('.dialog__box').evaluateAll((boxes) =>
    boxes.flatMap((box) => {
      const { top, bottom } = box.getBoundingClientRect();
      return top < 0 || bottom > innerHeight ? [`the dialog reaches from ${top} to ${bottom} px`] : [];
    }),
  );
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)),
    ...small,
    ...cut,
    ...(sideways ? ['it scrolls sideways'] : []),
  ];
}
