import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubSource, type HubSource } from '../../../renderer/console/hub-source.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import type { AccountRole } from '../../../shared/console/abilities.ts';
import { enter } from './entries-kit.ts';
import { startConsole, VENUE, type ConsoleHub } from './kit.ts';

/** What the page asks by, and the hub itself: each of them is tried with a stand-in for the other elsewhere. */

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
  await enter(server, VENUE, [{}, {}, {}]);
});

afterAll(async () => {
  await server.close();
});

interface Opened {
  readonly source: HubSource;
  readonly kept: { name: string; file: Blob }[];
}

/** A browser in which somebody of a role has signed in: it sends their cookie along, and says where its page is from. */
async function signedIn(role: AccountRole): Promise<Opened> {
  const { cookie } = await server.person(role);
  const headers = { cookie: cookie ?? '', origin: server.url, 'sec-fetch-site': 'same-origin' };
  const kept: Opened['kept'] = [];
  const source = hubSource(
    `${server.url}/console/`,
    (name, file) => kept.push({ name, file }),
    (to, how) => fetch(to, { ...how, headers: { ...(how.headers as Record<string, string>), ...headers } }),
  );
  return { source, kept };
}

const LIST = { filter: EVERYTHING, order: 'newest-first', after: null, limit: 2 } as const;

test('a page that was loaded anew learns who has signed in, and goes through the log', async () => {
  const { source } = await signedIn('manager');
  const who = await source.ask('me', null);
  expect(who).toMatchObject({ ok: true, value: { role: 'manager', venue: VENUE, at: 'hub' } });
  expect(await source.ask('count', { filter: EVERYTHING })).toEqual({ ok: true, value: { count: 3, isAll: true } });
  const first = await source.ask('list', LIST);
  if (!first.ok) throw new Error(first.fault);
  const rest = await source.ask('list', { ...LIST, after: first.value.next });
  if (!rest.ok) throw new Error(rest.fault);
  expect([first.value.rows.length, rest.value.rows.length, rest.value.next]).toEqual([2, 1, null]);
  const [row] = rest.value.rows;
  const detail = await source.ask('detail', { id: row?.id ?? '' });
  expect(detail).toMatchObject({ ok: true, value: { row: { id: row?.id } } });
});

test('an export comes whole, and is kept under the name that the hub gives it', async () => {
  const { source, kept } = await signedIn('manager');
  await source.ask('me', null);
  const ask = { is: 'log', filter: EVERYTHING, format: 'csv', language: 'en', offsetMinutes: 480 } as const;
  const result = await source.export(ask, () => undefined, new AbortController().signal);
  expect(result).toMatchObject({ ok: true, value: { rows: 3, folder: null } });
  expect((await kept[0]?.file.text())?.trimEnd().split('\r\n')).toHaveLength(4);
});

test('what somebody may not do, and who has signed out, is said by the fault', async () => {
  const { source } = await signedIn('supervisor');
  await source.ask('me', null);
  const person = { number: '11010519491231002X', reason: 'police', caseNumber: 'A-1', fromMs: 0, untilMs: 1 } as const;
  expect(await source.ask('person:find', person)).toEqual({ ok: false, fault: 'not-allowed' });
  await source.signOut();
  expect(await source.ask('me', null)).toEqual({ ok: false, fault: 'signed-out' });
});
