import type { StructuredAppend } from './qr/engine.ts';

/** Where a scan came from. `venue-code`: from the visitor's own phone, judged and entered by the hub. */
export const SCAN_SOURCES = ['camera', 'serial', 'keyboard', 'id-card', 'venue-code'] as const;
export type ScanSource = (typeof SCAN_SOURCES)[number];

/** Longest text in the alphanumeric mode: what a version 40-L symbol holds of it (ISO/IEC 18004 table 7). */
export const MAX_TEXT_LENGTH = 4296;

/** Longest text of one symbol: a version 40-L one full of digits. */
export const MAX_SCAN_LENGTH = 7089;

/** What one reader saw, before anybody knows what it means. */
export interface RawScan {
  readonly source: ScanSource;
  readonly text: string;
  /** Where the symbol is one of several that carry one message. */
  readonly structuredAppend?: StructuredAppend | null;
  /** How long it took from the reader to us, first character to last, in milliseconds; of the camera there is none. */
  readonly wireMs?: number;
}

/** When each text now or lately in view was last seen, by a clock that never runs backwards, in milliseconds. */
export type Sightings = ReadonlyMap<string, number>;

/** A code out of view for longer than this has been taken away; showing it again is a new scan. */
export const HELD_STILL_MS = 3000;

/**
 * Tells whether `text` is still the code that was in view a moment ago, and notes this sighting.
 *
 * @param nowMs monotonic milliseconds
 */
export function noteSighting(seen: Sightings, text: string, nowMs: number): { isRepeat: boolean; seen: Sightings } {
  const recent = new Map([...seen].filter(([, at]) => nowMs - at <= HELD_STILL_MS));
  const isRepeat = recent.has(text);
  recent.set(text, nowMs);
  return { isRepeat, seen: recent };
}
