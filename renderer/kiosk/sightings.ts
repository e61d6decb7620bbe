import type { QrCode } from '../../shared/qr/read.ts';

/** The main process tells a held-still code from a new one; ten sightings a second are enough for it to do so. */
const RESUBMIT_AFTER_MS = 100;

export interface LastSubmitted {
  readonly text: string;
  /** Monotonic milliseconds. */
  readonly atMs: number;
}

export type View =
  { readonly kind: 'none' } | { readonly kind: 'one'; readonly code: SeenCode } | { readonly kind: 'several' };

/** Of a code in a frame, what the main process is told. */
export type SeenCode = Pick<QrCode, 'text' | 'structuredAppend'>;

/** What a frame showed. The same text twice is one code, e.g. a phone and its reflection. */
export function viewOf(codes: readonly SeenCode[]): View {
  const [first, ...others] = codes;
  if (first === undefined) return { kind: 'none' };
  return others.every(({ text }) => text === first.text) ? { kind: 'one', code: first } : { kind: 'several' };
}

/** A new text is submitted at once; the same one again only every 100 ms. */
export function isDue(last: LastSubmitted | null, text: string, nowMs: number): boolean {
  return last?.text !== text || nowMs - last.atMs >= RESUBMIT_AFTER_MS;
}
