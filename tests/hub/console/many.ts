import { createHash, randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, sql, type CompiledQuery } from 'kysely';
import { Pool } from 'pg';
import { createPartition } from '../../../hub/store/partition.ts';
import { CONSOLE_PLANNING } from '../../../hub/store/open.ts';
import type { Store } from '../../../hub/store/schema.ts';
import { QUARTER_MS } from '../../../shared/console/overview.ts';
import { encodeEntry, NO_PREVIOUS_HASH } from '../../../shared/journal.ts';
import { NOON } from '../database.ts';
import { makeEntry } from '../journal.ts';

/** Received on three days, as many on each. */
const MANY = 180_000;
const DAYS = 3;
const DAYS_BEFORE = 8;
const DAY_MS = 86_400_000;
/** The first moment of the first of those days, UTC. */
export const BEGAN = Math.floor(NOON / DAY_MS) * DAY_MS - (DAYS - 1) * DAY_MS;
export const ENDED = BEGAN + DAYS * DAY_MS;

/** Numbered from 1; of a hundred entries so many are of each. */
const KINDS = [
  ...['camera', 'serial'].map((source) => ['scan', 'admit', source, ['all-checks-passed'], 40] as const),
  ...['camera', 'serial', 'id-card', 'keyboard'].map(
    (source) => ['scan', 'refer', source, ['test-too-old'], 2] as const,
  ),
  ...['camera', 'serial'].map((source) => ['scan', 'refuse', source, ['colour-red'], 2] as const),
  ...(['admit', 'refuse'] as const).map((verdict) => ['overrule', verdict, null, ['papers-seen'], 2] as const),
  ['manual', 'admit', null, ['child'], 2] as const,
  ['gate', null, null, ['gate-held-open'], 2] as const,
];

/** An entry; all have the bytes of one that refers to it, since what is searched are columns. */
export const REFERRED_TO = '0180bab7-0c00-7000-8000-0000000000aa';

/**
 * What a hub has after three days: of one venue with ten kiosks at five gates two in five entries, of another the
 * rest. Filed by the database itself, and analysed, as autovacuum would.
 */
export async function fillMany(store: Store): Promise<void> {
  const kinds = KINDS.flatMap((kind, i) => Array.from({ length: kind[4] }, () => i + 1));
  const rows = KINDS.flatMap(([type, verdict, source, reasons], i) =>
    ['mall', 'office'].map((venue, v) => ({
      ...{ id: v * KINDS.length + i + 1, venue, type, verdict, reasons: [...reasons], lane: null },
      ...{ source: source as 'camera' | null, digest: createHash('sha256').update(String(i)).digest() },
    })),
  );
  await store.insertInto('entry_kind').values(rows).execute();
  await sql`
    insert into kiosk (id, venue, gate, key_id, public_key, enrolled_at)
    select ${uuidOf('n')}, case when n % 5 > 1 then 'office' else 'mall' end, 'gate-' || n / 5, 'key ' || n, 'none', now()
    from generate_series(0, 24) as n`.execute(store);
  const chain = randomUUID();
  const bytes = Buffer.from(encodeEntry(makeEntry(chain, 0, NO_PREVIOUS_HASH, { refersTo: REFERRED_TO })));
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date(BEGAN + day * DAY_MS).toISOString().slice(0, 10);
    await createPartition(store, date);
    await sql`
      insert into entry (
        received_day, received_at, venue, kiosk, chain, sequence, hash, bytes, is_quarantined,
        id, type, refers_to, epoch_ms, verdict, reasons, person_key, policy_version, kind, masked_name, guard
      )
      select
        ${date}::date, to_timestamp(ms / 1000), case when n % 5 > 1 then 'office' else 'mall' end, ${uuidOf('n % 25')},
        ${uuidOf('n % 25')}, ${day * MANY} + n, digest, ${bytes}, false,
        case when n = 1 and ${day} = 0 then ${REFERRED_TO}::uuid else gen_random_uuid() end, 'scan',
        case when n % 50 = 6 then gen_random_uuid() end, ms, 'admit', '[]', digest, 1,
        case when n % 5 > 1 then ${KINDS.length} else 0 end + (${kinds}::int[])[1 + hash % 100],
        '张*' || hash % 300, case when n % 25 = 6 then 'G' || hash % 20 end
      from (
        select n, ${BEGAN + day * DAY_MS}::bigint + n * ${DAY_MS}::bigint / ${MANY / DAYS} as ms,
          abs(hashint8(n + ${day * MANY})::bigint) as hash, sha256(int8send(n + ${day * MANY})) as digest
        from generate_series(0::bigint, ${MANY / DAYS - 1}) as n
      ) as made`.execute(store);
  }
  await sql`
    insert into tally
    select venue, epoch_ms / ${sql.lit(QUARTER_MS)} * ${sql.lit(QUARTER_MS)}, kiosk, kind, received_day, count(*), count(*), 4 * count(*)
    from entry group by 1, 2, 3, 4, 5`.execute(store);
  await sql`
    insert into overruled
    select venue, chain, sequence, kiosk, epoch_ms, kind, received_day, null from entry where sequence % 40 = 3`.execute(
    store,
  );
  // An overview looks at two days of many: as many quarters of days before, of entries that are gone.
  for (let day = 1; day <= DAYS_BEFORE; day += 1) {
    const ms = day * DAY_MS;
    await sql`
      insert into tally
      select venue, quarter_ms - ${ms}::bigint, kiosk, kind, received_day - ${day}::int, entries, timed, duration_ms
      from tally where quarter_ms >= ${BEGAN} and quarter_ms < ${BEGAN + DAY_MS}`.execute(store);
    await sql`
      insert into overruled
      select venue, chain, -sequence - ${day * MANY}::bigint, kiosk, epoch_ms - ${ms}::bigint, kind,
        received_day - ${day}::int, stands
      from overruled where epoch_ms >= ${BEGAN} and epoch_ms < ${BEGAN + DAY_MS}`.execute(store);
  }
  for (const name of ['entry', 'tally', 'overruled', 'entry_kind', 'kiosk']) {
    await sql`vacuum (analyze) ${sql.table(name)}`.execute(store);
  }
}

function uuidOf(number: string): ReturnType<typeof sql> {
  return sql`('0180bab7-0c00-7000-8004-' || lpad(to_hex(${sql.raw(number)}), 12, '0'))::uuid`;
}

/** A store whose queries can be looked at afterwards. */
export interface Watched {
  readonly store: Store;
  /** What was asked since it was last looked. */
  readonly asked: () => readonly CompiledQuery[];
  readonly close: () => Promise<void>;
}

export function watch(url: string): Watched {
  let queries: CompiledQuery[] = [];
  const store: Store = new Kysely({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 4, options: CONSOLE_PLANNING }) }),
    log: ({ query }) => {
      queries.push(query);
    },
  });
  return {
    store,
    asked: () => {
      const asked = queries;
      queries = [];
      return asked;
    },
    close: () => store.destroy(),
  };
}
