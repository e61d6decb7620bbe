import { sql } from 'kysely';
import type { LogFacets } from '../../shared/console/log.ts';
import { readGuards } from '../store/guards.ts';
import type { Store } from '../store/schema.ts';
import { readVenue } from './venue.ts';
import type { Words } from './words.ts';

export async function facets(store: Store, name: string, words: Words): Promise<LogFacets> {
  const [venue, listed, found] = await Promise.all([
    readVenue(store, name),
    readGuards(store, name),
    readNumbers(store, name),
  ]);
  const names = new Map(listed.guards.map((guard) => [guard.number, guard.name]));
  const numbers = [...new Set([...names.keys(), ...found])].sort();
  const said = [...venue.kinds.values()].flatMap(({ reasons }) => reasons);
  const codes = [...new Set([...words.codes, ...said])].sort();
  return {
    gates: [...new Set(venue.gates.values())].sort(inNames),
    guards: numbers.map((number) => ({ number, name: names.get(number) ?? null })),
    reasons: codes.map(words.of),
  };
}

/** Gate 2 before gate 10. */
function inNames(a: string, b: string): number {
  return a.localeCompare(b, 'zh-CN', { numeric: true });
}

/** Guards by number, at most: of a venue some dozen ever decide. */
const MAX_NUMBERS = 1000;

/** Also of guards who are on no list any more. From one number to the next in the index, however many entries each has. */
async function readNumbers(store: Store, venue: string): Promise<string[]> {
  const { rows } = await sql<{ guard: string }>`
    with recursive known (guard) as (
      (select guard from entry where venue = ${venue} and guard is not null order by guard limit 1)
      union all
      select (
        select entry.guard from entry where venue = ${venue} and entry.guard > known.guard order by entry.guard limit 1
      ) from known where known.guard is not null
    )
    select guard from known where guard is not null limit ${MAX_NUMBERS}`.execute(store);
  return rows.map(({ guard }) => guard);
}
