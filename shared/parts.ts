import type { StructuredAppend } from './qr/engine.ts';
import { MAX_SCAN_LENGTH, type RawScan } from './scan.ts';

/** One QR code of several that together are one code. */
export interface Part {
  /** What the parts of one code have in common, as far as a part tells. */
  readonly set: string;
  /** From 1 to `total`. */
  readonly index: number;
  readonly total: number;
  readonly text: string;
}

/** The parts of one code shown so far. */
export interface PartsHeld {
  readonly set: string;
  readonly total: number;
  /** By index. */
  readonly texts: ReadonlyMap<number, string>;
  /** When the last one was shown, by a clock that never runs backwards. */
  readonly atMs: number;
}

/** How far a visitor has got with a code in several parts. */
export interface Progress {
  readonly kind: 'progress';
  readonly have: number;
  readonly of: number;
}

/** What a scan came to: the text of a whole code, or what is held until the rest is shown. */
export type Gathered =
  | { readonly text: string; readonly held: null }
  | { readonly text: null; readonly held: PartsHeld; readonly progress: Progress };

/** As many symbols as ISO/IEC 18004 §8 lets one message have. A health card needs 2 or 3. */
export const MAX_PARTS = 16;

/** Longest text that parts can join to; what is longer is too long for any format. */
export const MAX_JOINED_LENGTH = MAX_PARTS * MAX_SCAN_LENGTH;

/** A visitor who takes longer between two parts starts anew: as long as one visit's evidence is held together. */
export const PARTS_HELD_MS = 30_000;

const CARD_PREFIX = 'shc:/';
/**
 * `shc:/C/N/` and digits; numbers so short that a whole card's thousand digits are not tried for one.
 *
 * @see SMART Health Cards, "Encoding QRs"
 */
const CARD_PART = /^shc:\/([1-9]\d{0,8})\/([1-9]\d{0,8})\/(\d*)$/u;

/** Of a symbol that is not one of several. */
const ALONE: StructuredAppend = { id: '', index: 0, size: 1 };

/** @returns the parts a text says its code has, 0 for none */
export function totalParts(text: string): number {
  return Number(CARD_PART.exec(text)?.[2] ?? 0);
}

/** The part of a code that a scan is; `null`: a whole code, or a part of more than are joined. */
export function partOf({ text, structuredAppend }: Pick<RawScan, 'text' | 'structuredAppend'>): Part | null {
  const { id, index, size } = structuredAppend ?? ALONE;
  if (size > 1 && index < size) return { set: `append ${id} ${size}`, index: index + 1, total: size, text };
  const match = CARD_PART.exec(text.trim());
  if (match === null) return null;
  const [nth, total] = [Number(match[1]), Number(match[2])];
  if (nth > total || total > MAX_PARTS) return null;
  return { set: `${CARD_PREFIX} ${total}`, index: nth, total, text: match[3] ?? '' };
}

/**
 * Joins the parts of one code, shown in any order. White space and byte-order marks around a text go: scanners and files
 * put them there, and no signed code begins or ends with any.
 *
 * A part of another code, or a whole one, or none for {@link PARTS_HELD_MS}, makes what was held forgotten. Parts of
 * two cards that cannot be told apart give a code whose signature does not hold, or that cannot be read.
 */
export function gather(
  held: PartsHeld | null,
  scan: Pick<RawScan, 'text' | 'structuredAppend'>,
  nowMs: number,
): Gathered {
  const part = partOf(scan);
  if (part === null) return { text: scan.text.trim(), held: null };
  const isSame =
    held !== null &&
    held.set === part.set &&
    nowMs - held.atMs <= PARTS_HELD_MS &&
    (held.texts.get(part.index) ?? part.text) === part.text;
  const texts = new Map(isSame ? held.texts : []).set(part.index, part.text);
  if (texts.size === part.total) return { text: joined(part, texts), held: null };
  return {
    text: null,
    held: { set: part.set, total: part.total, texts, atMs: nowMs },
    progress: { kind: 'progress', have: texts.size, of: part.total },
  };
}

function joined({ set, total }: Part, texts: ReadonlyMap<number, string>): string {
  const whole = Array.from({ length: total }, (_, i) => texts.get(i + 1) ?? '').join('');
  return set.startsWith(CARD_PREFIX) ? CARD_PREFIX + whole : whole.trim();
}
