import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openBase, sealBase } from '../../electron/hpke.ts';
import { RFC } from '../shared/hpke-vectors.ts';
import { newKeyPair, type KeyPair } from '../../electron/key-pair.ts';

const pairOf = (halves: { readonly d: string; readonly x: string }): KeyPair => {
  const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', ...halves }, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
};

describe('the vectors of RFC 9180 A.1', () => {
  test('are what is sealed', () => {
    const { info, aad, plaintext, recipient, ephemeral } = RFC;
    const { enc, ciphertext } = sealBase(pairOf(recipient).publicKey, info, aad, plaintext, pairOf(ephemeral));
    expect(Buffer.from(enc)).toEqual(RFC.enc);
    expect(Buffer.from(ciphertext)).toEqual(RFC.ciphertext);
  });

  test('are opened', () => {
    const { enc, ciphertext, info, aad } = RFC;
    const opened = openBase(pairOf(RFC.recipient).privateKey, { enc, ciphertext }, info, aad);
    expect(opened.ok && Buffer.from(opened.value)).toEqual(RFC.plaintext);
  });
});

describe('what is sealed', () => {
  const { publicKey, privateKey } = newKeyPair('x25519');
  const [info, aad, plaintext] = [Buffer.from('info'), Buffer.from('place 7'), Buffer.from('who it was')];
  const sealed = sealBase(publicKey, info, aad, plaintext);
  const spoilt = (bytes: Uint8Array, at: number): Uint8Array => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  test('is never the same twice', () => {
    const again = sealBase(publicKey, info, aad, plaintext);
    expect(Buffer.from(again.enc)).not.toEqual(Buffer.from(sealed.enc));
    expect(Buffer.from(again.ciphertext)).not.toEqual(Buffer.from(sealed.ciphertext));
  });

  test.each<[string, () => ReturnType<typeof openBase>]>([
    ['with another key', () => openBase(newKeyPair('x25519').privateKey, sealed, info, aad)],
    ['for another purpose', () => openBase(privateKey, sealed, Buffer.from('other'), aad)],
    ['at another place', () => openBase(privateKey, sealed, info, Buffer.from('place 8'))],
    ['with a bit of the key changed', () => openBase(privateKey, { ...sealed, enc: spoilt(sealed.enc, 3) }, info, aad)],
    [
      'with a bit of the text changed',
      () => openBase(privateKey, { ...sealed, ciphertext: spoilt(sealed.ciphertext, 0) }, info, aad),
    ],
    ['cut short', () => openBase(privateKey, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 5) }, info, aad)],
    ['to a key of small order', () => openBase(privateKey, { ...sealed, enc: new Uint8Array(32) }, info, aad)],
    ['with no key', () => openBase(privateKey, { ...sealed, enc: new Uint8Array() }, info, aad)],
  ])('is not opened %s', (_case, open) => {
    expect(open()).toEqual({ ok: false, fault: 'not-for-this-key' });
  });

  test('nothing is sealed to a key of small order', () => {
    const weak: KeyObject = createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32).toString('base64url') },
      format: 'jwk',
    });
    expect(() => sealBase(weak, info, aad, plaintext)).toThrow();
  });
});
