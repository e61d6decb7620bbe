import { sql, type RawBuilder } from 'kysely';
import type { LogDetail } from '../../shared/console/log.ts';
import type { Store } from '../store/schema.ts';
import { readAll, type Read } from './list.ts';
import type { Found } from './page.ts';
import { readVenue, type Venue } from './venue.ts';
import type { Words } from './words.ts';

/** What refers to one entry, at most: more is no story that anybody reads. */
const MAX_RELATED = 100;

export async function detail(store: Store, name: string, id: string, words: Words): Promise<LogDetail | null> {
  const venue = await readVenue(store, name);
  const [own] = await readById(store, venue, id);
  if (own === undefined) return null;
  const { row } = own;
  const before = row.refersTo === null ? [] : await readById(store, venue, row.refersTo);
  const after = await readReferring(store, venue, id);
  const related = [...before, ...after].map((it) => it.row).filter((it) => it.id !== id);
  return {
    row,
    reasons: row.reasons.map(words.of),
    wordsVersion: words.version,
    related: related.sort((a, b) => a.epochMs - b.epochMs || a.sequence - b.sequence),
  };
}

async function readById(store: Store, venue: Venue, id: string): Promise<Read[]> {
  return readAll(venue, (await byId(venue.name, id).execute(store)).rows);
}

async function readReferring(store: Store, venue: Venue, id: string): Promise<Read[]> {
  return readAll(venue, (await referringTo(venue.name, id).execute(store)).rows);
}

type Entered = Pick<Found, 'kiosk' | 'bytes'>;

/** Ids are given by kiosks: of two entries with one, the first that came. */
function byId(venue: string, id: string): RawBuilder<Entered> {
  return sql`
    select kiosk, bytes from entry where venue = ${venue} and id = ${id}::uuid and kind is not null
    order by received_at, chain limit 1`;
}

/** Found first and sorted then: else a walk through all of the venue in the order of time might seem quicker. */
function referringTo(venue: string, id: string): RawBuilder<Entered> {
  return sql`
    with found as materialized (
      select kiosk, bytes, epoch_ms, chain, sequence from entry
      where venue = ${venue} and refers_to = ${id}::uuid and kind is not null
    )
    select kiosk, bytes from found order by epoch_ms, chain, sequence limit ${MAX_RELATED}`;
}
