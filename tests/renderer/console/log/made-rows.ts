import type { LogAsk, LogPage, LogRow } from '../../../../shared/console/log.ts';

const CHAIN = '00000000-0000-4000-8000-000000000001';
const FIRST_MS = Date.UTC(2026, 10, 26, 9);

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

/** Answers as a source does, of rows that stand in the order asked for. */
export function pageOf(rows: readonly LogRow[], { after, limit }: Pick<LogAsk, 'after' | 'limit'>): LogPage {
  const begin = after === null ? 0 : rows.findIndex(({ sequence }) => sequence === after.sequence) + 1;
  const page = rows.slice(begin, begin + limit);
  const last = page.at(-1);
  const isLast = begin + limit >= rows.length;
  const next = isLast || last === undefined ? null : placeOf(last);
  return { rows: page, next };
}

function placeOf({ epochMs, chain, sequence }: LogRow): Pick<LogRow, 'epochMs' | 'chain' | 'sequence'> {
  return { epochMs, chain, sequence };
}
