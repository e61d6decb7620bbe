import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runnerImport } from 'vite';
import { consoleEn } from '../../renderer/console/text/catalogues.ts';
import type * as Filled from '../electron/store/filled.ts';
import { changeSettings, expect, test } from './kiosk.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ENTRIES = 30_000;
/** More than two of the sections that the table is scrolled through by. */
const HIGHER = 120_000;
const SECONDS_BETWEEN = 3;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of the entries, which a kiosk in China has made. */
const OFFSET_MS = 8 * HOUR_MS;

const wallTime = (epochMs: number): string =>
  new Date(epochMs + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');

/** The times of the rows in sight, from top to bottom; empty: a row that is not here yet. */
function inSight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const grid = document.querySelector('.grid')?.getBoundingClientRect();
    const titles = document.querySelector('.grid__titles')?.getBoundingClientRect();
    if (grid === undefined || titles === undefined) return [];
    const rows = [...document.querySelectorAll<HTMLElement>('.grid__rows [role="row"]')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > titles.bottom + 1 && top < grid.bottom - 1;
    });
    rows.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    return rows.map((row) => row.querySelector('.grid__cell--time')?.textContent ?? '');
  });
}

async function expectTop(page: Page, time: string): Promise<void> {
  await expect.poll(async () => (await inSight(page))[0]).toBe(time);
}

/** Waits until all rows in sight are here. @returns their times */
async function settled(page: Page): Promise<string[]> {
  let times: string[] = [];
  await expect
    .poll(async () => {
      times = await inSight(page);
      return times.every((time) => time !== '');
    })
    .toBe(true);
  return times;
}

/** Through the bundler, since the app's sources import SQL as text. */
async function fill(profile: string, entries: number, nowMs: number): Promise<void> {
  const { module } = await runnerImport<typeof Filled>(join(ROOT, 'tests/electron/store/filled.ts'), {
    configFile: false,
    logLevel: 'error',
  });
  module.makeFilledJournal(profile, entries, nowMs);
}

const hasFocus = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.activeElement === document.querySelector('.grid'));

test('a supervisor goes to a time in a long log, up and down from there, to its end and back, and misses nothing', async ({
  start,
  folder,
}) => {
  const profile = join(folder, 'profile');
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const startMs = nowMs - ENTRIES * SECONDS_BETWEEN * 1000;
  await fill(profile, ENTRIES, nowMs);
  const kiosk = await start({ at: null, profile, window: '1920x1080' });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await page.locator('[data-open="settings"]').click();
  await page.locator('[data-open="console"]').click();
  await page.locator('[data-page="log"]').click();
  await expectTop(page, wallTime(nowMs - 1));

  // Not of today: all days are shown then, from that minute on.
  const minuteMs = nowMs - 24.5 * HOUR_MS;
  const field = await page.evaluate((ms) => {
    const at = new Date(ms);
    return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }, minuteMs);
  await page.getByLabel(consoleEn.log.goTo.time).fill(field);
  await page.locator('[data-action="go-to"]').click();
  await expectTop(page, wallTime(minuteMs + MINUTE_MS - SECONDS_BETWEEN * 1000));
  await expect(page.locator('[data-when="all"]')).toHaveAttribute('aria-pressed', 'true');

  // What is newer lies above it, as far as one scrolls, and what is older beneath: none twice, none left out.
  await page.locator('.grid').hover();
  let newest = minuteMs;
  // Some sixty rows of three seconds a turn; a loaded machine may not have scrolled them all when the next one comes.
  const farMs = minuteMs + 30 * 60 * SECONDS_BETWEEN * 1000;
  for (let turn = 0; turn < 200 && newest <= farMs; turn += 1) {
    await page.mouse.wheel(0, -3000);
    const times = await settled(page);
    for (const [i, time] of times.entries()) {
      if (i > 0) expect(at(times[i - 1]) - at(time)).toBe(SECONDS_BETWEEN * 1000);
    }
    expect(at(times[0])).toBeGreaterThanOrEqual(newest);
    newest = at(times[0]);
  }
  expect(newest).toBeGreaterThan(farMs);

  await page.locator('.grid').focus();
  await page.keyboard.press('End');
  await expect.poll(async () => (await inSight(page)).at(-1)).toBe(wallTime(startMs));
  expect(await hasFocus(page)).toBe(true);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  expect(at((await settled(page))[0])).toBeGreaterThan(startMs);
  await page.keyboard.press('Home');
  await expectTop(page, wallTime(nowMs - 1));
  expect(await hasFocus(page)).toBe(true);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-active="true"]')).toHaveAttribute('aria-rowindex', '3');
});

test('a log that is higher than a browser’s element may be is gone through from its first row to its last, and back', async ({
  start,
  folder,
}) => {
  test.setTimeout(240_000);
  const profile = join(folder, 'profile');
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const startMs = nowMs - HIGHER * SECONDS_BETWEEN * 1000;
  await fill(profile, HIGHER, nowMs);
  const { page } = await start({ at: null, profile, window: '1920x1080' });
  await page.locator('[data-open="settings"]').click();
  await page.locator('[data-open="console"]').click();
  await page.locator('[data-page="log"]').click();
  await page.locator('[data-when="all"]').click();
  await expectTop(page, wallTime(nowMs - 1));
  const scrollTo = (where: 'bottom' | 'top'): Promise<void> =>
    page.evaluate((to) => {
      const grid = document.querySelector('.grid');
      grid?.scrollTo({ top: to === 'top' ? 0 : grid.scrollHeight, behavior: 'instant' });
    }, where);
  let last = '';
  await expect
    .poll(
      async () => {
        await scrollTo('bottom');
        const now = (await inSight(page)).at(-1) ?? '';
        // Whatever is scrolled anew on the way, nothing goes back.
        if (now !== '' && last !== '') expect(now <= last).toBe(true);
        if (now !== '') last = now;
        return last;
      },
      { timeout: 180_000, intervals: [50] },
    )
    .toBe(wallTime(startMs));
  await expect
    .poll(
      async () => {
        await scrollTo('top');
        return (await inSight(page))[0];
      },
      { timeout: 30_000, intervals: [50] },
    )
    .toBe(wallTime(nowMs - 1));
});

/** @returns epoch milliseconds */
function at(time = ''): number {
  return new Date(`${time.replace(' ', 'T')}Z`).getTime() - OFFSET_MS;
}
