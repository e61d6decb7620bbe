import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { en } from '../../renderer/text/en.ts';
import { changeSettings, expect, journalRows, test, type Kiosk } from './kiosk.ts';
import { NOW } from './now.ts';
import { openTestOffice, type TestOffice } from './office.ts';
import { demoTexts } from './visitors.ts';

const SECONDS = Date.parse(NOW) / 1000;
const HOUR = 3600;
const later = (hours: number): string => new Date((SECONDS + hours * HOUR) * 1000).toISOString();
const cases = ['2022-05-10', '2022-05-11', '2022-05-12'].map((date) => ({ date, new: 2 }));
const DISTRICT = { code: '310115', name: { 'zh-CN': '浦东新区', en: 'Pudong' }, population: 5_681_512, cases };

let office: TestOffice;

test.beforeEach(async ({ folder }) => {
  office = await openTestOffice(join(folder, 'office'));
});

test.afterEach(() => {
  office.close();
});

const rulesOf = (): string[] => [`--policy=${office.url}`, `--policy-root=${office.rootPath}`];

function mallWith(maxTestAgeSeconds: number): object {
  const rules = ['colour-red', 'test-too-old'];
  const parameters = { isTestRequired: true, maxTestAgeSeconds };
  return { venueTypes: { mall: { name: { 'zh-CN': '商场', en: 'Mall' }, parameters, rules } } };
}

const fact = (page: Page, name: string): ReturnType<Page['locator']> =>
  page.locator('.rules__facts > div').filter({ has: page.locator('dt', { hasText: name }) });

async function openRules({ page }: Kiosk): Promise<void> {
  await page.getByRole('button', { name: en.settings.open, exact: true }).click();
  await page.getByRole('button', { name: en.settings.rules, exact: true }).click();
  await page.getByRole('dialog', { name: en.rules.title }).waitFor();
}

test('a change of rules reaches the kiosk, and judges the next visitor', async ({ start }) => {
  const { 'green-47h': text } = await demoTexts();
  office.publish(1, { ...mallWith(48 * HOUR), districts: [DISTRICT] }, SECONDS);
  const kiosk = await start({ args: rulesOf() });
  kiosk.page.setDefaultTimeout(15_000);
  await changeSettings(kiosk, { language: 'en', district: '310115' });
  // Some seconds after the start the kiosk fetches by itself.
  await expect(kiosk.page.locator('[data-part="district"]')).toHaveText(
    /Pudong: basically zero spread \(as of May 12\)/u,
    {
      timeout: 15_000,
    },
  );
  await kiosk.submit(text);
  expect((await kiosk.sees('all-checks-passed')).verdict).toBe('admit');
  await kiosk.page.keyboard.press('Escape');

  office.publish(2, { ...mallWith(24 * HOUR), districts: [DISTRICT] }, SECONDS);
  await openRules(kiosk);
  await expect(fact(kiosk.page, en.rules.version)).toContainText('1');
  const before = office.asked.length;
  await kiosk.page.getByRole('button', { name: en.rules.fetch }).click();
  await expect(fact(kiosk.page, en.rules.version)).toContainText('2');
  await expect(fact(kiosk.page, en.rules.attempts)).toContainText(en.rules.outcome.ok);
  expect(office.asked.length).toBeGreaterThan(before);

  await kiosk.page.getByLabel(en.rules.explain).fill(text);
  await kiosk.page.getByRole('button', { name: en.rules.ask }).click();
  await expect(kiosk.page.getByRole('status').getByText(en.verdict.refuse)).toBeVisible();
  // To ask is not to enter.
  expect(journalRows(kiosk.directory)).toHaveLength(1);

  office.close();
  await kiosk.page.getByRole('button', { name: en.rules.fetch }).click();
  await expect(fact(kiosk.page, en.rules.attempts)).toContainText(en.rules.outcome['source-unreachable']);
  await expect(fact(kiosk.page, en.rules.version)).toContainText('2');
});

test('rules that nobody confirms any more are told as they age, and end', async ({ start, folder }) => {
  const { 'green-47h': text } = await demoTexts();
  office.publish(1, mallWith(480 * HOUR), SECONDS);
  const profile = join(folder, 'profile');
  const first = await start({ args: rulesOf(), profile });
  await expect(first.page.locator('[data-problem="policy-missing"]')).toBeHidden({ timeout: 15_000 });
  await first.app.close();
  office.close();

  for (const [hours, problem, reason] of [
    [37, 'rules-ageing', 'expired'],
    [73, 'rules-old', 'expired'],
    [7 * 24, 'policy-expired', 'policy-expired'],
    [-24, 'clock-wrong', 'clock-wrong'],
  ] as const) {
    const kiosk = await start({ args: rulesOf(), profile, at: later(hours) });
    const said = kiosk.page.locator(`[data-problem="${problem}"]`);
    await expect(said).toBeVisible();
    if (problem === 'policy-expired') await expect(said).toContainText('上次确认：7 天前');
    await kiosk.submit(text);
    await kiosk.sees(reason);
    if (reason === 'policy-expired')
      await expect(kiosk.page.locator('.outcome__guard')).toContainText('上次确认：7 天前');
    await kiosk.app.close();
  }
});

test('a clock that is before what was signed is right by the word of IT, which is journalled, also after a restart', async ({
  start,
  folder,
}) => {
  office.publish(1, mallWith(480 * HOUR), SECONDS);
  const profile = join(folder, 'profile');
  const first = await start({ args: rulesOf(), profile });
  await expect(first.page.locator('[data-problem="policy-missing"]')).toBeHidden({ timeout: 15_000 });
  await first.app.close();
  office.close();

  const kiosk = await start({ args: rulesOf(), profile, at: later(-48) });
  await changeSettings(kiosk, { language: 'en' });
  await expect(kiosk.page.locator('[data-problem="clock-wrong"]')).toBeVisible();
  await openRules(kiosk);
  await kiosk.page.getByRole('button', { name: en.clock.trust }).click();
  expect(journalRows(kiosk.directory)).toHaveLength(0);
  await kiosk.page.getByRole('button', { name: en.clock.confirm }).click();
  await expect(kiosk.page.locator('[data-problem="clock-wrong"]')).toBeHidden();
  expect(journalRows(kiosk.directory)).toMatchObject([{ type: 'break', reasons: '["clock-floor-reset"]' }]);
  await kiosk.app.close();

  const again = await start({ args: rulesOf(), profile, at: later(-47) });
  await expect(again.page.locator('[data-part="clock"]')).toHaveAttribute('data-state', 'well');
});
