import type { Wanted } from '../../../../renderer/console/log/rows.ts';
import type { LogPage, LogPlace, LogRow } from '../../../../shared/console/log.ts';

const CHAIN = '00000000-0000-4000-8000-000000000001';
export const FIRST_MS = Date.UTC(2026, 10, 26, 9);

/** The entry of a sequence number, one a second. */
export function rowOf(sequence: number, changed: Partial<LogRow> = {}): LogRow {
  return {
    epochMs: FIRST_MS + sequence * 1000,
    chain: CHAIN,
    sequence,
    id: `00000000-0000-4000-8000-${sequence.toString(16).padStart(12, '0')}`,
    refersTo: null,
    offsetMinutes: 480,
    isClockConfirmed: true,
    gate: '',
    lane: null,
    type: 'scan',
    verdict: 'admit',
    reasons: ['all-checks-passed'],
    source: 'camera',
    format: 'health-code',
    maskedName: '张*三',
    guard: null,
    colour: 'green',
    testAgeSeconds: 3600,
    policyVersion: 7,
    durationMs: 12,
    ...changed,
  };
}

/** A log in the order that is asked for, of which no row has to be made before somebody asks for it. */
export interface MadeLog {
  readonly length: number;
  readonly at: (index: number) => LogRow;
  /** The indexes of what lies right before a place, and right after it. */
  readonly around: (place: LogPlace) => readonly [before: number, after: number];
}

/** As they stand. */
export function logOfRows(rows: readonly LogRow[]): MadeLog {
  return {
    length: rows.length,
    at: (index) => rows[index] ?? rowOf(0),
    around: ({ epochMs, chain, sequence }) => {
      const isAfter = (row: LogRow): boolean => (chain === CHAIN ? row.sequence === sequence : row.epochMs < epochMs);
      const index = rows.findIndex(isAfter);
      return [index - 1, chain === CHAIN ? index + 1 : index];
    },
  };
}

/** So many entries, the newest first: those of the sequence numbers from `count` down to 1. */
export function newestFirst(count: number): MadeLog {
  return {
    length: count,
    at: (index) => rowOf(count - index),
    around: ({ epochMs, chain, sequence }) => {
      if (chain === CHAIN) return [count - sequence - 1, count - sequence + 1];
      // Before all of its moment, and so after it where the newest come first.
      const older = Math.ceil((epochMs - FIRST_MS) / 1000) - 1;
      const after = Math.max(0, Math.min(count, count - older));
      return [after - 1, after];
    },
  };
}

/** Answers as a source does. */
export function pageOf(log: MadeLog, { after, isBackwards, limit }: Omit<Wanted, 'page'>): LogPage {
  const [before, behind] = after === null ? [log.length - 1, 0] : log.around(after);
  const step = isBackwards ? -1 : 1;
  const begin = isBackwards ? before : behind;
  const most = isBackwards ? before + 1 : log.length - behind;
  const rows = Array.from({ length: Math.max(0, Math.min(limit, most)) }, (_, i) => log.at(begin + i * step));
  const last = rows.at(-1);
  return { rows, next: most <= limit || last === undefined ? null : placeOf(last) };
}

function placeOf({ epochMs, chain, sequence }: LogRow): LogPlace {
  return { epochMs, chain, sequence };
}
