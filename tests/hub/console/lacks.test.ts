import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConsoleData } from '../../../hub/console/data.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { createPartition } from '../../../hub/store/partition.ts';
import { applyRetention } from '../../../hub/store/retention.ts';
import type { TraceLacks } from '../../../shared/console/person.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain } from '../journal.ts';
import { deliver, insertAsBefore, insertKiosk } from '../store/delivering.ts';
import { entryOf, HOUR, MINUTE, overruleOf, TIME } from './stays-kit.ts';
import { openData, send } from './venues.ts';

/** What a trace of noon to half past one cannot know, looked at in the evening. */
const DAY_MS = 24 * HOUR;
const NOW = NOON + 9 * HOUR;
const NOTHING: TraceLacks = { kiosks: 0, unsorted: 0, hasUnreadable: false, keptSince: null };

let database: Database;
let data: ConsoleData;

beforeEach(async () => {
  database = await openMigrated(await createDatabase());
  data = openData(database, NOW);
});

afterEach(async () => {
  await database.close();
});

const lacks = (at: Partial<typeof TIME> = {}): Promise<TraceLacks> =>
  data.lacks('mall', { ...TIME, ...at }, { isSeen: false, hours: 2 });

/** @param report `null`: it was never heard */
async function hear(kiosk: Kiosk, heardMs: number, unsent: number): Promise<void> {
  await sql`
    insert into kiosk_report (venue, kiosk, heard_at, report)
    values (${kiosk.venue}, ${kiosk.id}, ${new Date(heardMs)}, ${JSON.stringify({ unsent })}::jsonb)`.execute(
    database.store,
  );
}

describe('a kiosk has sent all of a time', () => {
  test.each<[string, number | null, number, number]>([
    ['that was heard just now and has nothing to send', NOW - MINUTE, 0, 0],
    ['that has been silent since that time, and had sent all', TIME.untilMs, 0, 0],
    ['that was heard last before its end', TIME.untilMs - 1, 0, 1],
    ['that has entries to send', NOW, 1, 1],
    ['that was never heard', null, 0, 1],
  ])('or not: one %s', async (_which, heardMs, unsent, kiosks) => {
    const kiosk = await insertKiosk(database);
    if (heardMs !== null) await hear(kiosk, heardMs, unsent);
    expect(await lacks()).toEqual({ ...NOTHING, kiosks });
  });

  test('also with entries to send, where one of after that time is here', async () => {
    const kiosk = await insertKiosk(database);
    await hear(kiosk, NOW, 3);
    await send(database, kiosk, [entryOf({ who: '张', atMs: 90 * MINUTE - 1 })]);
    expect((await lacks()).kiosks).toBe(1);
    await send(database, kiosk, [entryOf({ who: '张', atMs: 90 * MINUTE })]);
    expect((await lacks()).kiosks).toBe(0);
  });

  test('up to now: one that was silent for more than a minute has not', async () => {
    await hear(await insertKiosk(database), NOW - MINUTE - 1, 0);
    expect((await lacks({ untilMs: NOW + HOUR })).kiosks).toBe(1);
  });

  test('where it was revoked before it, or another has taken its place', async () => {
    const [revoked, succeeded, other] = [
      await insertKiosk(database),
      await insertKiosk(database),
      await insertKiosk(database, 'office'),
    ];
    await hear(other, NOW, 5);
    expect((await lacks()).kiosks).toBe(2);
    const { store } = database;
    const revokedAt = new Date(NOON - 3 * DAY_MS);
    await store.updateTable('kiosk').set({ revoked_at: revokedAt }).where('id', '=', revoked.id).execute();
    const next = await insertKiosk(database);
    await hear(next, NOW, 0);
    await store.updateTable('kiosk').set({ succeeded_by: next.id }).where('id', '=', succeeded.id).execute();
    expect((await lacks()).kiosks).toBe(0);
  });
});

describe('of what is here', () => {
  let kiosk: Kiosk;

  beforeEach(async () => {
    kiosk = await insertKiosk(database);
    await hear(kiosk, NOW, 0);
  });

  test('what is not sorted yet is counted, of that time and of who was inside already', async () => {
    const at = [-3 * DAY_MS, -HOUR, 0, HOUR, 2 * HOUR];
    await createPartition(database.store, new Date(NOON).toISOString().slice(0, 10));
    await insertAsBefore(
      database.store,
      kiosk.id,
      at.map((atMs) => entryOf({ who: '张', atMs })),
      NOON,
    );
    expect(await lacks()).toEqual({ ...NOTHING, unsorted: 3 });
  });

  test('what cannot be read is told, unless it was received before anything of that time', async () => {
    const unreadable = makeChain(1, { chain: randomUUID(), contents: { 0: Buffer.from('garbage') } });
    await createPartition(database.store, new Date(NOON - 9 * DAY_MS).toISOString().slice(0, 10));
    await deliver(database, kiosk, unreadable, NOON - 9 * DAY_MS);
    expect(await lacks()).toEqual(NOTHING);
    await deliver(
      database,
      kiosk,
      makeChain(1, { chain: randomUUID(), contents: { 0: Buffer.from('garbage') } }),
      NOON,
    );
    expect(await lacks()).toEqual({ ...NOTHING, hasUnreadable: true });
  });

  test('what is not kept any more is told, if that time reaches before it', async () => {
    const days = [0, 1, 2].map((day) => NOON + day * DAY_MS);
    for (const receivedMs of days) await send(database, kiosk, [entryOf({ who: '张', atMs: 0 })], { receivedMs });
    expect((await lacks()).keptSince).toBeNull();
    await applyRetention(database.longStore, 1, new Date(NOON + 2 * DAY_MS));
    const kept = new Date(NOON + DAY_MS).toISOString().slice(0, 10);
    expect((await lacks()).keptSince).toBe(kept);
    // Who had entered two hours before midnight may have been inside still.
    const midnight = Date.parse(kept);
    expect((await lacks({ fromMs: midnight + 2 * HOUR, untilMs: midnight + 3 * HOUR })).keptSince).toBeNull();
    expect((await lacks({ fromMs: midnight + HOUR, untilMs: midnight + 3 * HOUR })).keptSince).toBe(kept);
    expect((await data.lacks('office', TIME, { isSeen: false, hours: 2 })).keptSince).toBeNull();
  });

  test('visitors in whose entry no identity is sealed are marked; who decided of one is no further visitor', async () => {
    const came = { ...entryOf({ who: '张', atMs: 0, did: 'referred' }), sealed: Uint8Array.of(1) };
    const byHand = { ...overruleOf({}, 'admit', MINUTE), type: 'manual', refersTo: null } as const;
    await send(database, kiosk, [came, overruleOf(came, 'admit', 1000), byHand, entryOf({ who: '李', atMs: HOUR })]);
    const paging = { stay: await data.stay('mall', TIME), after: null, limit: 10 };
    const { rows, lacks: told } = await data.traced('mall', TIME, paging);
    expect(rows.map(({ isWithoutIdentity: is }) => is)).toEqual([false, false, true, true]);
    expect(told).toEqual(NOTHING);
    expect((await data.tracedSealed('mall', TIME, paging)).map(({ isWithoutIdentity: is }) => is)).toEqual(
      rows.map(({ isWithoutIdentity: is }) => is),
    );
  });
});
