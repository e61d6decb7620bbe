import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import { keySchedule, TAG_BYTES, type Hmac, type Sealed } from '../shared/hpke.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { newKeyPair, type KeyPair } from './key-pair.ts';

/**
 * Hybrid public key encryption (`shared/hpke.ts`) with Node's curve and cipher. Written here since an entry is sealed between
 * its judgement and its commit, with nothing in between that another visitor could slip into, and what is to be had of
 * libraries is asynchronous.
 */

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
  ephemeral: KeyPair = newKeyPair('x25519'),
): Sealed {
  const enc = rawPublic(ephemeral.publicKey);
  const dh = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient });
  const { key, nonce } = keySchedule(hmac, dh, enc, rawPublic(recipient), info);
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
    const { key, nonce } = keySchedule(hmac, dh, enc, rawPublic(createPublicKey(recipient)), info);
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

const hmac: Hmac = (key, message) => createHmac('sha256', key).update(message).digest();

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
