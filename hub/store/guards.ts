import { sql } from 'kysely';
import type { Guard } from '../../shared/guard.ts';
import { MAX_GUARDS } from '../../shared/guard-list.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Heard } from '../../shared/wire.ts';
import type { Store } from './schema.ts';

/** A guard as an administrator sees them. */
export interface VenueGuard extends Guard {
  /** Where they may decide by hand. */
  readonly gates: readonly string[];
  readonly hasPin: boolean;
  /** When it was set or withdrawn last; `null`: never. */
  readonly pinChangedAt: Date | null;
}

export interface NewGuard extends Guard {
  readonly venue: string;
  readonly gates: readonly string[];
  /** Argon2id in the PHC string format; `null`: the one that is there stays. */
  readonly pin: string | null;
}

/** What a change to a venue's guards is made with. */
export interface Change {
  readonly now: Date;
  /** A fresh UUID. */
  readonly revision: string;
}

/** "DShG" in ASCII: guards are changed one after another, or two would each be the last that a gate has room for. */
const GUARD_LOCK = 0x44536847;

function change<T>(store: Store, run: (tx: Store) => Promise<T>): Promise<T> {
  return store.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${GUARD_LOCK})`.execute(tx);
    return run(tx);
  });
}

/** All guards of a venue, by number, and the revision that they have at least. */
export async function readGuards(
  store: Store,
  venue: string,
): Promise<{ readonly revision: string | null; readonly guards: readonly VenueGuard[] }> {
  const revision = await readRevision(store, venue);
  const rows = await store.selectFrom('guard').selectAll().where('venue', '=', venue).orderBy('number').execute();
  const guards = rows.map(({ number, name, role, gates, pin, pin_changed_at }) => ({
    ...{ number, name, role, gates },
    hasPin: pin !== null,
    pinChangedAt: pin_changed_at,
  }));
  return { revision, guards };
}

/** @returns `null`: nobody has set any guards there */
async function readRevision(store: Store, venue: string): Promise<string | null> {
  const row = await store.selectFrom('guard_revision').select('revision').where('venue', '=', venue).executeTakeFirst();
  return row?.revision ?? null;
}

/**
 * What a kiosk is to be told of its gate's guards.
 *
 * @param had the revision of the list that the kiosk has
 * @returns `undefined`: nothing, it has the venue's
 */
export async function readNews(
  store: Store,
  { venue, gate }: { readonly venue: string; readonly gate: string },
  had: string | null,
): Promise<Heard['guards']> {
  // Before the list: one that changes meanwhile is sent once more, under its own revision.
  const revision = await readRevision(store, venue);
  if (revision === had) return undefined;
  const list = await store
    .selectFrom('guard')
    .select(['number', 'name', 'role', 'pin'])
    .where('venue', '=', venue)
    .where(isAt(gate))
    .orderBy('number')
    .limit(MAX_GUARDS)
    .execute();
  return { revision, list };
}

function isAt(gate: string): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`gates @> array[${gate}]::text[]`;
}

/**
 * Puts somebody on a venue's list, or in the place of who has their number. `pin-unfit`: a guard becomes a supervisor, and is to
 * keep a PIN that nobody knows to be long enough.
 */
export function putGuard(
  store: Store,
  guard: NewGuard,
  { now, revision }: Change,
): Promise<Result<null, 'guards-too-many' | 'pin-unfit'>> {
  return change(store, async (tx) => {
    const { venue, number, name, role, pin } = guard;
    const before = await tx
      .selectFrom('guard')
      .select(['role', 'pin'])
      .where('venue', '=', venue)
      .where('number', '=', number)
      .executeTakeFirst();
    const isPromoted = role === 'supervisor' && before?.role === 'guard';
    if (isPromoted && before.pin !== null && pin === null) return fail('pin-unfit');
    if (await isAnyFull(tx, guard)) return fail('guards-too-many');
    const changed = { name, role, gates: [...guard.gates], ...(pin === null ? {} : { pin, pin_changed_at: now }) };
    await tx
      .insertInto('guard')
      .values({ venue, number, pin: null, pin_changed_at: null, ...changed })
      .onConflict((conflict) => conflict.columns(['venue', 'number']).doUpdateSet(changed))
      .execute();
    await setRevision(tx, venue, revision);
    return ok(null);
  });
}

/** Whether one of a guard's gates has as many others as a kiosk takes. */
async function isAnyFull(tx: Store, { venue, number, gates }: NewGuard): Promise<boolean> {
  const { rows } = await sql`
    select gate from guard, unnest(gates) as gate
    where venue = ${venue} and number <> ${number} and gate = any (${[...gates]}::text[])
    group by gate having count(*) >= ${MAX_GUARDS}`.execute(tx);
  return rows.length > 0;
}

/** Who takes away a venue's last guard gives its kiosks back to their own lists. @returns whether there was such a guard */
export function removeGuard(store: Store, venue: string, number: string, revision: string): Promise<boolean> {
  return change(store, async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('guard')
      .where('venue', '=', venue)
      .where('number', '=', number)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    const other = await tx.selectFrom('guard').select('number').where('venue', '=', venue).limit(1).executeTakeFirst();
    if (other === undefined) await tx.deleteFrom('guard_revision').where('venue', '=', venue).execute();
    else await setRevision(tx, venue, revision);
    return true;
  });
}

async function setRevision(tx: Store, venue: string, revision: string): Promise<void> {
  await tx
    .insertInto('guard_revision')
    .values({ venue, revision })
    .onConflict((conflict) => conflict.column('venue').doUpdateSet({ revision }))
    .execute();
}

/** The revision of each venue's list. @param venue `null`: of all */
export async function readRevisions(store: Store, venue: string | null): Promise<ReadonlyMap<string, string>> {
  let query = store.selectFrom('guard_revision').selectAll();
  if (venue !== null) query = query.where('venue', '=', venue);
  return new Map((await query.execute()).map((row) => [row.venue, row.revision]));
}

/** How many have a PIN at a gate. */
export async function countPins(
  store: Store,
  { venue, gate }: { readonly venue: string; readonly gate: string },
): Promise<number> {
  const { pins } = await store
    .selectFrom('guard')
    .select((eb) => eb.fn.countAll().as('pins'))
    .where('venue', '=', venue)
    .where(isAt(gate))
    .where('pin', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(pins);
}

/** Tells how many guards of a gate have no PIN: none was set, or it was withdrawn. @param venue `null`: of all */
export async function openPinless(
  store: Store,
  venue: string | null,
): Promise<(place: { readonly venue: string; readonly gate: string }) => number> {
  const { rows } = await sql<{ venue: string; gate: string; guards: number }>`
    select venue, gate, count(*)::int as guards from guard, unnest(gates) as gate
    where pin is null and (${venue}::text is null or venue = ${venue}) group by venue, gate`.execute(store);
  const counts = new Map(rows.map((row) => [JSON.stringify([row.venue, row.gate]), row.guards]));
  return (place) => counts.get(JSON.stringify([place.venue, place.gate])) ?? 0;
}

/** The kiosk whose list of guards may be in other hands. */
export interface LostKiosk {
  readonly venue: string;
  readonly gate: string;
  /** Since when it is told no new PIN; `null`: until now it was. */
  readonly refusedSince: Date | null;
}

/**
 * Takes back each PIN that a kiosk was told what proves it: with the kiosk's disk, PINs can be tried without end.
 *
 * @param tx that revokes the kiosk
 * @returns how many
 */
export async function withdrawPins(
  tx: Store,
  { venue, gate, refusedSince }: LostKiosk,
  { now, revision }: Change,
): Promise<number> {
  await sql`select pg_advisory_xact_lock(${GUARD_LOCK})`.execute(tx);
  let query = tx
    .updateTable('guard')
    .set({ pin: null, pin_changed_at: now })
    .where('venue', '=', venue)
    .where(isAt(gate))
    .where('pin', 'is not', null);
  if (refusedSince !== null) query = query.where('pin_changed_at', '<', refusedSince);
  const { numUpdatedRows } = await query.executeTakeFirst();
  if (numUpdatedRows > 0n) await setRevision(tx, venue, revision);
  return Number(numUpdatedRows);
}
