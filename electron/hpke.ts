import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { fail, ok, type Result } from '../shared/result.ts';

/**
 * Hybrid public key encryption, RFC 9180: base mode, single shot, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
 * AES-128-GCM. Written here since an entry is sealed between its judgement and its commit, with nothing in between that
 * another visitor could slip into, and what is to be had of libraries is asynchronous.
 */

/** Identifiers of RFC 9180 §7: KEM, KDF and AEAD, two bytes each. */
const KEM_ID = Buffer.of(0x00, 0x20);
const KEM_SUITE = Buffer.concat([Buffer.from('KEM'), KEM_ID]);
const HPKE_SUITE = Buffer.concat([Buffer.from('HPKE'), KEM_ID, Buffer.of(0x00, 0x01), Buffer.of(0x00, 0x01)]);
const VERSION = Buffer.from('HPKE-v1');
const MODE_BASE = Buffer.of(0);
const NOTHING = Buffer.alloc(0);

/** Lengths in bytes: of a public key and of the shared secret (§7.1), of key, nonce and tag (§7.3). */
export const ENC_BYTES = 32;
const SECRET_BYTES = 32;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealed {
  /** The encapsulated key, {@link ENC_BYTES} bytes. */
  readonly enc: Uint8Array;
  /** As long as the plaintext and 16 bytes more. */
  readonly ciphertext: Uint8Array;
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * Seals for whoever holds the recipient's private key, and nobody else: not even whoever sealed it.
 *
 * @param ephemeral a new pair of X25519 keys for every call; given only in tests
 * @throws for a recipient's key that is none, or of small order
 * @see RFC 9180 §6.1, SealBase
 */
export function sealBase(
  recipient: KeyObject,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  ephemeral: KeyPair = generateKeyPairSync('x25519'),
): Sealed {
  const enc = rawPublic(ephemeral.publicKey);
  const dh = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient });
  const { key, nonce } = schedule(dh, enc, rawPublic(recipient), info);
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { enc, ciphertext };
}

/** @see RFC 9180 §6.1, OpenBase */
export function openBase(
  recipient: KeyObject,
  { enc, ciphertext }: Sealed,
  info: Uint8Array,
  aad: Uint8Array,
): Result<Uint8Array, 'not-for-this-key'> {
  try {
    const dh = diffieHellman({ privateKey: recipient, publicKey: fromRawPublic(enc) });
    const { key, nonce } = schedule(dh, enc, rawPublic(createPublicKey(recipient)), info);
    const end = ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      .setAAD(aad)
      .setAuthTag(ciphertext.subarray(Math.max(0, end)));
    return ok(Buffer.concat([decipher.update(ciphertext.subarray(0, Math.max(0, end))), decipher.final()]));
  } catch {
    // Another key's, another place's, or not sealed at all: the tag tells no more than that.
    return fail('not-for-this-key');
  }
}

/** The key schedule over the shared secret of the KEM. @see RFC 9180 §4.1, §5.1 */
function schedule(
  dh: Uint8Array,
  enc: Uint8Array,
  recipient: Uint8Array,
  info: Uint8Array,
): { readonly key: Buffer; readonly nonce: Buffer } {
  const extracted = labeledExtract(KEM_SUITE, NOTHING, 'eae_prk', dh);
  const shared = labeledExpand(KEM_SUITE, extracted, 'shared_secret', Buffer.concat([enc, recipient]), SECRET_BYTES);
  const context = Buffer.concat([
    MODE_BASE,
    labeledExtract(HPKE_SUITE, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(HPKE_SUITE, NOTHING, 'info_hash', info),
  ]);
  const secret = labeledExtract(HPKE_SUITE, shared, 'secret', NOTHING);
  return {
    key: labeledExpand(HPKE_SUITE, secret, 'key', context, KEY_BYTES),
    nonce: labeledExpand(HPKE_SUITE, secret, 'base_nonce', context, NONCE_BYTES),
  };
}

/** @see RFC 9180 §4, LabeledExtract; RFC 5869 §2.2 */
function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  const input = Buffer.concat([VERSION, suite, Buffer.from(label), ikm]);
  return createHmac('sha256', salt).update(input).digest();
}

/** Of at most one block of the hash, 32 bytes: no step here wants more. @see RFC 9180 §4, LabeledExpand; RFC 5869 §2.3 */
function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number): Buffer {
  const input = Buffer.concat([Buffer.of(length >> 8, length & 255), VERSION, suite, Buffer.from(label), info]);
  return createHmac('sha256', prk).update(input).update(Buffer.of(1)).digest().subarray(0, length);
}

function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function fromRawPublic(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });
}

/** An X25519 private key as a JWK (RFC 8037). @throws for anything else */
export function privateKeyOf(jwk: Readonly<Record<string, unknown>>): KeyObject {
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  if (key.asymmetricKeyType !== 'x25519') throw new Error('not an X25519 key');
  return key;
}
