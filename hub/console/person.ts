import type { PersonFound } from '../../shared/console/person.ts';
import type { Store } from '../store/schema.ts';
import type { Span } from './data.ts';
import { readPage } from './list.ts';
import { inTime } from './page.ts';
import { readVenue } from './venue.ts';

const MAX_FOUND = 200;

export async function ofPerson(store: Store, name: string, personKey: Uint8Array, span: Span): Promise<PersonFound> {
  const venue = await readVenue(store, name);
  const sought = { ...inTime(name, span), personKey };
  const paging = { order: 'newest-first', after: null, limit: MAX_FOUND, areKindsMost: false } as const;
  const { read, next } = await readPage(store, venue, sought, paging);
  return { rows: read.map(({ row }) => row), isAll: next === null };
}
