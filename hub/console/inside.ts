import { sql, type RawBuilder } from 'kysely';
import { SEEN_STAY_HOURS, type Stay } from '../../shared/console/person.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import type { Read } from './list.ts';
import { inTime, pageQuery } from './page.ts';
import { numbersOf, readVenue, type Venue } from './venue.ts';

const MS_PER_HOUR = 3_600_000;
const SEEN_STAY_MS = SEEN_STAY_HOURS * MS_PER_HOUR;

/** How long somebody was inside whom an entry has let in. */
export interface Inside {
  /** Included. */
  readonly untilMs: number;
  /** They were seen going out then; `false`: it is assumed. */
  readonly isSeen: boolean;
}

/** An entry that was not undone. */
export interface Stayed extends Read {
  /** `null`: it has let nobody in. */
  readonly inside: Inside | null;
}

/**
 * What is assumed of whoever was not seen going out. A day, where anybody of the venue was, near enough to the span to be of
 * somebody who was there within it; else what whoever asks has taken for a stay.
 */
export async function readStay(store: Store, name: string, span: Span, stayHours: number): Promise<Stay> {
  const kinds = kindsOut(await readVenue(store, name));
  if (kinds.length === 0) return { isSeen: false, hours: stayHours };
  const near = { fromMs: span.fromMs - SEEN_STAY_MS, untilMs: span.untilMs + SEEN_STAY_MS };
  const paging = { order: 'newest-first', after: null, limit: 1, areKindsMost: false } as const;
  const { rows } = await pageQuery({ ...inTime(name, near), kinds }, paging).execute(store);
  return rows.length > 0 ? { isSeen: true, hours: SEEN_STAY_HOURS } : { isSeen: false, hours: stayHours };
}

/** How long before a moment whoever was inside then has entered at the most, in milliseconds. */
export function longestStay(venue: Venue, { hours }: Stay): number {
  return kindsOut(venue).length === 0 ? hours * MS_PER_HOUR : SEEN_STAY_MS;
}

/**
 * Until when each was inside: until the same person was seen going out next, at whichever gate, where that was within a day;
 * else for as long as is assumed. What was undone is left out.
 */
export async function readStays(store: Store, venue: Venue, read: readonly Read[], stay: Stay): Promise<Stayed[]> {
  const entries = read.map(({ entry }) => entry);
  const [undone, standing] = await Promise.all([
    readUndone(store, venue, entries),
    readStanding(store, venue, entries),
  ]);
  const isIn = (entry: Entry): boolean => {
    const stands = standing.get(placeOf(entry));
    // An overrule says another word of a visitor whose own entry is here.
    if (entry.lane !== null || entry.type === 'overrule') return false;
    return (stands === undefined ? entry.verdict : stands) === 'admit';
  };
  const outOf = await readOut(store, venue, entries.filter(isIn));
  return read
    .filter(({ entry }) => !undone.has(placeOf(entry)))
    .map((it) => ({ ...it, inside: isIn(it.entry) ? insideOf(it.entry, outOf(it.entry), stay) : null }));
}

function insideOf({ epochMs }: Entry, out: readonly number[], { hours }: Stay): Inside {
  const outMs = out.find((ms) => ms > epochMs);
  return outMs !== undefined && outMs <= epochMs + SEEN_STAY_MS
    ? { untilMs: outMs, isSeen: true }
    : { untilMs: epochMs + hours * MS_PER_HOUR, isSeen: false };
}

/** Of those who went out. */
function kindsOut(venue: Venue): number[] {
  return numbersOf(venue, ({ verdict, lane }) => lane === 'out' && verdict === 'admit');
}

type Place = Pick<Entry, 'chain' | 'sequence'>;

function placeOf({ chain, sequence }: Place): string {
  return `${chain} ${sequence}`;
}

/** Of what was decided by hand, what was taken back; a scan stays (`whatStands`). */
async function readUndone(store: Store, venue: Venue, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const byHand = entries.filter(({ type }) => type === 'manual' || type === 'overrule');
  const undoing = numbersOf(venue, ({ type, verdict }) => type === 'overrule' && verdict === null);
  if (byHand.length === 0 || undoing.length === 0) return new Set();
  const { rows } = await undoneAmong(venue.name, byHand, undoing).execute(store);
  return new Set(rows.map(({ chain, sequence }) => placeOf({ chain, sequence: Number(sequence) })));
}

