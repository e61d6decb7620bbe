import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { consoleEn, consoleZhCN } from '../../renderer/console/text/catalogues.ts';
import { MAY, type AccountRole } from '../../shared/console/abilities.ts';
import { CONSOLE_CALLS } from '../../shared/console/calls.ts';
import {
  begin,
  button,
  fill,
  isAccessible,
  makeAccount,
  open,
  PASSWORD,
  signInAs,
  test,
  VENUE,
} from './console-browser.ts';
import { csvOf } from '../hub/sites/made-csv.ts';
import { CHART_DAYS } from '../../shared/console/districts.ts';
import { madeDistricts } from '../shared/policy/made-districts.ts';
import { madeCreditCode } from '../shared/company/made-companies.ts';
import { madeSites } from '../shared/policy/made-sites.ts';
import { enrolByTicket, type JourneyHub } from './hub.ts';
import { expect, journalRows } from './kiosk.ts';

/** Some hundred looks of axe, beside PostgreSQL, a hub and a kiosk, on a machine that is busy with other things. */
test.setTimeout(900_000);

const LOOKS = [
  ['zh-CN', 'light'],
  ['zh-CN', 'dark'],
  ['en', 'dark'],
  ['en', 'light'],
] as const;
type Look = (typeof LOOKS)[number];

/** By the keys at the top of each page. */
async function choose(page: Page, [language, theme]: Look): Promise<void> {
  const root = page.locator('html');
  if ((await root.getAttribute('lang')) !== language)
    await page.locator(`.console__end button[lang="${language}"]`).click();
  if ((await root.getAttribute('data-theme')) !== theme) await page.locator(`[data-theme-to="${theme}"]`).click();
  await expect(root).toHaveAttribute('lang', language);
  await expect(root).toHaveAttribute('data-theme', theme);
}

