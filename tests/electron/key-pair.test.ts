import { diffieHellman, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { newKeyPair } from '../../electron/key-pair.ts';

test('a new Ed25519 pair signs and verifies, and no two are the same', () => {
  const [one, other] = [newKeyPair('ed25519'), newKeyPair('ed25519')];
  const signature = sign(null, Buffer.from('message'), one.privateKey);
  expect(verify(null, Buffer.from('message'), one.publicKey, signature)).toBe(true);
  expect(verify(null, Buffer.from('message'), other.publicKey, signature)).toBe(false);
});

test('two new X25519 pairs agree on a secret', () => {
  const [one, other] = [newKeyPair('x25519'), newKeyPair('x25519')];
  const secret = diffieHellman({ privateKey: one.privateKey, publicKey: other.publicKey });
  expect(secret).toEqual(diffieHellman({ privateKey: other.privateKey, publicKey: one.publicKey }));
});

test('keys are exported while garbage is collected, thousands of times', () => {
  let exported = 0;
  for (let i = 0; i < 5000; i += 1) exported += newKeyPair('x25519').publicKey.export({ format: 'jwk' }).x?.length ?? 0;
  expect(exported).toBe(5000 * 43);
});
