import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeCbor, encodeCbor } from '../shared/credential/cbor.ts';
import { toHex } from '../shared/credential/hex.ts';
import { bytes, integer, mapOf, nullable, text, tuple } from '../shared/credential/shape.ts';
import { thumbprintOf } from '../shared/credential/thumbprint.ts';
import type { Identity, Place } from '../shared/journal.ts';
import type { PublicJwk } from '../shared/primitives.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { primitives } from './crypto.ts';
import { ENC_BYTES, openBase, sealBase } from './hpke.ts';

/** Seals who it was to the health office, for one place in a chain. */
export type Sealer = (identity: Identity, place: Place) => Uint8Array;

/** Of the sealed form, docs/journal.md. */
const VERSION = 1;
/** What is sealed under this name is an entry's identity and nothing else. */
const INFO = Buffer.from('digital-sentinel entry identity v1');
/** Plaintexts are as long as a multiple of this, so that their length says little of whose code it was. */
const PADDED_TO = 256;
/** Ends the content; only zeros follow. @see ISO/IEC 7816-4 */
const PAD_START = 0x80;
/** First bytes of the key's thumbprint: enough to find it among an office's. */
const KEY_ID_BYTES = 8;

const KEY = { format: 1, issuer: 2, id: 3, holder: 4 } as const;
const MAX_TEXT = 4096;

const identity = mapOf<Identity>({
  format: [KEY.format, text(1, MAX_TEXT)],
  issuer: [KEY.issuer, text(0, MAX_TEXT)],
  id: [KEY.id, nullable(text(0, MAX_TEXT))],
  holder: [KEY.holder, nullable(text(0, MAX_TEXT))],
});

const envelope = tuple(
  integer(VERSION, VERSION),
  bytes(KEY_ID_BYTES, KEY_ID_BYTES),
  bytes(ENC_BYTES, ENC_BYTES),
  bytes(PADDED_TO, 65_536),
);

/** @returns `null` for a key that nothing can be sealed to: of another kind, or of small order */
export function openSealer(jwk: PublicJwk): Sealer | null {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const keyId = keyIdOf(jwk);
    const seal: Sealer = (who, place) => {
      const { enc, ciphertext } = sealBase(key, INFO, boundTo(place), padded(encodeIdentity(who)));
      return encodeCbor([VERSION, keyId, enc, ciphertext]);
    };
    seal({ format: '', issuer: '', id: null, holder: null }, { chain: '', sequence: 0 });
    return seal;
  } catch {
    // The caller says so: a key that fails now would fail for every visitor.
    return null;
  }
}

/** The sealer for the key that the rules in force carry, made anew when that is another; `null`: none that can be used. */
export function keepSealer(current: () => PublicJwk | undefined, unusable: () => void): () => Sealer | null {
  let made: { readonly x: string | undefined; readonly sealer: Sealer | null } = { x: undefined, sealer: null };
  return () => {
    const jwk = current();
    if (jwk?.x !== made.x) {
      made = { x: jwk?.x, sealer: jwk === undefined ? null : openSealer(jwk) };
      if (jwk !== undefined && made.sealer === null) unusable();
    }
    return made.sealer;
  };
}

/** Which of an office's keys an entry was sealed to, in hex; `undefined` for bytes that are nothing sealed. */
export function sealedTo(sealed: Uint8Array): string | undefined {
  const read = readEnvelope(sealed);
  return read && toHex(read[1]);
}

/** Opens with the health office's private key what was sealed for this very place. */
export function unseal(
  privateKey: KeyObject,
  sealed: Uint8Array,
  place: Place,
): Result<Identity, 'sealed-malformed' | 'not-for-this-key'> {
  const read = readEnvelope(sealed);
  if (read === undefined) return fail('sealed-malformed');
  const [, , enc, ciphertext] = read;
  const opened = openBase(privateKey, { enc, ciphertext }, INFO, boundTo(place));
  if (!opened.ok) return opened;
  const item = decodeCbor(unpadded(opened.value));
  const who = item.ok ? identity(item.value) : undefined;
  return who === undefined ? fail('sealed-malformed') : ok(who);
}

function keyIdOf(jwk: PublicJwk): Uint8Array {
  return thumbprintOf(jwk, primitives.sha256).subarray(0, KEY_ID_BYTES);
}

function readEnvelope(sealed: Uint8Array): ReturnType<typeof envelope> {
  const item = decodeCbor(sealed);
  return item.ok ? envelope(item.value) : undefined;
}

function encodeIdentity({ format, issuer, id, holder }: Identity): Uint8Array {
  return encodeCbor(
    new Map([
      [KEY.format, format],
      [KEY.issuer, issuer],
      [KEY.id, id],
      [KEY.holder, holder],
    ]),
  );
}

/** What is moved to another entry, or to another kiosk's journal, no longer opens. */
function boundTo({ chain, sequence }: Place): Uint8Array {
  return encodeCbor([chain, sequence]);
}

function padded(content: Uint8Array): Uint8Array {
  const whole = Buffer.alloc(Math.ceil((content.length + 1) / PADDED_TO) * PADDED_TO);
  whole.set(content);
  whole[content.length] = PAD_START;
  return whole;
}

function unpadded(whole: Uint8Array): Uint8Array {
  return whole.subarray(0, whole.lastIndexOf(PAD_START));
}
