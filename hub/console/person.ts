import type { LogPlace } from '../../shared/console/log.ts';
import type { PersonFound } from '../../shared/console/person.ts';
import { placeOf } from '../../shared/console/row.ts';
import type { Store } from '../store/schema.ts';
import { TooMuch, type SealedRow, type Span, type Traced } from './data.ts';
import { readPage, type Read, type ReadPage } from './list.ts';
import { inTime, pageQuery, type Sought } from './page.ts';
import { kiosksAt, numbersOf, readVenue, type Venue } from './venue.ts';

const MAX_FOUND = 200;
/** Of one person in one trace: a member of staff who goes in and out all day for months. */
const MAX_TIMES = 10_000;
const MS_PER_MINUTE = 60_000;

export async function ofPerson(store: Store, name: string, personKey: Uint8Array, span: Span): Promise<PersonFound> {
  const venue = await readVenue(store, name);
  const sought = { ...inTime(name, span), personKey };
  const paging = { order: 'newest-first', after: null, limit: MAX_FOUND, areKindsMost: false } as const;
  const { read, next } = await readPage(store, venue, sought, paging);
  return { rows: read.map(({ row }) => row), isAll: next === null };
}

/** A page of what a trace is about, oldest first: entries of visitors, whatever was said to them. */
export async function readTraced(
  store: Store,
  name: string,
  traced: Traced,
  after: LogPlace | null,
  limit: number,
): Promise<ReadPage> {
  const venue = await readVenue(store, name);
  const read: Read[] = [];
  for (const sought of await timesOf(store, venue, traced)) {
    if (after !== null && (sought.untilMs ?? 0) <= after.epochMs) continue;
    const left = limit - read.length;
    // Of one more nothing is shown, but that there are more.
    const page = await readPage(store, venue, sought, {
      ...{ order: 'oldest-first', after, limit: Math.max(left, 1), areKindsMost: true },
    });
    if (left === 0 && page.read.length > 0) return { read, next: placeOfLast(read) };
    read.push(...page.read);
    if (page.next !== null) return { read, next: page.next };
  }
  return { read, next: null };
}

/** Whoever writes them to a file takes a page with fewer for the last: what is left out of a page is made up for. */
export async function sealedRows(
  store: Store,
  name: string,
  traced: Traced,
  { after, limit }: { readonly after: LogPlace | null; readonly limit: number },
): Promise<SealedRow[]> {
  const rows: SealedRow[] = [];
  let place = after;
  do {
    const { read, next } = await readTraced(store, name, traced, place, limit - rows.length);
    rows.push(...read.map(({ row, entry: { sealed } }) => ({ row, sealed })));
    place = next;
  } while (place !== null && rows.length < limit);
  return rows;
}

function placeOfLast(read: readonly Read[]): LogPlace | null {
  const last = read.at(-1)?.row;
  return last === undefined ? null : placeOf(last);
}

/** Times that do not touch, oldest first. */
async function timesOf(store: Store, venue: Venue, traced: Traced): Promise<Sought[]> {
  // Gates, breaks and shifts are of nobody; nor is what was undone.
  const kinds = numbersOf(venue, ({ verdict, type }) => verdict !== null || type === 'abnormal');
  const ofVisitors = (span: Span): Sought => ({ ...inTime(venue.name, span), kinds });
  if (traced.is === 'time') return [{ ...ofVisitors(traced), kiosks: kiosksAt(venue, traced.gate) }];
  return (await timesWith(store, venue.name, traced)).map(ofVisitors);
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
