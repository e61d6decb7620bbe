import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openBase, sealBase, type KeyPair } from '../../electron/hpke.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const pairOf = (secret: string, open: string): KeyPair => {
  const jwk = { kty: 'OKP', crv: 'X25519', d: hex(secret).toString('base64url'), x: hex(open).toString('base64url') };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
};

/** RFC 9180 appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0. */
const RFC = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  ephemeral: pairOf(
    '52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736',
    '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  ),
  recipient: pairOf(
    '4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8',
    '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
  ),
  plaintext: hex('4265617574792069732074727574682c20747275746820626561757479'),
  aad: hex('436f756e742d30'),
  enc: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  ciphertext: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
};

describe('the vectors of RFC 9180 A.1', () => {
  test('are what is sealed', () => {
    const { info, aad, plaintext, recipient, ephemeral } = RFC;
    const { enc, ciphertext } = sealBase(recipient.publicKey, info, aad, plaintext, ephemeral);
    expect(Buffer.from(enc).toString('hex')).toBe(RFC.enc);
    expect(Buffer.from(ciphertext).toString('hex')).toBe(RFC.ciphertext);
  });

  test('are opened', () => {
    const sealed = { enc: hex(RFC.enc), ciphertext: hex(RFC.ciphertext) };
    const opened = openBase(RFC.recipient.privateKey, sealed, RFC.info, RFC.aad);
    expect(opened.ok && Buffer.from(opened.value)).toEqual(RFC.plaintext);
  });
});

describe('what is sealed', () => {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
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
    ['with another key', () => openBase(generateKeyPairSync('x25519').privateKey, sealed, info, aad)],
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
