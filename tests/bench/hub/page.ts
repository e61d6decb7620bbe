import { sql } from 'kysely';
import { openDatabase } from '../../../hub/store/open.ts';
import { readPage, type PagePlace } from '../../../hub/store/page.ts';
import type { Store } from '../../../hub/store/schema.ts';
import { percentile, type Row } from '../rows.ts';

const DAYS = 30;
const VENUES = 100;
const DAY_MS = 86_400_000;
/** Pages read for each figure. */
const PAGES = 300;
const LIMIT = 50;
/** A day of 50 million rows takes most of a minute to make, and a loaded machine longer. */
const FILL_WITHIN_MS = 3_600_000;
/** One in 97 refused, one in 31 referred. */
const VERDICTS = [null, 'admit', 'refer', 'refuse'] as const;

/** A manager's page at so many rows, which are made by the database itself, spread over 30 days and 100 venues. */
export async function pages(url: string, rows: number, now: Date): Promise<Row[]> {
  const { store, close } = openDatabase(url, () => undefined, FILL_WITHIN_MS);
  const today = Math.floor(now.getTime() / DAY_MS);
  await store.connection().execute(async (one) => {
    await sql`set statement_timeout = 0`.execute(one);
    await sql`set maintenance_work_mem = '512MB'`.execute(one);
    for (let day = today - DAYS; day < today; day += 1) await fillDay(one, day, Math.ceil(rows / DAYS));
    await sql`analyze entry`.execute(one);
  });
  const size = await sizeOf(store);
  const untilMs = today * DAY_MS;
  const found: Row[] = [];
  for (const verdict of VERDICTS) found.push(...(await timePages(store, verdict, untilMs, rows)));
  await close();
  const all = DAYS * Math.ceil(rows / DAYS);
  return [
    { name: 'rows in the table', value: all, unit: '', note: `30 days, ${VENUES} venues` },
    { name: 'bytes a row, indexes included', value: Math.round(size / all), unit: '', note: 'entries of 340 bytes' },
    ...found,
  ];
}

async function timePages(
  store: Store,
  verdict: (typeof VERDICTS)[number],
  untilMs: number,
  rows: number,
): Promise<Row[]> {
  const samples: number[] = [];
  for (let n = 0; n < PAGES; n += 1) {
    const venue = `venue-${(n * 37) % VENUES}`;
    const until = untilMs - ((n * 7) % DAYS) * DAY_MS;
    const ask = { venue, fromMs: untilMs - DAYS * DAY_MS, untilMs: until, verdict, limit: LIMIT };
    let after: PagePlace | null = null;
    // The first page and the one after it.
    for (let page = 0; page < 2; page += 1) {
      const startedAt = performance.now();
      const list = await readPage(store, { ...ask, after });
      samples.push(performance.now() - startedAt);
      after = list.at(-1) ?? null;
    }
  }
  const what = `a manager's page, ${verdict ?? 'any verdict'}`;
  const note = `${LIMIT} of ${rows} rows, at places all over 30 days`;
  return [
    { name: `${what}, p50`, value: percentile(samples, 0.5), unit: 'ms', note },
    { name: `${what}, p99`, value: percentile(samples, 0.99), unit: 'ms', target: { below: 200 } },
  ];
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
      id, type, epoch_ms, source, format, verdict, reasons, colour, person_key, policy_version
    )
    select
      ${sql.lit(from)}::date, to_timestamp(ms / 1000), 'venue-' || n % ${sql.lit(VENUES)},
      ('0180bab7-0c00-7000-8004-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
      ('0180bab7-0c00-7000-8005-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
      ${sql.lit(day)}::bigint * 1000000 + n / 1000, digest, digest || ${sql.lit('\\x' + 'ab'.repeat(308))}::bytea, false,
      substr(digest::text, 3, 32)::uuid, 'scan', ms, 'camera', 'health-code',
      case when n % 97 = 0 then 'refuse' when n % 31 = 0 then 'refer' else 'admit' end,
      '["all-checks-passed"]', 'green', digest, 1
    from (
      select n, ${sql.lit(day)}::bigint * ${sql.lit(DAY_MS)} + n * ${sql.lit(DAY_MS)}::bigint / ${sql.lit(rows)} as ms,
        sha256(int8send(n + ${sql.lit(day)}::bigint * 1000000000)) as digest
      from generate_series(0::bigint, ${sql.lit(rows - 1)}) as n
    ) as made`.execute(store);
  await sql`alter table entry attach partition ${table} for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(
    store,
  );
}

/** Bytes on disk of all entries, indexes included. */
export async function sizeOf(store: Store): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select sum(pg_total_relation_size(inhrelid)) as bytes from pg_inherits
    where inhparent = 'entry'::regclass`.execute(store);
  return Number(rows[0]?.bytes);
}
