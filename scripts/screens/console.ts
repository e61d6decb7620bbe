import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { connect } from '../../tests/hub/database.ts';
import { begin, button, fill, makeAccount, open, PASSWORD, VENUE } from '../../tests/journeys/console-browser.ts';
import { openBrowser } from '../../tests/journeys/browser.ts';
import { openJourneyHub, type JourneyHub } from '../../tests/journeys/hub.ts';
import { consoleEn } from '../../renderer/console/text/catalogues.ts';
import { fillWeek } from './venue-week.ts';

const SIZE = '1280x800';
/** The overview is also for the phone of somebody who walks about. */
const PHONE = '390x844';
const LOOKS = [
  ['en', 'dark'],
  ['en', 'light'],
  ['zh-CN', 'dark'],
  ['zh-CN', 'light'],
] as const;
/** What the manager's handbook shows. */
const IN_HANDBOOK = [
  ['overview', 'zh-CN'],
  ['log', 'en'],
] as const;

const { shell, signIn, trace } = consoleEn;

/** Takes every page of the hub's console, of a venue of made-up people, in both languages and themes. */
export async function shootConsole(out: string, images: string, folder: string): Promise<void> {
  const to = join(out, 'console');
  await mkdir(to, { recursive: true });
  const hub = await openJourneyHub(join(folder, 'hub'));
  try {
    await hub.start();
    const database = connect(hub.databaseUrl());
    await fillWeek(database, VENUE, Date.now()).finally(() => database.close());
    await walk(hub, to, folder);
  } finally {
    await hub.close();
  }
  for (const [page, language] of IN_HANDBOOK) {
    // Screens have few colours, and the pictures come along with every clone.
    await sharp(join(to, `${page}-light-${language}.png`))
      .png({ palette: true, effort: 10 })
      .toFile(join(images, `console-${page}-${language}.png`));
  }
}

async function walk(hub: JourneyHub, to: string, folder: string): Promise<void> {
  const { page, close } = await openBrowser(join(folder, 'desk'), `${hub.consoleUrl}#first`, SIZE);
  const take = (name: string, show?: () => Promise<void>): Promise<void> => inEveryLook(page, join(to, name), show);
  try {
    await button(page, signIn.first.make).waitFor();
    await take('first');
    await fill(page, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
    await button(page, signIn.first.make).click();
    await open(page, 'accounts');
    const manager = await makeAccount(page, 'manager', '老陈', 'manager');
    const auditor = await makeAccount(page, 'auditor', '老郑', 'auditor');
    await take('accounts');
    await takeFleet(page, take);
    await button(page, shell.signOut).click();
    await button(page, signIn.enter).waitFor();
    await take('sign-in');
    await begin(page, 'manager', manager);
    await page.locator('.tiles').waitFor();
    await take('overview');
    for (const name of ['kiosks', 'own']) {
      await open(page, name);
      await take(name);
    }
    await takeLog(page, take);
    await open(page, 'trace');
    await page.getByText(trace.request, { exact: true }).click();
    const day = new Date().toISOString().slice(0, 10);
    await fill(page, { from: `${day}T10:00`, until: `${day}T11:30` });
    await fill(page, { case: 'SH-2022-0513', purpose: 'Two cases on the same day' });
    await take('trace-request');
    await button(page, trace.send).click();
    await page.getByText(trace.sent).waitFor();
    const other = await openBrowser(join(folder, 'other'), hub.consoleUrl, SIZE);
    await begin(other.page, 'auditor', auditor);
    await open(other.page, 'trace');
    await other.page.getByText(trace.decide, { exact: true }).click();
    await inEveryLook(other.page, join(to, 'trace-decide'));
    await button(other.page, trace.approve).click();
    await button(other.page, trace.approve).waitFor({ state: 'detached' });
    await open(page, 'log');
    await open(page, 'trace');
    await button(page, trace.look).click();
    await page.getByRole('group', { name: trace.look }).getByRole('row').nth(1).waitFor();
    await take('trace');
    await open(other.page, 'audit');
    await inEveryLook(other.page, join(to, 'audit'));
    await other.close();
    const phone = await openBrowser(join(folder, 'phone'), hub.consoleUrl, PHONE);
    await fill(phone.page, { login: 'manager', password: PASSWORD });
    await button(phone.page, signIn.enter).click();
    await phone.page.locator('.tiles').waitFor();
    await inEveryLook(phone.page, join(to, 'phone-overview'));
    await phone.close();
  } finally {
    await close();
  }
}

async function takeFleet(page: Page, take: (name: string, show?: () => Promise<void>) => Promise<void>): Promise<void> {
  await open(page, 'kiosks');
  await page.locator('[data-kiosk]').first().waitFor();
  await take('fleet');
  await page.locator('[name="fleet-venue"]').selectOption(VENUE);
  await page.locator('[data-view="settings"]').click();
  await page.locator('[name="language"]').selectOption('en');
  await page.locator('[data-action="preview-settings"]').click();
  await page.locator('[data-changes]').first().waitFor();
  await take('fleet-preview');
  await page.locator('[data-view="codes"]').click();
  await take('fleet-codes');
}

async function takeLog(page: Page, take: (name: string, show?: () => Promise<void>) => Promise<void>): Promise<void> {
  await open(page, 'log');
  await page.locator('.grid__rows [role="row"]').first().waitFor();
  await take('log');
  for (const dialog of ['export', 'person']) {
    await take(`log-${dialog}`, async () => {
      await page.locator(`[data-open="${dialog}"]`).click();
      await page.getByRole('dialog').waitFor();
    });
  }
  await page.locator('.grid__rows [role="row"]').first().click();
  await page.locator('[data-reason]').first().waitFor();
  await take('log-detail');
}

/** By the keys at the top of each page; what is shown over it goes again. */
async function inEveryLook(page: Page, path: string, show?: () => Promise<void>): Promise<void> {
  const root = page.locator('html');
  for (const [language, theme] of LOOKS) {
    if ((await root.getAttribute('lang')) !== language)
      await page.locator(`.console__end button[lang="${language}"]`).click();
    if ((await root.getAttribute('data-theme')) !== theme) await page.locator(`[data-theme-to="${theme}"]`).click();
    await page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor();
    await show?.();
    await page.locator('.loading, .state[role="status"]').first().waitFor({ state: 'detached' });
    await page.screenshot({ path: `${path}-${theme}-${language}.png` });
    if (show === undefined) continue;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  // Pages are found by their English words.
  await page.locator('.console__end button[lang="en"]').click();
}
