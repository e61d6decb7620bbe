import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEntering } from '../../../hub/check-in/entering.ts';
import { forgetCheckIns } from '../../../hub/store/self-check-in.ts';
import { findVenueCode, listVenueCodes } from '../../../hub/store/venue-code.ts';
import { decodeEntry } from '../../../shared/entry.ts';
import { NO_PREVIOUS_HASH } from '../../../shared/journal.ts';
import { selfCheckInSchema } from '../../../shared/self-check-in.ts';
import { checkInsSchema, heardSchema, MAX_CHECK_INS, PATHS, type CheckIns } from '../../../shared/wire.ts';
import { sha256 } from '../../../hub/crypto.ts';
import { connect, NOON } from '../database.ts';
import { REPORT, type Kiosk } from '../kiosk.ts';
import { codeOfPerson, GATE, startPhoneHub, VENUE, type PhoneHub } from './kit.ts';

let hub: PhoneHub;
let token: string;
let kiosk: Kiosk;

beforeEach(async () => {
  hub = await startPhoneHub();
  token = await hub.issue();
  await hub.set(GATE, 'both');
  kiosk = await hub.enrolled();
});

afterEach(async () => {
  await hub.end();
});

async function ask(after: string | null = null, used: readonly string[] = []): Promise<CheckIns> {
  const { status, body } = await kiosk.post(PATHS.checkIns, { after, used });
  expect(status).toBe(200);
  return checkInsSchema.parse(body);
}

async function checkIn(number: number): Promise<string> {
  const { body } = await hub.checkIn(token, codeOfPerson(number));
  return selfCheckInSchema.parse(body).entry;
}

