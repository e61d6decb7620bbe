import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { consoleEn, consoleZhCN } from '../../renderer/console/text/catalogues.ts';
import { issueDemoCodes } from '../../scripts/demo-issue.ts';
import type { DemoVisitorId } from '../../scripts/demo-visitors.ts';
import { textOfPdf } from '../renderer/console/report/pdf-text.ts';
import { test } from './downloads.ts';
import { changeSettings, expect, isSeen, type Kiosk } from './kiosk.ts';

/** Shows codes of now, and opens the console of a kiosk without guards. */
async function openAfter(kiosk: Kiosk, visitors: readonly DemoVisitorId[]): Promise<void> {
  const { page } = kiosk;
  const codes = await issueDemoCodes(Math.floor(Date.now() / 1000));
  for (const visitor of visitors) {
    await kiosk.submit(codes.find(({ id }) => id === visitor)?.text ?? '');
    await isSeen(page);
    await page.keyboard.press('Escape');
    await page.locator('.outcome').waitFor({ state: 'detached' });
  }
  await page.locator('[data-open="settings"]').click();
  await page.locator('[data-open="console"]').click();
  await page.locator('.tile--large').waitFor();
}

test('what is happening now is told at a kiosk, and the day is taken along on paper', async ({ start, downloads }) => {
  const kiosk = await start({ at: null });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'zh-CN' });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await openAfter(kiosk, ['green-47h', 'red', 'test-old']);
  await expect(page.locator('.tile--large .tile__number')).toHaveText('3');
  await expect(page.locator('.tile--refuse .tile__number')).toHaveText('2');
  await expect(page.locator('.tile--large .tile__says')).toHaveText(consoleZhCN.overview.week.unknown);

  await page.locator('[data-action="report"]').click();
  await page.locator('[data-saved]').waitFor();
  const [name = ''] = readdirSync(downloads);
  expect(await page.locator('[data-saved]').getAttribute('data-saved')).toBe(name);
  const said = await textOfPdf(readFileSync(join(downloads, name)));
  expect(said).toContain(consoleZhCN.report.title);
  expect(said).toContain(consoleZhCN.overview.week.unknown);
  // Neither the font nor what makes the file is refused by the window’s policy.
  expect(complaints).toEqual([]);
});

const LOOKS = [
  { window: '1080x1920', language: 'zh-CN', theme: 'light', textSize: 100 },
  { window: '1080x1920', language: 'en', theme: 'dark', textSize: 200 },
  { window: '1920x1080', language: 'en', theme: 'light', textSize: 150 },
] as const;

for (const { window, ...look } of LOOKS) {
  test(`the overview at ${window} in ${look.language}, ${look.theme}, meets WCAG AA, with visitors and without`, async ({
    start,
  }, info) => {
    const kiosk = await start({ at: null, window });
    const { page } = kiosk;
    await changeSettings(kiosk, look);
    await openAfter(kiosk, ['green-47h', 'red']);
    const texts = look.language === 'en' ? consoleEn : consoleZhCN;
    await page.getByText(texts.overview.chart.table).click();
    await page.screenshot({ path: info.outputPath('overview.png') });
    expect(await shortcomings(page)).toEqual([]);
    await page.getByRole('button', { name: texts.overview.before, exact: true }).click();
    await page.getByText(texts.overview.empty, { exact: true }).waitFor();
    await page.screenshot({ path: info.outputPath('empty.png') });
    expect(await shortcomings(page)).toEqual([]);
  });
}

/** What axe finds against WCAG 2.2 A and AA, and whether the page is wider than the screen. */
async function shortcomings(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .include('.console')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  const { violations } = await axe.analyze();
  const isWide = await page.locator('.console__body').evaluate((body) => body.scrollWidth > body.clientWidth);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)),
    ...(isWide ? ['it scrolls sideways'] : []),
  ];
}
