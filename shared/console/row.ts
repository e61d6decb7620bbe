import type { Entry } from '../journal.ts';
import type { LogPlace, LogRow } from './log.ts';

/**
 * What the console is shown of an entry: neither its person key nor what is sealed.
 *
 * @param gate where its kiosk stands
 */
export function logRowOf(entry: Entry, gate: string): LogRow {
  return {
    ...placeOf(entry),
    id: entry.id,
    refersTo: entry.refersTo,
    offsetMinutes: entry.offsetMinutes,
    isClockConfirmed: entry.isClockConfirmed,
    gate,
    lane: entry.lane,
    type: entry.type,
    verdict: entry.verdict,
    reasons: [...entry.reasons],
    source: entry.source,
    format: entry.format,
    maskedName: entry.maskedName,
    guard: entry.guard,
    colour: entry.colour,
    testAgeSeconds: entry.testAgeSeconds,
    policyVersion: entry.policyVersion,
    durationMs: entry.durationMs,
  };
}

export function placeOf({ epochMs, chain, sequence }: LogPlace): LogPlace {
  return { epochMs, chain, sequence };
}
