import type { LogFilter } from '../../shared/console/log.ts';
import type { Kind } from '../store/kind.ts';
import type { Store } from '../store/schema.ts';

/** What of a venue every search goes by. */
export interface Venue {
  readonly name: string;
  /** Of each kiosk that stands or stood there, by its id. */
  readonly gates: ReadonlyMap<string, string>;
  /** By their numbers. */
  readonly kinds: ReadonlyMap<number, Kind>;
}

export async function readVenue(store: Store, name: string): Promise<Venue> {
  const [kiosks, kinds] = await Promise.all([
    store.selectFrom('kiosk').select(['id', 'gate']).where('venue', '=', name).execute(),
    store.selectFrom('entry_kind').selectAll().where('venue', '=', name).execute(),
  ]);
  return {
    name,
    gates: new Map(kiosks.map(({ id, gate }) => [id, gate])),
    kinds: new Map(kinds.map((kind) => [kind.id, kind])),
  };
}

/** @returns all kiosks of a gate, which is a name; `null`: of any */
export function kiosksAt({ gates }: Venue, gate: string | null): string[] | null {
  return gate === null ? null : [...gates].filter(([, name]) => name === gate).map(([kiosk]) => kiosk);
}

type OfKind = Pick<LogFilter, 'type' | 'verdict' | 'source' | 'reason'>;

/** @returns numbers of the kinds that are looked for; `null`: any */
export function kindsIn(venue: Venue, { type, verdict, source, reason }: OfKind): number[] | null {
  if ([type, verdict, source, reason].every((it) => it === null)) return null;
  const isSame = <T>(wanted: T | null, has: T | null): boolean => wanted === null || wanted === has;
  return numbersOf(
    venue,
    (kind) =>
      isSame(type, kind.type) &&
      isSame(verdict, kind.verdict) &&
      isSame(source, kind.source) &&
      (reason === null || kind.reasons.includes(reason)),
  );
}

export function numbersOf({ kinds }: Venue, isWanted: (kind: Kind) => boolean): number[] {
  return [...kinds].filter(([, kind]) => isWanted(kind)).map(([number]) => number);
}
