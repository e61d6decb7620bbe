import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** PKCS #8 of a private key up to its 32 bytes (RFC 8410 §7). */
const PKCS8 = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
};

/**
 * A new pair of keys: of either curve any 32 random bytes are a private key (RFC 8032 §5.1.5, RFC 7748 §5).
 *
 * Not by `generateKeyPairSync`: exporting a key that it made locks up the process for good where garbage is collected just
 * then, since Node 20 takes the key's lock a second time to let go of the job that made it.
 */
export function newKeyPair(curve: keyof typeof PKCS8): KeyPair {
  const key = Buffer.concat([PKCS8[curve], randomBytes(32)]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  key.fill(0);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
