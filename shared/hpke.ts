import { joined } from './bytes.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * The one suite of hybrid public key encryption that this project seals with, RFC 9180: base mode, single shot, with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM. Here is what can be wrong in two places, the labels and their
 * order; the curve and the cipher are the caller's.
 */

/** HMAC-SHA-256. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** Lengths in bytes: of a public key and of the shared secret (§7.1), of key, nonce and tag (§7.3). */
export const ENC_BYTES = 32;
const SECRET_BYTES = 32;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Identifiers of RFC 9180 §7: KEM, KDF and AEAD, two bytes each. */
const KEM_ID = Uint8Array.of(0x00, 0x20);
const KEM_SUITE = joined(encodeUtf8('KEM'), KEM_ID);
const HPKE_SUITE = joined(encodeUtf8('HPKE'), KEM_ID, Uint8Array.of(0x00, 0x01), Uint8Array.of(0x00, 0x01));
const VERSION = encodeUtf8('HPKE-v1');
const MODE_BASE = Uint8Array.of(0);
const NOTHING = new Uint8Array(0);

export interface Sealed {
  /** The encapsulated key, {@link ENC_BYTES} bytes. */
  readonly enc: Uint8Array;
  /** As long as the plaintext and {@link TAG_BYTES} more. */
  readonly ciphertext: Uint8Array;
}

/**
 * Key and nonce of the cipher, for the one message that is sealed with them.
 *
 * @param dh what X25519 gives for the one's private and the other's public key
 * @param recipient the recipient's public key, raw
 * @see RFC 9180 §4.1 ExtractAndExpand, §5.1 KeySchedule
 */
export function keySchedule(
  hmac: Hmac,
  dh: Uint8Array,
  enc: Uint8Array,
  recipient: Uint8Array,
  info: Uint8Array,
): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const extracted = labeledExtract(hmac, KEM_SUITE, NOTHING, 'eae_prk', dh);
  const shared = labeledExpand(hmac, KEM_SUITE, extracted, 'shared_secret', joined(enc, recipient), SECRET_BYTES);
  const context = joined(
    MODE_BASE,
    labeledExtract(hmac, HPKE_SUITE, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(hmac, HPKE_SUITE, NOTHING, 'info_hash', info),
  );
  const secret = labeledExtract(hmac, HPKE_SUITE, shared, 'secret', NOTHING);
  return {
    key: labeledExpand(hmac, HPKE_SUITE, secret, 'key', context, KEY_BYTES),
    nonce: labeledExpand(hmac, HPKE_SUITE, secret, 'base_nonce', context, NONCE_BYTES),
  };
}

/** @see RFC 9180 §4, LabeledExtract; RFC 5869 §2.2 */
function labeledExtract(hmac: Hmac, suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return hmac(salt, joined(VERSION, suite, encodeUtf8(label), ikm));
}

/** Of at most one block of the hash, 32 bytes: no step here wants more. @see RFC 9180 §4, LabeledExpand; RFC 5869 §2.3 */
function labeledExpand(
  hmac: Hmac,
  suite: Uint8Array,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const wanted = Uint8Array.of(length >> 8, length & 255);
  return hmac(prk, joined(wanted, VERSION, suite, encodeUtf8(label), info, Uint8Array.of(1))).subarray(0, length);
}
