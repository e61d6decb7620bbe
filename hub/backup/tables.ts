import { sql } from 'kysely';
import { ok } from '../../shared/result.ts';
import { inTransaction } from './session.ts';
import type { Store } from '../store/schema.ts';

/** A table that holds rows: a day's partition counts, its parent does not. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** Whose rows migrations write, or only say that they ran. */
const NOT_KEPT = 'hub_migration';

/**
 * All that holds rows, read from the catalogue, so that no table of a later release is forgotten; those referred to
 * come before those that refer.
 */
export async function listTables(store: Store): Promise<Table[]> {
  const { rows } = await sql<Table & { references: string[] }>`
    select
      current_schema()::text as schema,
      relation.relname as name,
      array(
        select attname::text from pg_attribute
        where attrelid = relation.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
      ) as columns,
      array(
        select confrelid::regclass::text from pg_constraint
        where conrelid = relation.oid and contype = 'f' and confrelid <> conrelid
      ) as references
    from pg_class as relation
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> ${NOT_KEPT}
    order by relname`.execute(store);
  return inOrder(rows);
}

function inOrder(tables: readonly (Table & { references: readonly string[] })[]): Table[] {
  const placed: Table[] = [];
  let rest = tables;
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const next = rest.filter(({ references }) => !references.some((name) => waiting.has(name)));
    if (next.length === 0) throw new Error('tables that refer to one another in a circle');
    placed.push(...next.map(({ schema, name, columns }) => ({ schema, name, columns })));
    rest = rest.filter((table) => !next.includes(table));
  }
  return placed;
}

/** A `COPY` of a table's rows, `to stdout` or `from stdin`. */
export function copyStatement({ schema, name, columns }: Table, way: 'to stdout' | 'from stdin'): string {
  return `copy "${schema}"."${name}" (${columns.map((column) => `"${column}"`).join(', ')}) ${way} (format binary)`;
}

/** What stands in a database. `strange`: tables, and none of them is a hub's list of migrations. */
export async function whatIsThere(store: Store): Promise<'nothing' | 'hub' | 'strange'> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`.execute(store);
  if (rows.length === 0) return 'nothing';
  return rows.some(({ name }) => name === NOT_KEPT) ? 'hub' : 'strange';
}

/** Whether a hub's data is there. */
export async function isHub(url: string): Promise<boolean> {
  const there = await inTransaction(url, 'begin', async ({ store }) => ok(await whatIsThere(store)));
  return there.value === 'hub';
}

/** Everything a hub has made. Those in days go with their parent. */
export async function dropTables(store: Store): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition`.execute(
    store,
  );
  for (const { name } of rows) await sql`drop table ${sql.table(name)} cascade`.execute(store);
}

/** Numbers that may have been given since the backup was taken, should the clock be behind. */
const AHEAD = 1_000_000;

/**
 * Lets numbers that the database gives go on far after those that were copied in: what was given since the backup was
 * taken is known to kiosks and managers, who take no lower one for news. Milliseconds of the clock: nothing is numbered
 * as fast as that, so that a second restore is ahead of the first.
 */
export async function moveNumbers(store: Store, now: Date): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select relname as "table", attname as "column" from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = current_schema()::regnamespace and attidentity <> ''`.execute(store);
  for (const { table, column } of rows) {
    await sql`
      select setval(
        pg_get_serial_sequence(${table}, ${column}),
        greatest(coalesce(max(${sql.ref(column)}), 0) + ${sql.lit(AHEAD)}, ${now.getTime()}::bigint)
      ) from ${sql.table(table)}`.execute(store);
  }
}

/**
 * Forgets codes that had not been used when the backup was taken: they may have been since.
 *
 * @returns how many
 */
export async function forgetUnusedCodes(store: Store): Promise<number> {
  const { numDeletedRows } = await store.deleteFrom('enrolment_code').where('used_by', 'is', null).executeTakeFirst();
  return Number(numDeletedRows);
}
