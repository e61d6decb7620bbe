import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { ASKS, FIRST_ASK, NUMBER } from './calls-kit.ts';
import { FIRST_TOKEN, faultOf, startConsole, VENUE, type ConsoleHub, type Page } from './kit.ts';

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
});

afterAll(async () => {
  await server.close();
});

const NUMBERS = [NUMBER, `case ${NUMBER.toLowerCase()}`, '110105 19491231 002X'];
const UNSEEN = ['T-\u202E21', 'T-1\nT-2', 'T\u200B1', 'T\u20281'];

type Typed = (text: string) => (by: { manager: Page; it: Page }) => ReturnType<Page['post']>;

const scope = { is: 'time', fromMs: 0, untilMs: 1, stayHours: 2 } as const;
const TYPED: readonly [string, Typed][] = [
  [
    'case number of a search',
    (text) =>
      ({ manager }) =>
        manager.ask('person:find', { ...ASKS['person:find'], caseNumber: text }),
  ],
  [
    'case number of a trace',
    (text) =>
      ({ manager }) =>
        manager.ask('trace:request', { ...ASKS['trace:request'], caseNumber: text }),
  ],
  [
    'purpose of a trace',
    (text) =>
      ({ manager }) =>
        manager.ask('trace:request', { ...ASKS['trace:request'], purpose: text }),
  ],
  [
    'gate of a trace',
    (text) =>
      ({ manager }) =>
        manager.ask('trace:request', { ...ASKS['trace:request'], scope: { ...scope, gate: text } }),
  ],
  [
    'gate of a look',
    (text) =>
      ({ manager }) =>
        manager.ask('count', { filter: { ...EVERYTHING, gate: text } }),
  ],
  [
    'reason of a look',
    (text) =>
      ({ manager }) =>
        manager.ask('count', { filter: { ...EVERYTHING, reason: text } }),
  ],
  [
    'gate of an export',
    (text) =>
      ({ manager }) =>
        manager.post('/console/api/export', {
          is: 'log',
          filter: { ...EVERYTHING, gate: text },
          format: 'csv',
          language: 'en',
          offsetMinutes: 0,
        }),
  ],
  [
    'name of an account',
    (text) =>
      ({ it }) =>
        it.ask('accounts:create', { ...ASKS['accounts:create'], name: text, venue: VENUE }),
  ],
  [
    'gate of a code',
    (text) =>
      ({ it }) =>
        it.ask('fleet:codes-make', { venue: VENUE, gates: [text], lifeSeconds: 600 }),
  ],
  [
    'reason why a kiosk is revoked',
    (text) =>
      ({ it }) =>
        it.ask('fleet:revoke', { ...ASKS['fleet:revoke'], because: text }),
  ],
  [
    'name of the first account',
    (text) => () => server.open().post('/console/first', { ...FIRST_ASK, token: FIRST_TOKEN, name: text }),
  ],
];

test.each(TYPED)('the %s holds no document number and nothing unseen, and says why', async (_what, typed) => {
  const by = { manager: await server.person('manager'), it: await server.person('it', null) };
  for (const [texts, fault] of [
    [NUMBERS, 'number-in-text'],
    [UNSEEN, 'unseen-in-text'],
  ] as const) {
    for (const text of texts) {
      const answer = await typed(text)(by);
      expect([text, answer.status, faultOf(answer)]).toEqual([text, 422, fault]);
    }
  }
});

test('nor is a number anybody’s login', async () => {
  const it = await server.person('it', null);
  for (const login of [NUMBER.toLowerCase(), '110105491231002', 'n-110105-19491231-002x']) {
    const answer = await it.ask('accounts:create', { ...ASKS['accounts:create'], login, venue: VENUE });
    expect([login, faultOf(answer)]).toEqual([login, 'number-in-text']);
  }
});

test('nothing of it is kept anywhere', async () => {
  const { store } = server.hub.database;
  const kept = JSON.stringify([
    await server.audited(),
    await store.selectFrom('trace_request').selectAll().execute(),
    await store.selectFrom('account').select(['login', 'name']).execute(),
    server.logged,
  ]);
  expect(kept).not.toMatch(/110105|\\u202E|\u202E|\u200B|\u2028/u);
});
