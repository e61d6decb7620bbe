import { createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { expect, test } from 'vitest';
import { keySchedule } from '../../shared/hpke.ts';
import { RFC } from './hpke-vectors.ts';

test('key and nonce are those of RFC 9180 A.1.1', () => {
  const { ephemeral, recipient, enc, info, key, nonce } = RFC;
  const jwk = { kty: 'OKP', crv: 'X25519' };
  const dh = diffieHellman({
    privateKey: createPrivateKey({ key: { ...jwk, ...ephemeral }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...jwk, x: recipient.x }, format: 'jwk' }),
  });
  const hmac = (secret: Uint8Array, message: Uint8Array): Buffer =>
    createHmac('sha256', secret).update(message).digest();
  const made = keySchedule(hmac, dh, enc, Buffer.from(recipient.x, 'base64url'), info);
  expect([Buffer.from(made.key), Buffer.from(made.nonce)]).toEqual([key, nonce]);
});
