import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { consoleEn } from '../../renderer/console/text/catalogues.ts';
import { openBrowser, type Browser } from './browser.ts';
import { test as base } from './hub.ts';
import { expect } from './kiosk.ts';

/** The hub's venue, as its tickets name it. */
export const VENUE = '人民广场商场';
export const PASSWORD = 'orchard-kettle-77-lamp';
const { accounts, signIn } = consoleEn;

/** Opens the console at a part of its address; `1440x900` where no size is said. In English, until somebody chooses another. */
type Browse = (hash?: string, size?: string) => Promise<Page>;

export const test = base.extend<{ browse: Browse }>({
  browse: async ({ folder, hub }, use) => {
    const open: Browser[] = [];
    await use(async (hash = '', size) => {
      const browser = await openBrowser(join(folder, `browser-${open.length}`), hub.consoleUrl + hash, size);
      open.push(browser);
      return browser.page;
    });
    for (const { close } of open) await close();
  },
});

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const open = (page: Page, name: string): Promise<void> => page.locator(`[data-page="${name}"]`).click();

export async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(value);
}

export async function signInAs(page: Page, login: string, password: string): Promise<void> {
  await fill(page, { login, password });
  await button(page, signIn.enter).click();
}

/** @returns the password that is shown once */
export async function makeAccount(
  page: Page,
  login: string,
  name: string,
  role: 'manager' | 'auditor',
): Promise<string> {
  await page.getByText(accounts.make, { exact: true }).click();
  await page.getByLabel(accounts.chooseRole).selectOption(role);
  await fill(page, { login, name });
  await page.locator('[name="venue"]').selectOption(VENUE);
  await button(page, accounts.create).click();
  const password = await page.locator('.once__password').innerText();
  await button(page, accounts.noted).click();
  return password.trim();
}

/** Signs in for the first time: the password that somebody else has made gives way to one's own. */
export async function begin(page: Page, login: string, once: string): Promise<void> {
  await signInAs(page, login, once);
  const fields = page.locator('input[type="password"]');
  await expect(fields).toHaveCount(3);
  for (const [i, value] of [once, PASSWORD, PASSWORD].entries()) await fields.nth(i).fill(value);
  await button(page, signIn.replace.change).click();
  await page.locator('.console').waitFor();
}

export async function isAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => [where, id, nodes.map(({ target }) => target)])).toEqual([]);
}
