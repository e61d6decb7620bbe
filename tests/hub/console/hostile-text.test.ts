import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsoleCall } from '../../../shared/console/calls.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { ASKS, FIRST_ASK } from './calls-kit.ts';
import { PASSWORD, startConsole, type ConsoleHub, type Page } from './kit.ts';

let server: ConsoleHub;
let pages: Page[];

beforeAll(async () => {
  server = await startConsole({ perGuesser: 1e6 });
  pages = [await server.person('manager'), await server.person('auditor'), await server.person('it')];
});

afterAll(async () => {
  await server.close();
});

const HOSTILE: Readonly<Record<string, string>> = {
  SQL: "'; drop table audit cascade; --",
  'SQL that is true': "x' or '1'='1",
  'a dollar quote': '$$; drop table account; $$',
  'a NUL': 'mall\0',
  'half of a character': 'mall\ud800',
  'a line break': 'mall\r\nset-cookie: a=b',
  'a script': '<script>alert(1)</script>',
  'a name of JavaScript’s own': '__proto__',
  'sixty thousand letters': 'a'.repeat(60_000),
};

/** Every text of a body, replaced in turn. */
function* replaced(value: unknown, text: string): Generator {
  if (typeof value === 'string') yield text;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const other of replaced(inner, text)) yield { ...value, [key]: other };
  }
}

const FILTER = {
  ...EVERYTHING,
  gate: 'north',
  verdict: 'admit',
  reason: 'a',
  type: 'scan',
  source: 'camera',
  guard: 'G1',
  maskedName: '张*',
};

/** With every text that each may have. */
const BODIES: readonly (readonly [string, object])[] = [
  ...(Object.keys(ASKS) as ConsoleCall[])
    .filter((call) => call !== 'me' && !call.startsWith('me:'))
    .map((call) => [`/console/api/${call}`, { ...(ASKS[call] ?? {}) }] as const),
  ['/console/api/list', { ...ASKS.list, filter: FILTER, after: { epochMs: 0, chain: randomUUID(), sequence: 0 } }],
  ['/console/api/count', { filter: FILTER }],
  ['/console/api/overview', { ...ASKS.overview, gate: 'north' }],
  ['/console/api/audit:list', { ...ASKS['audit:list'], login: 'aa' }],
  ['/console/api/accounts:create', { ...ASKS['accounts:create'], venue: 'mall' }],
  ['/console/api/export', { is: 'log', filter: FILTER, format: 'csv', language: 'en', offsetMinutes: 0 }],
  ['/console/first', FIRST_ASK],
  ['/console/sign-in', { login: 'aa', password: PASSWORD, oneTimeCode: '000000' }],
];

test.each(Object.entries(HOSTILE))('%s in any text harms nothing: it is refused, or is a text', async (_what, text) => {
  for (const [path, body] of BODIES) {
    for (const changed of replaced(body, text)) {
      for (const page of pages) {
        const { status } = await page.raw(path, changed);
        expect([path, status < 500, status]).toEqual([path, true, status]);
      }
    }
  }
  for (const page of pages) expect((await page.ask('me', null)).status).toBe(200);
});

test('after all of it the tables are there, and no bug was met', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(
    server.hub.database.store,
  );
  const names = rows.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['account', 'account_grant', 'audit', 'console_session', 'trace_request']),
  );
  expect(server.logged.filter((line) => line.includes('internal-error'))).toEqual([]);
});

test('a body without end, or that goes deep without end, is refused', async () => {
  const [page] = pages;
  const large = await page?.post('/console/api/list', { ...ASKS.list, more: 'a'.repeat(100_000) });
  expect(large).toMatchObject({ status: 400, body: { fault: 'ask-malformed' } });
  const deep = await page?.post('/console/api/list', null, { body: `${'['.repeat(16_000)}${']'.repeat(16_000)}` });
  expect(deep).toMatchObject({ status: 400, body: { fault: 'ask-malformed' } });
});
