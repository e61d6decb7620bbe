import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { QUARTER_MS } from '../../../shared/console/overview.ts';
import { encodeEntry, type Entry } from '../../../shared/journal.ts';
import type { Store } from '../../../hub/store/schema.ts';
import { uuid } from './kiosks.ts';

export const DAYS = 30;
export const VENUES = 100;
export const DAY_MS = 86_400_000;
const KIOSKS = 1000;
/** Two kiosks each. */
const GATES = 5;
const NAMES = 2003;
const GUARDS = 20;

type Kind = Pick<Entry, 'type' | 'verdict' | 'source' | 'reasons' | 'guard'>;

const SOURCES = ['camera', 'serial', 'keyboard', 'id-card'] as const;
const rare = (verdict: 'refer' | 'refuse'): Kind[] =>
  Array.from({ length: 16 }, (_, i) => ({
    ...{ type: 'scan', verdict, source: SOURCES[i % 4] ?? null, guard: null },
    reasons: [`${verdict}-${i % 8}`, 'test-too-old'].slice(0, 1 + (i % 2)),
  }));

/** Numbered from 1 within a venue, one venue after the other: by how often they are, four of many, sixteen of one in 31, sixteen of one in 97, one in 500. */
const KINDS: readonly Kind[] = [
  ...SOURCES.map((source): Kind => ({
    type: 'scan',
    verdict: 'admit',
    source,
    reasons: ['all-checks-passed'],
    guard: null,
  })),
  ...rare('refer'),
  ...rare('refuse'),
  { type: 'overrule', verdict: 'admit', source: null, reasons: ['papers-seen'], guard: 'G01' },
];
const KIND = sql`case when n % 500 = 1 then 37 when n % 97 = 0 then 21 + n / 97 % 16
  when n % 31 = 0 then 5 + n / 31 % 16 else 1 + n % 4 end`;

/** Entries of all venues, made by the database itself, and with them what the hub keeps of them. */
export async function fill(store: Store, rows: number, today: number): Promise<void> {
  await sql`set statement_timeout = 0`.execute(store);
  await sql`set maintenance_work_mem = '512MB'`.execute(store);
  await fillPlaces(store);
  for (let day = today - DAYS; day < today; day += 1) await fillDay(store, day, Math.ceil(rows / DAYS));
  for (const table of ['entry', 'tally', 'entry_kind', 'kiosk']) await sql`analyze ${sql.table(table)}`.execute(store);
  await sql`checkpoint`.execute(store);
}

async function fillPlaces(store: Store): Promise<void> {
  await sql`
    insert into kiosk (id, venue, gate, key_id, public_key, enrolled_at)
    select ('0180bab7-0c00-7000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, 'venue-' || n % ${sql.lit(VENUES)},
      'gate-' || n / ${sql.lit(VENUES)} % ${sql.lit(GATES)}, 'bench ' || n, 'none', now()
    from generate_series(0, ${sql.lit(KIOSKS - 1)}) as n`.execute(store);
  const kinds = Array.from({ length: VENUES }, (_, n) =>
    KINDS.map(({ type, verdict, source, reasons }, i) => ({
      ...{ venue: `venue-${n}`, id: n * KINDS.length + i + 1, digest: hash('sha256', String(i), 'buffer') },
      ...{ type, verdict, source, reasons: [...reasons], lane: null },
    })),
  );
  await store.insertInto('entry_kind').values(kinds.flat()).execute();
}

