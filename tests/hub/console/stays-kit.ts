import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ConsoleData, Traced } from '../../../hub/console/data.ts';
import type { Database } from '../../../hub/store/open.ts';
import type { LogPlace } from '../../../shared/console/log.ts';
import type { Stay } from '../../../shared/console/person.ts';
import type { Entry } from '../../../shared/journal.ts';
import { NOON } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { personKey, send } from './venues.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Who was inside between noon and half past one, by what was seen at the gates. */
export const TIME = { is: 'time', gate: null, stayHours: 2, fromMs: NOON, untilMs: NOON + 90 * MINUTE } as const;

export interface Went {
  readonly who: string;
  /** After noon. */
  readonly atMs: number;
  readonly did?: 'out' | 'refused' | 'referred';
}

const VERDICTS = { refused: 'refuse', referred: 'refer', out: 'admit' } as const;

export function entryOf({ who, atMs, did }: Went): Partial<Entry> {
  return {
    ...{ id: randomUUID(), epochMs: NOON + atMs, personKey: personKey(who), maskedName: who },
    ...{ verdict: did === undefined ? 'admit' : VERDICTS[did], lane: did === 'out' ? 'out' : null },
  };
}

/** What a guard says of an entry's visitor. @param atMs after noon */
export function overruleOf(
  { id, lane = null }: Partial<Entry>,
  verdict: Entry['verdict'],
  atMs: number,
): Partial<Entry> {
  return {
    ...{ id: randomUUID(), type: 'overrule', verdict, refersTo: id ?? null, epochMs: NOON + atMs, guard: 'S1', lane },
    ...{ personKey: null, maskedName: null, source: null, format: null },
  };
}

/** @returns the venue at whose north gate they went */
export async function sendGoing(
  database: Database,
  going: readonly Went[],
  more: readonly Partial<Entry>[] = [],
): Promise<string> {
  const venue = `venue ${randomUUID()}`;
  await send(database, await insertKiosk(database, venue, 'north'), [...going.map(entryOf), ...more]);
  return venue;
}

/** All that a trace shows, page by page; `null` stands for whom nobody knows. */
export async function readInside(
  data: ConsoleData,
  venue: string,
  traced: Traced = TIME,
  limit = 200,
): Promise<{ stay: Stay; rows: string[] }> {
  const stay = await data.stay(venue, traced);
  const rows: string[] = [];
  let after: LogPlace | null = null;
  do {
    const page = await data.traced(venue, traced, { stay, after, limit });
    const sealed = await data.tracedSealed(venue, traced, { stay, after, limit: 200 });
    expect(sealed.slice(0, page.rows.length).map(({ presence }) => presence)).toEqual(
      page.rows.map(({ presence }) => presence),
    );
    rows.push(...page.rows.map(({ maskedName, presence }) => `${String(maskedName)} ${presence}`));
    after = page.next;
  } while (after !== null);
  return { stay, rows };
}