/** Looks at what a page shows in each language and theme, the last of which is English. @param show what is over the page */
async function inEveryLook(page: Page, where: string, show?: () => Promise<void>): Promise<void> {
  for (const look of LOOKS) {
    await choose(page, look);
    await show?.();
    await expect(page.locator('.loading, .state[role="status"]')).toHaveCount(0);
    await isAccessible(page, [where, ...look].join(' '));
    if (show === undefined) continue;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

const expand = (page: Page): Promise<void> => page.locator('details.more > summary').first().click();

/** Asks the hub as the page does, with its cookie and its token. @returns statuses, by call */
function askAll(page: Page, calls: readonly string[]): Promise<Record<string, number>> {
  return page.evaluate(async (names) => {
    const post = (call: string, token: string, body: string): Promise<Response> =>
      fetch(`api/${call}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-console-token': token },
        body,
      });
    const { token } = (await (await post('me', '', 'null')).json()) as { token: string };
    const statuses: Record<string, number> = {};
    for (const call of names) {
      const trace = JSON.stringify({ is: 'trace', id: '0180bab7-0c00-7000-8000-0000000000ff' });
      statuses[call] = (await post(call, token, call === 'export' ? trace : 'null')).status;
    }
    return statuses;
  }, calls);
}

/** Pages and routes that are not of a role, by hand: no menu leads there. */
async function isRefused(page: Page, role: AccountRole, foreign: readonly string[]): Promise<void> {
  const may = MAY[role];
  for (const name of foreign) {
    await page.evaluate((hash) => {
      location.hash = hash;
      location.reload();
    }, `#${name}`);
    await page.locator('.console__pages').waitFor();
    await expect(page.locator(`[data-page="${name}"]`)).toHaveCount(0);
    await expect(page.locator(`[data-page][aria-current="page"]`)).toHaveCount(1);
  }
  const calls = Object.entries(CONSOLE_CALLS).flatMap(([call, { may: wants }]) =>
    wants === null || may.includes(wants) ? [] : [call],
  );
  if (!may.includes('trace')) calls.push('export');
  expect(calls.length).toBeGreaterThan(0);
  expect(await askAll(page, calls)).toEqual(Object.fromEntries(calls.map((call) => [call, 403])));
}

/** At 1024 px somebody's way out, and that its clock is of another zone: what the hub answers is changed on its way. */
async function isReadWhereNarrow(page: Page): Promise<void> {
  await page.route('**/api/list', async (route) => {
    const response = await route.fetch();
    const reply = (await response.json()) as { rows: object[] };
    const rows = reply.rows.map((row, i) => (i === 0 ? { ...row, lane: 'out', offsetMinutes: 765 } : row));
    await route.fulfill({ response, json: { ...reply, rows } });
  });
  await signInAs(page, 'manager', PASSWORD);
  await open(page, 'log');
  for (const [language, out, { log }] of [
    ['zh-CN', '出场', consoleZhCN],
    ['en', 'going out', consoleEn],
  ] as const) {
    await choose(page, [language, 'light']);
    await expect(page.locator('[data-zones]')).toHaveText(log.zones);
    const cell = page.locator('.grid__rows .grid__cell--type').first();
    await expect(cell).toHaveAttribute('title', new RegExp(`^${out} · `, 'u'));
    const room = await cell.evaluate((element, length) => {
      const range = document.createRange();
      const text = element.firstChild ?? element;
      range.setStart(text, 0);
      range.setEnd(text, length);
      return element.getBoundingClientRect().right - range.getBoundingClientRect().right;
    }, out.length);
    // For the ellipsis too.
    expect(room).toBeGreaterThan(16);
    await expect(page.locator('.grid__rows .grid__cell--type').nth(1)).not.toContainText(out);
    await page.screenshot({ path: test.info().outputPath(`log-1024-${language}.png`) });
    await isAccessible(page, `log at 1024 px in ${language}`);
  }
}

/** Companies, of which none has applied at first. */
async function companiesInEveryLook(page: Page, hub: JourneyHub): Promise<void> {
  await open(page, 'companies');
  await page.getByText(consoleEn.companies.none).waitFor();
  await inEveryLook(page, 'no companies');
  await page.locator('[data-view="figures"]').click();
  await inEveryLook(page, 'figures of no companies');
  const application = {
    venue: VENUE,
    name: '演示食品',
    creditCode: madeCreditCode(1),
    contact: 'safety',
    headcount: 9,
  };
  await hub.administrate('/company/api/apply', application);
  await page.locator('[data-view="list"]').click();
  await page.locator('[data-company]').waitFor();
  await inEveryLook(page, 'companies');
  await inEveryLook(page, 'approving a company', () => page.locator('[data-act="approve"]').click());
  await inEveryLook(page, 'people of a company', () => page.locator('[data-act="people"]').click());
}

/** Sampling sites, of which there are none at first. */
async function sitesInEveryLook(page: Page, hub: JourneyHub, csv: string): Promise<void> {
  await open(page, 'sites');
  await page.getByText(consoleEn.sites.none).waitFor();
  await inEveryLook(page, 'no sites');
  await writeFile(csv, csvOf(madeSites(60)));
  await hub.command('sites', 'import', csv);
  await open(page, 'accounts');
  await open(page, 'sites');
  await expect(page.locator('[data-site]')).toHaveCount(50);
  await inEveryLook(page, 'sites');
  await page.locator('[name="sites-text"]').fill('nowhere');
  await page.getByText(consoleEn.sites.noneFound).waitFor();
  await inEveryLook(page, 'no such site');
}

/** Districts, of which the rules say nothing at first. */
async function districtsInEveryLook(page: Page, hub: JourneyHub): Promise<void> {
  await open(page, 'districts');
  await page.getByText(/The published rules have no figures of districts/u).waitFor();
  await inEveryLook(page, 'no districts');
  hub.publishRules(2, { districts: madeDistricts(Date.now()) });
  await open(page, 'accounts');
  await open(page, 'districts');
  const statuses = page.locator('[data-district]');
  await expect(statuses).toHaveCount(4);
  expect(await statuses.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')))).toEqual([
    'zero',
    'basically-zero',
    'neither',
    'unknown',
  ]);
  await page.locator('[data-district="310117"] button').click();
  await expect(page.locator('[data-chart="310117"] [data-day]')).toHaveCount(CHART_DAYS);
  await expand(page);
  await inEveryLook(page, 'districts');
  await page.screenshot({ path: test.info().outputPath('districts.png'), fullPage: true });
}

/** What IT does with kiosks. */
async function fleetInEveryLook(page: Page): Promise<void> {
  await inEveryLook(page, 'revoke a kiosk', async () => {
    await page.locator('[data-action="revoke"]').first().click();
    await page.locator('.fleet__follows').waitFor();
  });
  await page.locator('[name="fleet-text"]').fill('nowhere');
  await page.getByText(consoleEn.fleet.noneFound).waitFor();
  await inEveryLook(page, 'no such kiosk');
  await page.locator('[data-view="settings"]').click();
  await inEveryLook(page, 'no venue chosen');
  await page.locator('[name="fleet-venue"]').selectOption(VENUE);
  for (const is of ['districtIs', 'placeIs']) await page.locator(`[name="${is}"]`).selectOption('set');
  await inEveryLook(page, 'settings from afar');
  for (const is of ['districtIs', 'placeIs']) await page.locator(`[name="${is}"]`).selectOption('none');
  await page.locator('[name="direction"]').selectOption('in');
  await page.locator('[data-action="preview-settings"]').click();
  await page.locator('[data-changes="direction"]').first().waitFor();
  await inEveryLook(page, 'preview of settings');
  await page.locator('[data-action="save-settings"]').click();
  await page.locator('[data-saved]').waitFor();
  await inEveryLook(page, 'settings that were saved');
  await page.locator('[data-view="codes"]').click();
  await inEveryLook(page, 'codes');
  await fill(page, { gates: 'north\nsouth' });
  await page.locator('[data-action="make-codes"]').click();
  await expect(page.locator('.fleet__ticket')).toHaveCount(2);
  await inEveryLook(page, 'codes that were made');
}

test('every screen of the hub’s console is for every eye, in both languages and themes, and no role gets beyond its own', async ({
  start,
  folder,
  hub,
  browse,
}) => {
  const { accounts, shell, signIn, trace } = consoleEn;
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  // A gate to which nobody comes.
  await enrolByTicket(join(folder, 'quiet'), await hub.ticket('south'));
  const kiosk = await start({ venue: true, profile });
  await expect(kiosk.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  for (const visitor of [1, 2]) await kiosk.submit(hub.code(visitor));
  await kiosk.submit('https://example.org/not-a-code');
  await expect.poll(() => hub.entries(), { timeout: 30_000 }).toBe(journalRows(kiosk.directory).length);

  const page = await browse('#first');
  await button(page, signIn.first.make).waitFor();
  await inEveryLook(page, 'first account');
  await fill(page, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
  await button(page, signIn.first.make).click();
  await open(page, 'accounts');
  const manager = await makeAccount(page, 'manager', '老陈', 'manager');
  const auditor = await makeAccount(page, 'auditor', '老郑', 'auditor');
  await expand(page);
  await page.getByRole('button', { name: `${accounts.change} manager` }).click();
  await inEveryLook(page, 'accounts');
  await page.getByRole('button', { name: accounts.reset }).waitFor();
  await open(page, 'kiosks');
  await inEveryLook(page, 'kiosks of all venues');
  await fleetInEveryLook(page);
  await sitesInEveryLook(page, hub, join(folder, 'sites.csv'));
  await districtsInEveryLook(page, hub);
  await companiesInEveryLook(page, hub);
  await isRefused(page, 'it', ['overview', 'log', 'trace', 'audit']);
  await button(page, shell.signOut).click();

  await button(page, signIn.enter).waitFor();
  await inEveryLook(page, 'sign-in');
  await signInAs(page, 'manager', 'not-the-password');
  await page.getByRole('alert').waitFor();
  await inEveryLook(page, 'sign-in refused');
  await signInAs(page, 'manager', manager);
  await button(page, signIn.replace.change).waitFor();
  await inEveryLook(page, 'replace password');
  await page.reload();
  await button(page, signIn.replace.change).waitFor();
  const fields = page.locator('input[type="password"]');
  for (const [i, value] of [manager, PASSWORD, PASSWORD].entries()) await fields.nth(i).fill(value);
  await button(page, signIn.replace.change).click();

  await page.locator('[data-page="overview"][aria-current="page"]').waitFor();
  await expect(page.locator('.day-bar option')).toHaveText([consoleEn.overview.allGates, 'north', 'south']);
  await inEveryLook(page, 'overview');
  await open(page, 'log');
  const rows = page.locator('.grid__rows [role="row"]');
  await expect(rows.first()).toBeVisible();
  await inEveryLook(page, 'log');
  await isReadWhereNarrow(await browse('', '1024x768'));
  for (const dialog of ['export', 'person']) {
    await inEveryLook(page, dialog, async () => {
      await page.locator(`[data-open="${dialog}"]`).click();
      await page.getByRole('dialog').waitFor();
    });
  }
  await rows.first().click();
  await page.locator('[data-reason]').first().waitFor();
  await inEveryLook(page, 'detail');
  await open(page, 'kiosks');
  await inEveryLook(page, 'kiosks');
  await open(page, 'sites');
  await inEveryLook(page, 'sites of a venue');
  await open(page, 'accounts');
  await inEveryLook(page, 'accounts of a venue');
  await open(page, 'own');
  await page.locator('.panel input[name="password"]').fill(PASSWORD);
  await button(page, accounts.own.begin).click();
  await button(page, accounts.own.confirm).waitFor();
  await inEveryLook(page, 'own account');
  await open(page, 'trace');
  await expand(page);
  await fill(page, { from: '2020-01-01T00:00', until: '2099-01-01T00:00', case: 'SH-1', purpose: 'Two cases' });
  await inEveryLook(page, 'request');
  await button(page, trace.send).click();
  await expect(page.getByText(trace.sent)).toBeVisible();

  const other = await browse();
  await begin(other, 'auditor', auditor);
  await open(other, 'trace');
  await expand(other);
  await inEveryLook(other, 'decide');
  await button(other, trace.approve).click();
  await expect(button(other, trace.approve)).toHaveCount(0);
  await open(other, 'audit');
  await expect(other.getByText('SH-1').first()).toBeVisible();
  await inEveryLook(other, 'audit');
  await isRefused(other, 'auditor', ['accounts', 'kiosks', 'sites', 'districts']);

  await open(page, 'log');
  await open(page, 'trace');
  await button(page, trace.look).click();
  await expect(page.getByText(trace.presence.came).first()).toBeVisible();
  await expect(page.locator('[data-part="head"]')).toContainText('SH-1');
  await inEveryLook(page, 'trace');
  await isRefused(page, 'manager', ['audit']);

  const phone = await browse('', '390x844');
  await signInAs(phone, 'manager', PASSWORD);
  await phone.locator('[data-page="overview"][aria-current="page"]').waitFor();
  await inEveryLook(phone, 'overview on a phone');
  expect(await phone.evaluate(() => innerWidth)).toBeLessThanOrEqual(390);
});
