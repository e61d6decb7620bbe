import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertTrace } from '../../../hub/store/traces.ts';
import { sortEntries } from '../../../hub/store/unsorted.ts';
import { EVERYTHING, logPage } from '../../../shared/console/log.ts';
import type { TraceScope } from '../../../shared/console/person.ts';
import { NOON } from '../database.ts';
import { insertAsBefore, insertKiosk } from '../store/delivering.ts';
import { ASKS } from './calls-kit.ts';
import { enter } from './entries-kit.ts';
import { faultOf, startConsole, type ConsoleHub, type Person } from './kit.ts';
import { framesOf } from './frames-kit.ts';

/** More than a `Date` reaches. */
const NEVER = 9e15;
const VENUE = 'mall';

let server: ConsoleHub;
let manager: Person;

beforeAll(async () => {
  server = await startConsole();
  manager = await server.person('manager', VENUE);
});

afterAll(async () => {
  await server.close();
});

const scope = ASKS['trace:request'].scope;
const filter = { ...EVERYTHING, untilMs: NEVER };
const exported = { is: 'log', format: 'csv', language: 'en', offsetMinutes: 480 } as const;

test('a time that nobody can be shown is refused, and does not come into the audit log', async () => {
  const before = await server.audited();
  const answers = [
    await manager.ask('list', { ...ASKS.list, filter }),
    await manager.ask('count', { filter }),
    await manager.ask('person:find', { ...ASKS['person:find'], fromMs: -NEVER }),
    await manager.ask('trace:request', { ...ASKS['trace:request'], scope: { ...scope, untilMs: NEVER } }),
    await manager.post('/console/api/export', { ...exported, filter }),
  ];
  for (const answer of answers) expect([answer.status, faultOf(answer)]).toEqual([400, 'ask-malformed']);
  expect(await server.audited()).toEqual(before);
});

test('a trace of before, of a time that nobody can be shown, leaves the list of traces whole', async () => {
  const of: TraceScope = { is: 'time', gate: null, stayHours: 2, fromMs: NOON, untilMs: NEVER };
  const row = { venue: VENUE, requester: manager.id, caseNumber: 'T-9', purpose: 'an outbreak', personKey: null };
  const id = randomUUID();
  await insertTrace(server.hub.database.store, { ...row, id, scope: of }, new Date(server.hub.nowMs()));
  const { status, body } = await manager.ask('trace:list', null);
  expect([status, body]).toMatchObject([200, { traces: [{ id, scope: of }] }]);
});

test('entries of before, of clocks that show no moment, are listed page by page, and exported', async () => {
  const { store } = server.hub.database;
  await enter(server, VENUE, [{}]);
  const kiosk = await insertKiosk(server.hub.database, VENUE);
  const clocks = [{ epochMs: NEVER }, { epochMs: -NEVER }, { offsetMinutes: 99_999_999 }];
  await insertAsBefore(store, kiosk.id, clocks, NOON);
  await sortEntries(store, () => false);
  const seen: number[] = [];
  for (let after = ASKS.list.after, i = 0; i < 4; i += 1) {
    const page = logPage.parse((await manager.ask('list', { ...ASKS.list, after, limit: 1 })).body);
    seen.push(...page.rows.map(({ epochMs }) => epochMs));
    after = page.next;
  }
  expect(seen).toEqual([NEVER, NOON + 2000, NOON, -NEVER]);
  const { body } = await manager.raw('/console/api/export', { ...exported, filter: EVERYTHING });
  const { bytes } = framesOf(body);
  const times = bytes
    .toString()
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[0]);
  expect(times).toEqual(['unreadable time', '2022-05-13 12:00:00', 'unreadable time', 'unreadable time']);
});
