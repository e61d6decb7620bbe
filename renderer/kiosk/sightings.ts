/** The main process tells a held-still code from a new one; ten sightings a second are enough for it to do so. */
const RESUBMIT_AFTER_MS = 100;

export interface LastSubmitted {
  readonly text: string;
  /** Monotonic milliseconds. */
  readonly atMs: number;
}

export type View =
  { readonly kind: 'none' } | { readonly kind: 'one'; readonly text: string } | { readonly kind: 'several' };

/** What a frame showed. The same text twice is one code, e.g. a phone and its reflection. */
export function viewOf(texts: readonly string[]): View {
  const [first, ...others] = texts;
  if (first === undefined) return { kind: 'none' };
  return others.every((text) => text === first) ? { kind: 'one', text: first } : { kind: 'several' };
}

/** A new text is submitted at once; the same one again only every 100 ms. */
export function isDue(last: LastSubmitted | null, text: string, nowMs: number): boolean {
  return last?.text !== text || nowMs - last.atMs >= RESUBMIT_AFTER_MS;
}
