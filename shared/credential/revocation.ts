import type { Primitives } from '../primitives.ts';
import { fail, ok, type Result } from '../result.ts';
import type { EpochSeconds } from '../time.ts';
import { encodeUtf8 } from '../utf8.ts';

/** One credential taken back by its issuer. */
export interface RevokedId {
  readonly issuer: string;
  /** Only those signed under this key id are taken back; absent: under any key of the issuer. */
  readonly kid?: string;
  readonly id: string;
  /** Only those issued before this second are taken back; absent: all with this id. */
  readonly issuedBefore?: EpochSeconds;
}

/** What a credential is taken back by. */
export interface RevocableId {
  readonly issuer: string;
  readonly id: string;
  readonly issuedAt: EpochSeconds;
}

/** What issuers have taken back: ids by name, as many as a policy holds in itself, and a long list of prefixes. */
export interface Revocations {
  /** By issuer, key id where one is named, and id: only what was issued before this second is taken back. */
  readonly named: ReadonlyMap<string, EpochSeconds>;
  readonly prefixes: RevokedPrefixes;
}

/**
 * Revoked credentials by the first 64 bits of SHA-256(issuer ‖ 0x00 ‖ id), never by their signature, which its holder
 * could vary (ECDSA is malleable).
 *
 * With 10 million of them, 2⁶⁴ ≈ 1.8 × 10¹⁹ prefixes make a false hit as likely as 10⁷ / 1.8 × 10¹⁹ ≈ 5 × 10⁻¹³.
 */
export interface RevokedPrefixes {
  /** Upper and lower 32 bits of the prefixes, in ascending order. */
  readonly upper: Uint32Array;
  readonly lower: Uint32Array;
  /** Where the prefixes that begin with each 16 bits start, and at the end their number: 65,537 places. */
  readonly starts: Uint32Array;
}

/** Bytes of a prefix in a list. */
export const PREFIX_BYTES = 8;

/** By the first 16 bits of a prefix. */
const GROUPS = 65_536;

const NO_PREFIXES = indexed({ upper: new Uint32Array(), lower: new Uint32Array() });

export const NO_REVOCATIONS: Revocations = { named: new Map(), prefixes: NO_PREFIXES };

/** Opens a list of prefixes, ready for look-ups; see {@link openPrefixes}. */
export function openRevocations(
  chunks: Iterable<Uint8Array>,
  byteLength: number,
): Result<RevokedPrefixes, 'revocations-malformed'> {
  const prefixes = openPrefixes(chunks, byteLength);
  return prefixes.ok ? ok(indexed(prefixes.value)) : prefixes;
}

/** Without what look-ups need. */
export type Prefixes = Pick<RevokedPrefixes, 'upper' | 'lower'>;

/**
 * Opens a list of prefixes: 8 bytes each, big-endian, strictly ascending.
 *
 * @param chunks the list in pieces of whole prefixes, so that it need not be held beside what is made of it
 * @param byteLength of all of them
 * @returns `revocations-malformed` for another length, and for prefixes out of order or twice
 */
export function openPrefixes(
  chunks: Iterable<Uint8Array>,
  byteLength: number,
): Result<Prefixes, 'revocations-malformed'> {
  if (byteLength % PREFIX_BYTES !== 0) return fail('revocations-malformed');
  const count = byteLength / PREFIX_BYTES;
  const prefixes = { upper: new Uint32Array(count), lower: new Uint32Array(count) };
  return readPrefixes(chunks, count, prefixes) ? ok(prefixes) : fail('revocations-malformed');
}

/** Whether a list would open, without holding it; see {@link openPrefixes}. */
export function isListOfPrefixes(chunks: Iterable<Uint8Array>, byteLength: number): boolean {
  return readPrefixes(chunks, byteLength / PREFIX_BYTES, null);
}

function readPrefixes(chunks: Iterable<Uint8Array>, count: number, into: Prefixes | null): boolean {
  let [read, lastUpper, lastLower] = [0, -1, -1];
  for (const chunk of chunks) {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (chunk.length % PREFIX_BYTES !== 0 || read + chunk.length / PREFIX_BYTES > count) return false;
    for (let at = 0; at < chunk.length; at += PREFIX_BYTES) {
      const [high, low] = [view.getUint32(at), view.getUint32(at + 4)];
      if (!isBefore(lastUpper, lastLower, high, low)) return false;
      lastUpper = high;
      lastLower = low;
      if (into !== null) {
        into.upper[read] = high;
        into.lower[read] = low;
      }
      read += 1;
    }
  }
  return read === count;
}

function isBefore(high: number, low: number, otherHigh: number, otherLow: number): boolean {
  return high < otherHigh || (high === otherHigh && low < otherLow);
}

/** Makes named ids ready for look-ups, beside a list of prefixes where there is one. */
export function buildRevocations(revoked: readonly RevokedId[], prefixes: RevokedPrefixes = NO_PREFIXES): Revocations {
  const named = new Map<string, EpochSeconds>();
  for (const { issuer, kid = '', id, issuedBefore = Infinity } of revoked) {
    const name = nameOf(issuer, kid, id);
    named.set(name, Math.max(issuedBefore, named.get(name) ?? -Infinity));
  }
  return { named, prefixes };
}

function indexed({ upper, lower }: Prefixes): RevokedPrefixes {
  const starts = new Uint32Array(GROUPS + 1).fill(upper.length);
  let group = 0;
  for (let i = 0; i < upper.length; i += 1) {
    for (const reached = groupOf(upper[i] ?? 0); group <= reached; group += 1) starts[group] = i;
  }
  return { upper, lower, starts };
}

function groupOf(upper: number): number {
  return upper >>> 16;
}

/** Tells whether an issuer has taken the credential with this id back. */
export function isRevoked(
  { named, prefixes }: Revocations,
  { issuer, id, issuedAt }: RevocableId,
  kid: string,
  sha256: Primitives['sha256'],
): boolean {
  const isNamed = (name: string): boolean => issuedAt < (named.get(name) ?? -Infinity);
  if (named.size > 0 && (isNamed(nameOf(issuer, '', id)) || isNamed(nameOf(issuer, kid, id)))) return true;
  return prefixes.upper.length > 0 && hasPrefix(prefixes, ...prefixOf(issuer, id, sha256));
}

/** Finds a prefix by a binary search among those with its first 16 bits: of 10 million, some 150, in 8 steps. */
export function hasPrefix({ upper, lower, starts }: RevokedPrefixes, high: number, low: number): boolean {
  let [from, to] = [starts[groupOf(high)] ?? 0, starts[groupOf(high) + 1] ?? 0];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const [atHigh, atLow] = [upper[middle] ?? 0, lower[middle] ?? 0];
    if (atHigh === high && atLow === low) return true;
    if (isBefore(atHigh, atLow, high, low)) from = middle + 1;
    else to = middle;
  }
  return false;
}

/** The first 64 bits of SHA-256(issuer ‖ 0x00 ‖ id), as the upper and the lower half. */
export function prefixOf(issuer: string, id: string, sha256: Primitives['sha256']): [upper: number, lower: number] {
  const digest = sha256(encodeUtf8(`${issuer}\0${id}`));
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return [view.getUint32(0), view.getUint32(4)];
}

/** @param kid empty for any key of the issuer */
function nameOf(issuer: string, kid: string, id: string): string {
  return `${issuer}\0${kid}\0${id}`;
}
