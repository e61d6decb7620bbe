import { createDecipheriv, createHmac, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { keySchedule, TAG_BYTES, type Hmac, type Sealed } from '../../../shared/hpke.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

const hmac: Hmac = (key, message) => createHmac('sha256', key).update(message).digest();

/** Opens what was sealed to this key, with no further data beside it. @see RFC 9180 §6.1, OpenBase */
export function openBase(
  recipient: KeyObject,
  { enc, ciphertext }: Sealed,
  info: Uint8Array,
  aad: Uint8Array = new Uint8Array(),
): Result<Uint8Array, 'not-for-this-key'> {
  try {
    const dh = diffieHellman({ privateKey: recipient, publicKey: publicKeyOf(enc) });
    const { key, nonce } = keySchedule(hmac, dh, enc, rawPublicOf(recipient), info);
    const end = Math.max(0, ciphertext.length - TAG_BYTES);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAAD(aad).setAuthTag(ciphertext.subarray(end));
    return ok(Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]));
  } catch {
    // Another key's, or not sealed at all: the tag tells no more than that.
    return fail('not-for-this-key');
  }
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

function rawPublicOf(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
}
