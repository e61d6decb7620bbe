import { toHex } from './hex.ts';

/**
 * Points of order 1, 2, 4 and 8 in every spelling, sign bit cleared, in hex. Under such a key one signature fits many
 * messages, or all, and OpenSSL and BoringSSL take it for a key like any other.
 *
 * @see RFC 8032 §8; Chalkias et al., "Taming the many EdDSAs", 2020, table 1
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

/** Tells whether 32 bytes are an Edwards point no key may be. */
export function isSmallOrder(point: Uint8Array): boolean {
  const withoutSign = Uint8Array.from(point);
  withoutSign[31] = (withoutSign[31] ?? 0) & 0x7f;
  return SMALL_ORDER.has(toHex(withoutSign));
}