/** Filled before it has its indexes, and then attached: many times as fast. */
async function fillDay(store: Store, day: number, rows: number): Promise<void> {
  const [from, to] = [day, day + 1].map((it) => new Date(it * DAY_MS).toISOString().slice(0, 10));
  const table = sql.table(`entry_${(from ?? '').replaceAll('-', '')}`);
  await sql`drop table if exists ${table}`.execute(store);
  await sql`create table ${table} (like entry including defaults including constraints)`.execute(store);
  await sql`
    insert into ${table} (
      received_day, received_at, venue, kiosk, chain, sequence, hash, bytes, is_quarantined,
      id, type, epoch_ms, source, format, verdict, reasons, colour, person_key, policy_version, kind, masked_name, guard
    )
    select
      ${sql.lit(from)}::date, to_timestamp(ms / 1000), 'venue-' || n % ${sql.lit(VENUES)},
      ('0180bab7-0c00-7000-8004-' || lpad(to_hex(n % ${sql.lit(KIOSKS)}), 12, '0'))::uuid,
      chain, sequence, digest, ${bytesOf()}, false,
      id, 'scan', ms, 'camera', 'health-code', 'admit',
      '["all-checks-passed"]', 'green', digest, 1,
      n % ${sql.lit(VENUES)} * ${sql.lit(KINDS.length)} + made.kind, '张*' || n % ${sql.lit(NAMES)},
      case when made.kind = 37 then 'G' || n % ${sql.lit(GUARDS)} end
    from (
      select n, ${sql.lit(day)}::bigint * ${sql.lit(DAY_MS)} + n * ${sql.lit(DAY_MS)}::bigint / ${sql.lit(rows)} as ms,
        ('0180bab7-0c00-7000-8005-' || lpad(to_hex(n % ${sql.lit(KIOSKS)}), 12, '0'))::uuid as chain,
        ${sql.lit(FIRST_SEQUENCE)} + (${sql.lit(day)}::bigint % 2000) * 1000000 + n / ${sql.lit(KIOSKS)} as sequence,
        sha256(int8send(n + ${sql.lit(day)}::bigint * 1000000000)) as digest,
        overlay(overlay(substr(sha256(int8send(n + ${sql.lit(day)}::bigint * 1000000000))::text, 3, 32)
          placing '7' from 13) placing '8' from 17)::uuid as id,
        (${KIND})::int as kind
      from generate_series(0::bigint, ${sql.lit(rows - 1)}) as n
    ) as made join (${segments()}) as piece on piece.kind = made.kind`.execute(store);
  await sql`alter table entry attach partition ${table} for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(
    store,
  );
  await sql`
    insert into tally
    select venue, epoch_ms / ${sql.lit(QUARTER_MS)} * ${sql.lit(QUARTER_MS)}, kiosk, kind, received_day,
      count(*), count(*), 4 * count(*)
    from ${table} group by 1, 2, 3, 4, 5`.execute(store);
  // As it stands when the database's own vacuum has seen a day: else that would be at work while it is measured.
  await sql`vacuum (analyze) ${table}`.execute(store);
}

/** From where on a sequence has five bytes as CBOR, as all of these have: what is written around it stands still. */
const FIRST_SEQUENCE = 65_536;
/** Of CBOR that says who it was, sealed: usually. */
const SEALED_BYTES = 336;
/** What stands in an entry's place until the database puts its own there. */
const STAND_IN = {
  chain: uuid(1, 9),
  sequence: 0x7ffe_fdfc,
  id: uuid(2, 9),
  previousHash: hash('sha256', 'before', 'buffer'),
  epochMs: 0x1_7ffe_fdfc_fbfa,
};

/** Between these the bytes of an entry are the same for all of a kind. */
function bytesOf(): ReturnType<typeof sql> {
  return sql`a || chain::text::bytea || b || int4send(sequence::int) || c || id::text::bytea || d || digest
    || e || int8send(ms) || f`;
}

function segments(): ReturnType<typeof sql> {
  const rows = KINDS.map((kind, i) => {
    const [a, b, c, d, e, f] = segmentsOf(kind).map((it) => sql.lit(`\\x${it.toString('hex')}`));
    return sql`(${sql.lit(i + 1)}, ${a}::bytea, ${b}::bytea, ${c}::bytea, ${d}::bytea, ${e}::bytea, ${f}::bytea)`;
  });
  return sql`select * from (values ${sql.join(rows)}) as it (kind, a, b, c, d, e, f)`;
}

function segmentsOf(kind: Kind): Buffer[] {
  const whole = Buffer.from(
    encodeEntry({
      ...STAND_IN,
      ...{ refersTo: null, offsetMinutes: 480, isClockConfirmed: true, format: 'health-code', colour: 'green' },
      ...{ testAgeSeconds: 169_200, maskedName: '张*三', personKey: STAND_IN.previousHash, personKeyId: 'v1' },
      ...{ policyVersion: 1, durationMs: 4, sealed: new Uint8Array(SEALED_BYTES), anchor: null, lane: null },
      ...kind,
    }),
  );
  const [sequence, epochMs] = [Buffer.alloc(4), Buffer.alloc(8)];
  sequence.writeInt32BE(STAND_IN.sequence);
  epochMs.writeBigInt64BE(BigInt(STAND_IN.epochMs));
  const { chain, id, previousHash } = STAND_IN;
  const cuts = [Buffer.from(chain), sequence, Buffer.from(id), previousHash, epochMs];
  let from = 0;
  const parts = cuts.map((cut) => {
    const at = whole.indexOf(cut, from);
    const part = whole.subarray(from, at);
    from = at + cut.length;
    return part;
  });
  return [...parts, whole.subarray(from)];
}

/** Bytes on disk of all entries, indexes included. */
export async function sizeOf(store: Store): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select sum(pg_total_relation_size(inhrelid)) as bytes from pg_inherits
    where inhparent = 'entry'::regclass`.execute(store);
  return Number(rows[0]?.bytes);
}