/** One by one: else all that was ever undone might be read. Exported, as those below, to have it explained. */
export function undoneAmong(
  venue: string,
  entries: readonly Pick<Entry, 'id' | 'chain' | 'sequence'>[],
  undoing: readonly number[],
): RawBuilder<{ chain: string; sequence: string }> {
  const [ids, chains] = [entries.map(({ id }) => id), entries.map(({ chain }) => chain)];
  const sequences = entries.map(({ sequence }) => sequence);
  return sql`
    select one.chain, one.sequence
    from unnest(${ids}::uuid[], ${chains}::uuid[], ${sequences}::bigint[]) as one (id, chain, sequence)
    cross join lateral (
      select from entry
      where venue = ${venue} and refers_to = one.id and chain = one.chain and sequence > one.sequence
        and kind is not null and kind = any(${undoing}::int[])
      limit 1
    ) as undo`;
}

/** The verdicts that stand of those who were overruled, by their places; `null`: nothing stands. */
async function readStanding(
  store: Store,
  venue: Venue,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, Entry['verdict']>> {
  if (entries.length === 0) return new Map();
  const { rows } = await standingAmong(venue.name, entries).execute(store);
  return new Map(
    rows.map(({ chain, sequence, stands }) => [
      placeOf({ chain, sequence: Number(sequence) }),
      stands === null ? null : (venue.kinds.get(stands)?.verdict ?? null),
    ]),
  );
}

export function standingAmong(
  venue: string,
  entries: readonly Place[],
): RawBuilder<{ chain: string; sequence: string; stands: number | null }> {
  const [chains, sequences] = [entries.map(({ chain }) => chain), entries.map(({ sequence }) => sequence)];
  return sql`
    select one.chain, one.sequence, it.stands
    from unnest(${chains}::uuid[], ${sequences}::bigint[]) as one (chain, sequence) cross join lateral (
      select stands from overruled
      where venue = ${venue} and chain = one.chain and sequence = one.sequence limit 1
    ) as it`;
}

/** When people went out since the first of these, in order, whoever the person of an entry is. */
async function readOut(
  store: Store,
  venue: Venue,
  entries: readonly Entry[],
): Promise<(entry: Entry) => readonly number[]> {
  const out = kindsOut(venue);
  const keys = new Map(entries.flatMap(({ personKey: key }) => (key === null ? [] : [[hexOf(key), Buffer.from(key)]])));
  if (out.length === 0 || keys.size === 0) return () => [];
  const times = entries.map(({ epochMs }) => epochMs);
  const bounds = times.reduce(
    ({ fromMs, untilMs }, ms) => ({ fromMs: Math.min(fromMs, ms), untilMs: Math.max(untilMs, ms + SEEN_STAY_MS + 1) }),
    { fromMs: Infinity, untilMs: -Infinity },
  );
  const { rows } = await wentOutAmong(venue.name, [...keys.values()], out, bounds).execute(store);
  const byKey = new Map(rows.map(({ key, out_ms: ms }) => [hexOf(key), ms.map(Number)]));
  return ({ personKey: key }) => (key === null ? [] : (byKey.get(hexOf(key)) ?? []));
}

/** Each person's found first: a walk by time might seem the quicker way. */
export function wentOutAmong(
  venue: string,
  keys: readonly Buffer[],
  out: readonly number[],
  { fromMs, untilMs }: Span,
): RawBuilder<{ key: Buffer; out_ms: string[] }> {
  return sql`
    select one.key, went.out_ms from unnest(${keys}::bytea[]) as one (key) cross join lateral (
      with found as materialized (
        select epoch_ms from entry
        where venue = ${venue} and person_key = one.key and kind = any(${out}::int[])
          and epoch_ms >= ${fromMs} and epoch_ms < ${untilMs}
      )
      select array_agg(epoch_ms::text order by epoch_ms) as out_ms from found
    ) as went
    where went.out_ms is not null`;
}

function hexOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
