import { decodeCbor, encodeCbor } from './credential/cbor.ts';
import { bytes, integer, tuple } from './credential/shape.ts';
import { thumbprintOf } from './credential/thumbprint.ts';
import { ENC_BYTES, type Sealed } from './hpke.ts';
import type { Primitives, PublicJwk } from './primitives.ts';

/** Of the sealed form, docs/journal.md. */
const VERSION = 1;
/** First bytes of the key's thumbprint: enough to find it among an office's. */
const KEY_ID_BYTES = 8;
/** Plaintexts are as long as a multiple of this, so that their length says little of what is in them. */
const PADDED_TO = 256;
/** Ends the content; only zeros follow. @see ISO/IEC 7816-4 */
const PAD_START = 0x80;

const envelope = tuple(
  integer(VERSION, VERSION),
  bytes(KEY_ID_BYTES, KEY_ID_BYTES),
  bytes(ENC_BYTES, ENC_BYTES),
  bytes(PADDED_TO, 65_536),
);

/** Writes what was sealed as it is kept and sent: `[version, keyId, enc, ciphertext]` in CBOR. */
export function encodeSealed(keyId: Uint8Array, { enc, ciphertext }: Sealed): Uint8Array {
  return encodeCbor([VERSION, keyId, enc, ciphertext]);
}

/** @returns `undefined` for bytes that are nothing sealed */
export function decodeSealed(sealed: Uint8Array): (Sealed & { readonly keyId: Uint8Array }) | undefined {
  const item = decodeCbor(sealed);
  const read = item.ok ? envelope(item.value) : undefined;
  if (read === undefined) return undefined;
  const [, keyId, enc, ciphertext] = read;
  return { keyId, enc, ciphertext };
}

/** What a key is named by in what was sealed to it. */
export function sealingKeyId(jwk: PublicJwk, sha256: Primitives['sha256']): Uint8Array {
  return thumbprintOf(jwk, sha256).subarray(0, KEY_ID_BYTES);
}

export function padded(content: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil((content.length + 1) / PADDED_TO) * PADDED_TO);
  whole.set(content);
  whole[content.length] = PAD_START;
  return whole;
}

export function unpadded(whole: Uint8Array): Uint8Array {
  return whole.subarray(0, whole.lastIndexOf(PAD_START));
}
