import type { RawBuilder } from 'kysely';
import { decodeEntry } from '../../shared/entry.ts';
import type { LogAsk, LogPage, LogPlace, LogRow } from '../../shared/console/log.ts';
import { logRowOf } from '../../shared/console/row.ts';
import type { Entry } from '../../shared/journal.ts';
import type { Store } from '../store/schema.ts';
import { pageQuery, soughtOf, type Found, type Paging, type Sought } from './page.ts';
import { readVenue, type Venue } from './venue.ts';

/** An entry, and where it was made. */
export interface Read {
  readonly entry: Entry;
  readonly row: LogRow;
}

/** Entries of a page, and where the next one begins. */
export interface ReadPage {
  readonly read: readonly Read[];
  readonly next: LogPlace | null;
}

export async function list(store: Store, name: string, { filter, ...paging }: LogAsk): Promise<LogPage> {
  const venue = await readVenue(store, name);
  const { read, next } = await readPage(store, venue, soughtOf(venue, filter), { ...paging, areKindsMost: false });
  return { rows: read.map(({ row }) => row), next };
}

export async function readPage(store: Store, venue: Venue, sought: Sought, paging: Paging): Promise<ReadPage> {
  return readPageBy(store, venue, (some) => pageQuery(sought, some), paging);
}

/** @param query of as many entries as it is told, in order */
export async function readPageBy(
  store: Store,
  venue: Venue,
  query: (paging: Paging) => RawBuilder<Found>,
  paging: Paging,
): Promise<ReadPage> {
  const { limit } = paging;
  // One more tells whether there is another page.
  const { rows } = await query({ ...paging, limit: limit + 1 }).execute(store);
  const last = rows[limit - 1];
  const next = rows.length > limit && last !== undefined ? placeIn(last) : null;
  return { read: readAll(venue, rows.slice(0, limit)), next };
}

/** What was damaged since it was sorted is left out: the backup's walk tells of it. */
export function readAll({ gates }: Venue, found: readonly Pick<Found, 'kiosk' | 'bytes'>[]): Read[] {
  return found.flatMap(({ kiosk, bytes }) => {
    const decoded = decodeEntry(bytes);
    return decoded.ok ? [{ entry: decoded.value, row: logRowOf(decoded.value, gates.get(kiosk) ?? '') }] : [];
  });
}

function placeIn({ epoch_ms, chain, sequence }: Found): LogPlace {
  return { epochMs: Number(epoch_ms), chain, sequence: Number(sequence) };
}
