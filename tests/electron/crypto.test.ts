import { generateKeyPairSync, sign } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { personKey, primitives } from '../../electron/crypto.ts';
import type { PublicJwk } from '../../shared/primitives.ts';
import { bytesOf, hexOf, keyOf } from '../shared/credential/codes.ts';

const key = keyOf(1);
const message = bytesOf(40);
const signature = key.sign(message);
const { verifySignature } = primitives;
const isGood = (jwk: PublicJwk, over = message, by = signature): boolean => verifySignature('EdDSA', jwk, over, by);
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const jwkOf = (point: string): PublicJwk => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: Buffer.from(point, 'hex').toString('base64url'),
});

describe('from RFC 8032 §7.1:', () => {
  test.each([
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('the signature of key %s holds', (point, over, by) => {
    expect(isGood(jwkOf(point), hex(over), hex(by))).toBe(true);
  });
});

describe('a signature is good', () => {
  test('of what was signed', () => {
    expect(isGood(key.jwk)).toBe(true);
  });

  test('and again, now that the key is known', () => {
    expect(isGood(key.jwk)).toBe(true);
  });
});

describe('a signature is not good', () => {
  test('with any one bit turned', () => {
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      expect(isGood(key.jwk, message, turned(signature, bit))).toBe(false);
    }
  });

  test('of a message with any one bit turned', () => {
    for (let bit = 0; bit < message.length * 8; bit += 1) expect(isGood(key.jwk, turned(message, bit))).toBe(false);
  });

  test('under another key', () => {
    expect(isGood(keyOf(2).jwk)).toBe(false);
  });

  test.each([0, 1, 32, 63, 65, 128])('of %i bytes', (length) => {
    const cut = new Uint8Array(length);
    cut.set(signature.subarray(0, length));
    expect(isGood(key.jwk, message, cut)).toBe(false);
  });

  test('of zeros', () => {
    expect(isGood(key.jwk, message, new Uint8Array(64))).toBe(false);
  });

  test('with the order of the group added to S, which would be a second signature of the same (RFC 8032 §8.4)', () => {
    const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = littleEndian(signature.subarray(32));
    for (const times of [1n, 2n, 7n]) {
      const other = new Uint8Array(signature);
      other.set(toLittleEndian(s + times * ORDER), 32);
      expect(isGood(key.jwk, message, other)).toBe(false);
    }
  });
});

/** Points of order 1, 2, 4 and 8, and the spellings of them that are not the shortest. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

describe('a key of small order, under which one signature fits many messages, verifies nothing:', () => {
  test.each(SMALL_ORDER)('%s', (point) => {
    for (const r of SMALL_ORDER) {
      const forged = hex(r + '00'.repeat(32));
      for (let n = 0; n < 16; n += 1) expect(isGood(jwkOf(point), bytesOf(n + 1, n), forged)).toBe(false);
    }
  });
});

describe('what is no key verifies nothing, and does not throw:', () => {
  const { x } = key.jwk;
  test.each<[string, PublicJwk]>([
    ['no coordinate', { kty: 'OKP', crv: 'Ed25519' }],
    ['a short coordinate', { kty: 'OKP', crv: 'Ed25519', x: x.slice(0, 20) }],
    ['a long coordinate', { kty: 'OKP', crv: 'Ed25519', x: x + x }],
    ['an empty coordinate', { kty: 'OKP', crv: 'Ed25519', x: '' }],
    ['another curve', { kty: 'OKP', crv: 'X25519', x }],
    ['another curve that signs', { kty: 'OKP', crv: 'Ed448', x }],
    ['no curve', { kty: 'OKP', x }],
    ['another type', { kty: 'EC', crv: 'Ed25519', x }],
    ['a shared secret', { kty: 'oct' }],
    ['nothing', { kty: '' }],
  ])('%s', (_case, jwk) => {
    expect(isGood(jwk)).toBe(false);
    expect(isGood(jwk)).toBe(false);
  });
});

describe('the algorithm is bound to the key:', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicJwk = (pair: typeof ec): PublicJwk => pair.publicKey.export({ format: 'jwk' }) as PublicJwk;

  test('an Ed25519 key is not asked for ES256 or PS256', () => {
    expect(verifySignature('ES256', key.jwk, message, signature)).toBe(false);
    expect(verifySignature('PS256', key.jwk, message, signature)).toBe(false);
  });

  test('a P-256 key is not asked for EdDSA', () => {
    const made = sign('sha256', message, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });
    expect(isGood(publicJwk(ec), message, made)).toBe(false);
  });

  test('an RSA key is not asked for EdDSA', () => {
    expect(isGood(publicJwk(rsa), message, sign('sha256', message, rsa.privateKey))).toBe(false);
  });
});

property.prop([fc.uint8Array(), fc.uint8Array({ maxLength: 70 }), fc.string()])(
  'nothing makes the check throw, and nothing made up is good',
  (over, by, x) => {
    expect(isGood(key.jwk, over, by)).toBe(false);
    expect(isGood({ kty: 'OKP', crv: 'Ed25519', x }, over, by)).toBe(false);
  },
);

test('SHA-256 is that of FIPS 180-4', () => {
  const digest = primitives.sha256(new Uint8Array(Buffer.from('abc')));
  expect(hexOf(digest)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

describe('the journal’s name for a person', () => {
  const venueKey = bytesOf(32);
  const person = { type: 'subject', issuer: '310000', subject: '0102030405060708' } as const;
  const named = (change: object, by = venueKey): string => hexOf(personKey(by, { ...person, ...change }));

  test('is 32 bytes, the same each time', () => {
    expect(named({})).toMatch(/^[0-9a-f]{64}$/u);
    expect(named({})).toBe(named({}));
  });

  test.each([
    ['type', { type: 'document' }],
    ['issuer', { issuer: '310001' }],
    ['subject', { subject: '0102030405060709' }],
    ['border between issuer and subject', { issuer: '31000', subject: '00102030405060708' }],
    ['empty issuer', { issuer: '', subject: '3100000102030405060708' }],
  ])('differs with the %s', (_case, change) => {
    expect(named(change)).not.toBe(named({}));
  });

  test('differs from venue to venue', () => {
    expect(named({}, bytesOf(32, 2))).not.toBe(named({}));
  });
});

function turned(bytes: Uint8Array, bit: number): Uint8Array {
  const other = new Uint8Array(bytes);
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return other;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hexOf(Uint8Array.from(bytes).reverse())}`);
}

function toLittleEndian(value: bigint): Uint8Array {
  return hex(value.toString(16).padStart(64, '0')).reverse();
}
