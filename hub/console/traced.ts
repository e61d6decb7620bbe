import { sql, type RawBuilder } from 'kysely';
import { SEEN_STAY_HOURS, type Presence, type Stay } from '../../shared/console/person.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import { placeOf } from '../../shared/console/row.ts';
import type { Store } from '../store/schema.ts';
import { TooMuch, type SealedRow, type Span, type Traced, type TracePaging } from './data.ts';
import { readPage, type Read } from './list.ts';
import { inTime, pageQuery, type Sought } from './page.ts';
import { kiosksAt, numbersOf, readVenue, type Venue } from './venue.ts';

/** Of one person in one trace: a member of staff who goes in and out all day for months. */
const MAX_TIMES = 10_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** An entry that a trace is about, and what it says of whether somebody was there. */
interface TracedRead extends Read {
  /** `null`: it was not asked. */
  readonly presence: Presence | null;
}

interface TracedPage {
  readonly read: readonly TracedRead[];
  readonly next: LogPlace | null;
}

/** Entries of one stretch of time. */
interface Part {
  readonly sought: Sought;
  readonly presenceOf: (read: Read) => Presence | null;
  /** Which of those that were found it is about. */
  readonly sift: (read: readonly Read[]) => Promise<readonly Read[]>;
}

/**
 * A day, where anybody of the venue was seen going out within that day before the time or within it; else what whoever asks
 * has taken for a stay.
 */
export async function readStay(store: Store, name: string, traced: Traced): Promise<Stay | null> {
  if (traced.is !== 'time') return null;
  const venue = await readVenue(store, name);
  const span = { fromMs: traced.fromMs - SEEN_STAY_HOURS * MS_PER_HOUR, untilMs: traced.untilMs };
  const kinds = kindsOut(venue);
  if (kinds.length === 0) return { isSeen: false, hours: traced.stayHours };
  const paging = { order: 'newest-first', after: null, limit: 1, areKindsMost: false } as const;
  const { rows } = await pageQuery({ ...inTime(name, span), kinds }, paging).execute(store);
  return rows.length > 0 ? { isSeen: true, hours: SEEN_STAY_HOURS } : { isSeen: false, hours: traced.stayHours };
}

/** Of those who went out. */
function kindsOut(venue: Venue): number[] {
  return numbersOf(venue, ({ verdict, lane }) => lane === 'out' && verdict === 'admit');
}

/** A page of what a trace is about, oldest first: entries of visitors, whatever was said to them. */
export async function readTraced(
  store: Store,
  name: string,
  traced: Traced,
  { stay, after, limit }: TracePaging,
): Promise<TracedPage> {
  const venue = await readVenue(store, name);
  const read: TracedRead[] = [];
  for (const { sought, presenceOf, sift } of await partsOf(store, venue, traced, stay)) {
    let place = after;
    do {
      if (place !== null && (sought.untilMs ?? 0) <= place.epochMs) break;
      const left = limit - read.length;
      // Of one more nothing is shown, but that there are more.
      const page = await readPage(store, venue, sought, {
        ...{ order: 'oldest-first', after: place, limit: Math.max(left, 1), areKindsMost: true },
      });
      const sifted = await sift(page.read);
      if (left === 0 && sifted.length > 0) return { read, next: placeOfLast(read) };
      read.push(...sifted.map((it) => ({ ...it, presence: presenceOf(it) })));
      place = page.next;
      if (place !== null && read.length >= limit) return { read, next: place };
    } while (place !== null);
  }
  return { read, next: null };
}

/** Whoever writes them to a file takes a page with fewer for the last: what is left out of a page is made up for. */
export async function sealedRows(
  store: Store,
  name: string,
  traced: Traced,
  { stay, after, limit }: TracePaging,
): Promise<SealedRow[]> {
  const rows: SealedRow[] = [];
  let place = after;
  do {
    const { read, next } = await readTraced(store, name, traced, { stay, after: place, limit: limit - rows.length });
    rows.push(...read.map(({ row, presence, entry: { sealed } }) => ({ row, presence, sealed })));
    place = next;
  } while (place !== null && rows.length < limit);
  return rows;
}

function placeOfLast(read: readonly Read[]): LogPlace | null {
  const last = read.at(-1)?.row;
  return last === undefined ? null : placeOf(last);
}

