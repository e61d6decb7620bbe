import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openPasswords } from '../../../hub/console/password.ts';
import { openDatabase } from '../../../hub/store/open.ts';
import { openBrowser } from '../../journeys/browser.ts';
import { painted, reloaded, watch } from '../console-watch.ts';
import { logRows } from '../console-window.ts';
import { median, type Row } from '../rows.ts';
import { DAY_MS, DAYS } from './filling.ts';
import { startBenchHub } from './surroundings.ts';

const LOADS = 5;
const VENUE = 'venue-3';
const LOGIN = 'bench-manager';
const PASSWORD = 'quiet-harbour-77-meadow';
const MINUTE_MS = 60_000;
const FIRST_ROW = '.grid__rows .grid__cell--time:not(:empty)';

/** What a manager sees in a browser, by a hub of its own over a database that is filled. @param folder of its secrets, and of the browser */
export async function windowRows(databaseUrl: string, folder: string, now: Date): Promise<Row[]> {
  await insertManager(databaseUrl, now);
  const hub = await startBenchHub(databaseUrl, join(folder, 'secrets'), 0);
  const browser = await openBrowser(folder, `${hub.url}/console/`, '1920x1080');
  try {
    const { page } = browser;
    // What was filled may have been kept since: its last day is the page's today.
    await page.clock.setFixedTime(now);
    await page.reload();
    await page.locator('[name="login"]').fill(LOGIN);
    await page.locator('[name="password"]').fill(PASSWORD);
    await page.locator('button[type="submit"]').click();
    await page.locator('.tile__number').first().waitFor();
    const loads: number[] = [];
    for (let n = 0; n < LOADS; n += 1) loads.push(await reloaded(page, '.tile__number'));
    await watch(page);
    const log = await painted(page, FIRST_ROW, `document.querySelector('[data-page="log"]').click()`);
    const minutes = (DAYS * DAY_MS) / MINUTE_MS;
    const endMs = Math.ceil(now.getTime() / DAY_MS) * DAY_MS;
    return [
      {
        name: 'the overview: navigation → numbers painted, p50',
        ...{ value: median(loads), unit: 'ms', target: { below: 1000 }, note: `${LOADS} times, signed in` },
      },
      { name: "the log: its key → the first of today's rows painted", value: log, unit: 'ms', target: { below: 1000 } },
      ...(await logRows(page, 'hub', (n) => endMs - Math.ceil(minutes * ((n * 0.618) % 1)) * MINUTE_MS)),
    ].map((row) => ({ ...row, name: `the window: ${row.name}` }));
  } finally {
    await browser.close();
    await hub.stop();
  }
}

async function insertManager(databaseUrl: string, now: Date): Promise<void> {
  const { store, close } = openDatabase(databaseUrl, () => undefined);
  const password = await openPasswords().hash(PASSWORD);
  const who = { id: randomUUID(), login: LOGIN, name: '老陈', role: 'manager' as const, venue: VENUE, password };
  const rest = { must_change_password: false, codes_secret: null, codes_begun: null, is_active: true };
  await store
    .insertInto('account')
    .values({ ...who, ...rest, created_at: now, last_signed_in_at: null })
    .execute();
  await close();
}
