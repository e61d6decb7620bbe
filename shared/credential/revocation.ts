import type { Primitives } from '../primitives.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochSeconds } from '../time.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { Claims } from './claims.ts';

/** One credential taken back by its issuer. */
export interface RevokedId {
  readonly issuer: string;
  readonly id: string;
  /** Only those issued before this second are taken back; absent: all with this id. */
  readonly issuedBefore?: EpochSeconds;
}

/**
 * Revoked credentials by the first 64 bits of SHA-256(issuer ‖ 0x00 ‖ id), never by their signature, which its holder
 * could vary (ECDSA is malleable).
 *
 * With 10 million of them, 2⁶⁴ ≈ 1.8 × 10¹⁹ prefixes make a false hit as likely as 10⁷ / 1.8 × 10¹⁹ ≈ 5 × 10⁻¹³.
 */
export interface Revocations {
  /** Upper and lower 32 bits of the prefixes, in ascending order. */
  readonly upper: Uint32Array;
  readonly lower: Uint32Array;
  /** Where the prefixes that begin with each 16 bits start, and at the end their number: 65,537 places. */
  readonly starts: Uint32Array;
  /** Those that are taken back only if issued before a certain second, by the prefix in hex. */
  readonly before: ReadonlyMap<string, EpochSeconds>;
}

/** Bytes of a prefix in a list. */
const PREFIX_BYTES = 8;

/** By the first 16 bits of a prefix. */
const GROUPS = 65_536;

export const NO_REVOCATIONS: Revocations = indexed(new Uint32Array(), new Uint32Array(), new Map());

/**
 * Opens a list of prefixes: 8 bytes each, big-endian, strictly ascending.
 *
 * @returns `revocations-malformed` for a length that is no multiple of 8, and for prefixes out of order or twice
 */
export function openRevocations(list: Uint8Array): Result<Revocations, 'revocations-malformed'> {
  if (list.length % PREFIX_BYTES !== 0) return fail('revocations-malformed');
  const count = list.length / PREFIX_BYTES;
  const [upper, lower] = [new Uint32Array(count), new Uint32Array(count)];
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  let [lastUpper, lastLower] = [-1, -1];
  for (let i = 0; i < count; i += 1) {
    const [high, low] = [view.getUint32(i * PREFIX_BYTES), view.getUint32(i * PREFIX_BYTES + 4)];
    if (high < lastUpper || (high === lastUpper && low <= lastLower)) return fail('revocations-malformed');
    upper[i] = lastUpper = high;
    lower[i] = lastLower = low;
  }
  return ok(indexed(upper, lower, new Map()));
}

/** Makes a list of ids ready for look-ups; for lists as short as a policy holds in itself. */
export function buildRevocations(revoked: readonly RevokedId[], sha256: Primitives['sha256']): Revocations {
  const always: [number, number][] = [];
  const before = new Map<string, EpochSeconds>();
  for (const { issuer, id, issuedBefore } of revoked) {
    const [upper, lower] = prefixOf(issuer, id, sha256);
    if (issuedBefore === undefined) always.push([upper, lower]);
    else before.set(keyOf(upper, lower), Math.max(issuedBefore, before.get(keyOf(upper, lower)) ?? -Infinity));
  }
  always.sort(([a, b], [c, d]) => a - c || b - d);
  return indexed(
    Uint32Array.from(always, ([upper]) => upper),
    Uint32Array.from(always, ([, lower]) => lower),
    before,
  );
}

function indexed(upper: Uint32Array, lower: Uint32Array, before: Revocations['before']): Revocations {
  const starts = new Uint32Array(GROUPS + 1).fill(upper.length);
  let group = 0;
  for (let i = 0; i < upper.length; i += 1) {
    for (const reached = groupOf(upper[i] ?? 0); group <= reached; group += 1) starts[group] = i;
  }
  return { upper, lower, starts, before };
}

function groupOf(upper: number): number {
  return upper >>> 16;
}

/** Tells whether an issuer has taken this credential back. One without an id cannot be named, so never is. */
export function isRevoked(
  revocations: Revocations,
  { issuer, id, issuedAt }: Pick<Claims, 'issuer' | 'id' | 'issuedAt'>,
  sha256: Primitives['sha256'],
): boolean {
  if (id === null) return false;
  if (revocations.upper.length === 0 && revocations.before.size === 0) return false;
  const [upper, lower] = prefixOf(issuer, id, sha256);
  const until = revocations.before.get(keyOf(upper, lower));
  return (until !== undefined && issuedAt < until) || hasPrefix(revocations, upper, lower);
}

/** Finds a prefix by a binary search among those with its first 16 bits: of 10 million, some 150, in 8 steps. */
export function hasPrefix({ upper, lower, starts }: Revocations, high: number, low: number): boolean {
  let [from, to] = [starts[groupOf(high)] ?? 0, starts[groupOf(high) + 1] ?? 0];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const [atHigh, atLow] = [upper[middle] ?? 0, lower[middle] ?? 0];
    if (atHigh === high && atLow === low) return true;
    if (atHigh < high || (atHigh === high && atLow < low)) from = middle + 1;
    else to = middle;
  }
  return false;
}

function prefixOf(issuer: string, id: string, sha256: Primitives['sha256']): [upper: number, lower: number] {
  const digest = sha256(encodeUtf8(`${issuer}\0${id}`));
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return [view.getUint32(0), view.getUint32(4)];
}

function keyOf(upper: number, lower: number): string {
  return `${upper.toString(16)}:${lower.toString(16)}`;
}