/** Parts whose times do not touch, oldest first. */
async function partsOf(store: Store, venue: Venue, traced: Traced, stay: Stay | null): Promise<Part[]> {
  // Gates, breaks and shifts are of nobody; nor is what was undone.
  const kinds = numbersOf(venue, ({ verdict, type }) => verdict !== null || type === 'abnormal');
  const ofVisitors = (span: Span): Sought => ({ ...inTime(venue.name, span), kinds });
  const all = (read: readonly Read[]): Promise<readonly Read[]> => Promise.resolve(read);
  if (traced.is === 'person') {
    const spans = await timesWith(store, venue.name, traced);
    return spans.map((span) => ({ sought: ofVisitors(span), presenceOf: () => null, sift: all }));
  }
  const kiosks = kiosksAt(venue, traced.gate);
  const within: Part = {
    sought: { ...ofVisitors(traced), kiosks },
    presenceOf: ({ entry }) => (entry.lane === 'out' ? 'left' : 'came'),
    sift: all,
  };
  const span = { fromMs: traced.fromMs - (stay?.hours ?? 0) * MS_PER_HOUR, untilMs: traced.fromMs };
  if (span.fromMs >= span.untilMs) return [within];
  const entering = numbersOf(venue, ({ verdict, lane }) => verdict !== null && lane === null);
  const before: Part = {
    sought: { ...inTime(venue.name, span), kinds: entering, kiosks },
    presenceOf: () => 'before',
    sift: (read) => sift(store, venue, read, traced.fromMs),
  };
  return [before, within];
}

/** Of entries before a moment those of who was let in, then or by hand afterwards, and was not seen going out since. */
async function sift(store: Store, venue: Venue, read: readonly Read[], untilMs: number): Promise<readonly Read[]> {
  const [letIn, wentOut] = await Promise.all([readLetIn(store, venue, read), readWentOut(store, venue, read, untilMs)]);
  return read.filter(({ entry }) => {
    if (entry.verdict !== 'admit' && !letIn.has(entry.id)) return false;
    const outMs = entry.personKey === null ? undefined : wentOut.get(hexOf(entry.personKey));
    return outMs === undefined || outMs <= entry.epochMs;
  });
}

/** Ids of entries that somebody has let in by hand. */
async function readLetIn(store: Store, venue: Venue, read: readonly Read[]): Promise<ReadonlySet<string>> {
  const ids = read.filter(({ entry }) => entry.verdict !== 'admit').map(({ entry }) => entry.id);
  if (ids.length === 0) return new Set();
  const admitting = numbersOf(venue, ({ verdict }) => verdict === 'admit');
  const { rows } = await letInAmong(venue.name, ids, admitting).execute(store);
  return new Set(rows.map(({ id }) => id));
}

/** One by one: else all that was ever let in might be read. Exported, as the next one, to have it explained. */
export function letInAmong(
  venue: string,
  ids: readonly string[],
  admitting: readonly number[],
): RawBuilder<{ id: string }> {
  return sql`
    select one.id from unnest(${ids}::uuid[]) as one (id) cross join lateral (
      select from entry
      where venue = ${venue} and refers_to = one.id and kind is not null and kind = any(${admitting}::int[]) limit 1
    ) as admitted`;
}

/** When people went out last before a moment, by their keys. */
async function readWentOut(
  store: Store,
  venue: Venue,
  read: readonly Read[],
  untilMs: number,
): Promise<ReadonlyMap<string, number>> {
  const out = kindsOut(venue);
  const keys = new Map(
    read.flatMap(({ entry: { personKey } }) =>
      personKey === null ? [] : [[hexOf(personKey), Buffer.from(personKey)]],
    ),
  );
  if (out.length === 0 || keys.size === 0) return new Map();
  const { rows } = await wentOutAmong(venue.name, [...keys.values()], out, untilMs).execute(store);
  return new Map(rows.map(({ key, out_ms: outMs }) => [hexOf(key), Number(outMs)]));
}

/** Each person's found first: the latest of all might seem the quicker way to the latest of one. */
export function wentOutAmong(
  venue: string,
  keys: readonly Buffer[],
  out: readonly number[],
  untilMs: number,
): RawBuilder<{ key: Buffer; out_ms: string }> {
  return sql`
    select one.key, last.out_ms from unnest(${keys}::bytea[]) as one (key) cross join lateral (
      with found as materialized (
        select epoch_ms from entry
        where venue = ${venue} and person_key = one.key and kind = any(${out}::int[]) and epoch_ms < ${untilMs}
      )
      select max(epoch_ms) as out_ms from found
    ) as last
    where last.out_ms is not null`;
}

function hexOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

/** Both ends of the minutes before and after are within. */
async function timesWith(
  store: Store,
  venue: string,
  { key, withinMinutes, ...span }: Extract<Traced, { is: 'person' }>,
): Promise<Span[]> {
  const paging = { order: 'oldest-first', after: null, limit: MAX_TIMES + 1, areKindsMost: false } as const;
  const { rows } = await pageQuery({ ...inTime(venue, span), personKey: key }, paging).execute(store);
  if (rows.length > MAX_TIMES) throw new TooMuch('a person with more entries than a trace can be of');
  const around = withinMinutes * MS_PER_MINUTE;
  return merged(
    rows.map(({ epoch_ms }) => ({ fromMs: Number(epoch_ms) - around, untilMs: Number(epoch_ms) + around + 1 })),
  );
}

/** @param spans by their beginnings */
function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (last === undefined || span.fromMs > last.untilMs) apart.push(span);
    else apart[apart.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, span.untilMs) };
  }
  return apart;
}