async function chain(): Promise<{ sequence: number; hash: Buffer; bytes: Buffer }[]> {
  const rows = await hub.hub.database.store
    .selectFrom('entry')
    .select(['sequence', 'hash', 'bytes'])
    .orderBy('sequence')
    .execute();
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

describe('a kiosk of the gate', () => {
  test('is told who has checked in, and then only what is new', async () => {
    const first = await ask();
    expect(first).toMatchObject({ checkIns: [], isMore: false, hubTimeMs: NOON });
    const entry = await checkIn(1);
    const then = await ask(first.next);
    expect(then.checkIns).toEqual([
      { entry, atMs: NOON, maskedName: '张*三', verdict: 'admit', reason: 'all-checks-passed', isUsed: false },
    ]);
    expect((await ask(then.next)).checkIns).toEqual([]);
  });

  test('is told once more when a receipt was used, and another kiosk too', async () => {
    const [one, two] = [await checkIn(1), await checkIn(2)];
    const before = await ask();
    const told = await ask(before.next, [one]);
    expect(told.checkIns).toMatchObject([{ entry: one, isUsed: true }]);
    expect((await ask(told.next, [one])).checkIns).toEqual([]);
    expect((await ask()).checkIns).toMatchObject([
      { entry: two, isUsed: false },
      { entry: one, isUsed: true },
    ]);
  });

  test('is told nothing of another gate, and cannot say that its receipts were used', async () => {
    const south = { venue: VENUE, gate: 'south' };
    const other = await hub.issue(south);
    await hub.set(south, 'venue-code');
    const { entry } = selfCheckInSchema.parse((await hub.checkIn(other, codeOfPerson(9))).body);
    expect((await ask(null, [entry])).checkIns).toEqual([]);
    const row = await hub.hub.database.store.selectFrom('self_check_in').selectAll().executeTakeFirstOrThrow();
    expect(row.used_at).toBeNull();
  });

  test.each([
    [15 * 60 - 1, 1],
    [15 * 60, 0],
  ])('is told %s seconds later of %s', async (seconds, count) => {
    await checkIn(1);
    hub.passSeconds(seconds);
    expect((await ask()).checkIns).toHaveLength(count);
  });

  test('is told all anew by a hub that was put back', async () => {
    await checkIn(1);
    const { next } = await ask();
    const cursor = `${randomUUID()}.${next.split('.')[1] ?? ''}`;
    expect((await ask(cursor)).checkIns).toHaveLength(1);
  });

  test('hears the gate’s venue code and how visitors check in, while a code is in force', async () => {
    const heard = async (): Promise<unknown> =>
      heardSchema.parse((await kiosk.post(PATHS.heartbeat, REPORT)).body).venueCode;
    expect(await heard()).toEqual({ address: `https://hub.example/v/#${token}`, mode: 'both' });
    const newer = await hub.issue();
    expect(await heard()).toEqual({ address: `https://hub.example/v/#${newer}`, mode: 'both' });
    await hub.hub.database.store
      .updateTable('venue_code')
      .set({ withdrawn_at: new Date(NOON) })
      .execute();
    expect(await heard()).toEqual({ address: null, mode: 'both' });
  });
});

test('many who come at once are entered in few transactions, each in a place of its own', async () => {
  const people = Array.from({ length: 120 }, (_, i) => i);
  const answers = await Promise.all(people.map((number) => hub.checkIn(token, codeOfPerson(number))));
  expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
  const entries = await chain();
  expect(entries.map(({ sequence }) => sequence)).toEqual(people);
  let previous: Uint8Array = NO_PREVIOUS_HASH;
  for (const { bytes, hash } of entries) {
    const entry = decodeEntry(bytes);
    expect(entry.ok && Buffer.from(previous).equals(entry.value.previousHash)).toBe(true);
    expect(hash).toEqual(sha256(bytes));
    previous = hash;
  }
  expect(await hub.hub.database.store.selectFrom('alert').selectAll().execute()).toEqual([]);
  const told = await ask();
  expect(told.checkIns).toHaveLength(Math.min(people.length, MAX_CHECK_INS));
});

test('two processes of the hub write into one chain, and do not fork it', async () => {
  const other = connect(hub.databaseUrl);
  const known = await findVenueCode(hub.hub.database.store, GATE);
  if (known === undefined) throw new Error('no code');
  const own = { kiosk: known.phones, chain: known.chain };
  const enterings = [hub.hub.database.store, other.store].map((store) =>
    openEntering({ store, days: new Set(), clock: hub.hub.clock, randomBytes: hub.hub.randomBytes }),
  );
  const judged = {
    decision: {
      ...({ kind: 'decision', verdict: 'refuse', reasons: [], fault: null, checks: [], format: null } as const),
      ...{ policyVersion: null, person: null, identity: null },
      summary: {
        ...{ maskedName: null, colour: null, codeKind: null, test: null, testAgeSeconds: null, issuer: null },
        ...{ sort: null, temperatureCelsius: null },
      },
    },
    ...{ personKey: null, personKeyId: null, offsetMinutes: 480, seal: null },
  };
  const arrivals = Array.from({ length: 60 }, () => ({
    ...{ judged, ask: randomUUID(), atMs: NOON, direction: 'in' as const, durationMs: () => 1 },
  }));
  const entered = await Promise.all(arrivals.map(async (arrival, i) => enterings[i % 2]?.(own, arrival)));
  expect(entered.every((one) => one?.ok === true && !one.value.isRepeat)).toBe(true);
  expect((await chain()).map(({ sequence }) => sequence)).toEqual(arrivals.map((_, i) => i));
  await other.close();
});

test('phones are no kiosk in any list, and their gate is one of the log', async () => {
  await checkIn(1);
  const headers = { authorization: `Bearer ${hub.hub.secrets.administrator}` };
  const { kiosks } = (await (await fetch(`${hub.url}/v1/kiosks`, { headers })).json()) as { kiosks: unknown[] };
  expect(kiosks).toHaveLength(1);
  const list = await hub.hub.consoleData.list(VENUE, {
    filter: {
      ...{ fromMs: null, untilMs: null, gate: 'north', type: null, verdict: null, source: 'venue-code' },
      ...{ reason: null, guard: null, maskedName: null },
    },
    order: 'newest-first',
    after: null,
    limit: 10,
  });
  expect(list.rows).toMatchObject([{ source: 'venue-code', verdict: 'admit' }]);
  const dayMs = Date.UTC(2022, 4, 12, 16);
  const { kiosks: health, ...shown } = await hub.hub.consoleData.overview(VENUE, { dayMs, gate: null }, true);
  expect(health).toHaveLength(1);
  expect(JSON.stringify(shown)).toContain('"admit":1');
});

test('a day later nothing is kept beside the entries', async () => {
  await checkIn(1);
  const { store } = hub.hub.database;
  const kept = async (): Promise<number> => (await store.selectFrom('self_check_in').selectAll().execute()).length;
  await forgetCheckIns(store, new Date(NOON + 24 * 3_600_000 - 1));
  expect(await kept()).toBe(1);
  await forgetCheckIns(store, new Date(NOON + 24 * 3_600_000));
  expect(await kept()).toBe(0);
  expect(await chain()).toHaveLength(1);
});

test('codes are told by venue and gate', async () => {
  await hub.issue({ venue: VENUE, gate: 'east' });
  const known = await listVenueCodes(hub.hub.database.store, VENUE);
  expect(known).toMatchObject([
    { gate: 'east', serial: 1, withdrawnAt: null, issuedBy: null },
    { gate: 'north', serial: 1 },
  ]);
});
