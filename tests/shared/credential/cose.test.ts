import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { algorithmIn, decodeSign1, kidIn, prepareSign1 } from '../../../shared/credential/cose.ts';
import { healthCode } from '../../../shared/credential/health-code.ts';
import { bytesOf, cbor, envelope, headerOf, hexOf, keyOf, textOf } from './codes.ts';

const key = keyOf(1);
const payload = bytesOf(20);
const good = envelope({ key, payload });
const faultOf = (bytes: Uint8Array): string | null => {
  const read = healthCode.decode(textOf(bytes), primitives);
  if (!read.ok) return read.fault;
  return read.value.algorithm === null ? 'algorithm-unsupported' : null;
};
const tagged = (value: unknown): Uint8Array => Buffer.concat([Uint8Array.of(0xd2), cbor(value)]);
const header = cbor(headerOf(key));
const signature = bytesOf(64);

test('a signed object is taken apart', () => {
  const read = decodeSign1(good);
  if (!read.ok) throw new Error(read.fault);
  expect(algorithmIn(read.value.protectedHeader)).toBe('EdDSA');
  expect(kidIn(read.value.protectedHeader)).toEqual(key.kid);
  expect(hexOf(read.value.payload)).toBe(hexOf(payload));
  const { toBeSigned, signature: made } = read.value;
  expect(verify(null, toBeSigned, createPublicKey({ key: key.jwk, format: 'jwk' }), made)).toBe(true);
});

test('what is signed begins as RFC 9052 §4.4 lays down', () => {
  const read = decodeSign1(good);
  // An array of four, the text "Signature1", the protected header as bytes, no external data, the payload.
  const expected = `846a5369676e617475726531${hexOf(cbor(header))}40${hexOf(cbor(payload))}`;
  expect(read.ok && hexOf(read.value.toBeSigned)).toBe(expected);
});

test('what is prepared and sealed is what another maker would write', () => {
  const prepared = prepareSign1(key.kid, payload);
  expect(hexOf(prepared.seal(key.sign(prepared.toBeSigned)))).toBe(hexOf(good));
});

describe('the structure:', () => {
  test.each([
    ['nothing', new Uint8Array(), 'cbor-malformed'],
    ['a tag and nothing else', Uint8Array.of(0xd2), 'cbor-malformed'],
    ['no tag', good.subarray(1), 'cose-malformed'],
    ['the tag twice', Buffer.concat([Uint8Array.of(0xd2), good]), 'cbor-malformed'],
    ['the tag in two bytes', Buffer.concat([Uint8Array.of(0xd8, 0x12), good.subarray(1)]), 'cbor-malformed'],
    ['the tag of COSE_Mac0', Buffer.concat([Uint8Array.of(0xd1), good.subarray(1)]), 'cbor-malformed'],
    ['the tag of a CWT around it', Buffer.concat([Uint8Array.of(0xd8, 0x3d), good]), 'cbor-malformed'],
    ['a byte after it', Buffer.concat([good, Uint8Array.of(0)]), 'cbor-malformed'],
    ['a byte short', good.subarray(0, -1), 'cbor-malformed'],
    ['no array', tagged(new Map()), 'cose-malformed'],
    ['an empty array', tagged([]), 'cose-malformed'],
    ['three items', tagged([header, new Map(), payload]), 'cose-malformed'],
    ['five items', tagged([header, new Map(), payload, signature, 0]), 'cose-malformed'],
    [
      'a protected header that is not wrapped',
      tagged([headerOf(key), new Map(), payload, signature]),
      'cose-malformed',
    ],
    ['an unprotected header that is wrapped', tagged([header, cbor(new Map()), payload, signature]), 'cose-malformed'],
    ['an array for the unprotected header', tagged([header, [], payload, signature]), 'cose-malformed'],
    ['a detached payload', tagged([header, new Map(), null, signature]), 'cose-malformed'],
    ['a text as payload', tagged([header, new Map(), 'text', signature]), 'cose-malformed'],
    ['no signature', tagged([header, new Map(), payload, null]), 'cose-malformed'],
    ['an array of signatures', tagged([header, new Map(), payload, [signature]]), 'cose-malformed'],
    ['bytes of indefinite length', Buffer.from('d2845f4100ffa04040', 'hex'), 'cbor-malformed'],
  ])('%s', (_case, bytes, fault) => {
    expect(faultOf(bytes)).toBe(fault);
  });
});

describe('the protected header:', () => {
  const protectedBy = (bytes: Uint8Array): Uint8Array => tagged([bytes, new Map(), payload, signature]);
  const withHeader = (entries: [number | string, unknown][]): Uint8Array => protectedBy(cbor(new Map(entries)));
  const { kid } = key;
  test.each([
    ['as it should be', protectedBy(header), null],
    ['empty bytes', protectedBy(new Uint8Array()), 'cose-malformed'],
    ['an empty map', withHeader([]), 'cose-malformed'],
    ['an array', protectedBy(cbor([1, -8])), 'cose-malformed'],
    ['no CBOR', protectedBy(Uint8Array.of(0xff)), 'cose-malformed'],
    ['a byte after the map', protectedBy(Buffer.concat([header, Uint8Array.of(0)])), 'cose-malformed'],
    ['the algorithm twice', protectedBy(Buffer.from(`a3012701270448${hexOf(kid)}`, 'hex')), 'cose-malformed'],
    [
      'nested too deeply',
      protectedBy(Buffer.from(`a301270448${hexOf(kid)}05${'81'.repeat(20)}00`, 'hex')),
      'cbor-too-deep',
    ],
    [
      'too long',
      protectedBy(cbor(new Map<number, unknown>([...headerOf(key), [9, new Array(2048).fill(0)]]))),
      'cbor-too-large',
    ],
    ['no key id', withHeader([[1, -8]]), 'cose-malformed'],
    [
      'a text as key id',
      withHeader([
        [1, -8],
        [4, 'key'],
      ]),
      'cose-malformed',
    ],
    [
      'a number as key id',
      withHeader([
        [1, -8],
        [4, 7],
      ]),
      'cose-malformed',
    ],
    ['no algorithm', withHeader([[4, kid]]), 'algorithm-unsupported'],
    [
      'algorithm 0',
      withHeader([
        [1, 0],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'an HMAC',
      withHeader([
        [1, 5],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'ES512',
      withHeader([
        [1, -36],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'RS256',
      withHeader([
        [1, -257],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'the algorithm’s name',
      withHeader([
        [1, 'EdDSA'],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      '"none"',
      withHeader([
        [1, 'none'],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'a text key for the algorithm',
      withHeader([
        ['alg', -8],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'a critical header we do not know',
      withHeader([
        [1, -8],
        [2, [99]],
        [4, kid],
        [99, 1],
      ]),
      'algorithm-unsupported',
    ],
    [
      'a critical header we do know',
      withHeader([
        [1, -8],
        [2, [1]],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'an empty list of critical headers',
      withHeader([
        [1, -8],
        [2, []],
        [4, kid],
      ]),
      'algorithm-unsupported',
    ],
    [
      'a header we do not know, not critical',
      withHeader([
        [1, -8],
        [4, kid],
        [99, 1],
      ]),
      null,
    ],
  ])('%s', (_case, bytes, fault) => {
    expect(faultOf(bytes)).toBe(fault);
  });

  test.each([
    [-7, 'ES256'],
    [-8, 'EdDSA'],
    [-37, 'PS256'],
  ])('algorithm %i is %s', (id, name) => {
    const read = decodeSign1(protectedBy(cbor(headerOf(key, id))));
    expect(read.ok && algorithmIn(read.value.protectedHeader)).toBe(name);
  });
});

describe('what nobody signed is not believed:', () => {
  const only = (entries: [number, unknown][]): unknown => new Map(entries);
  test('an algorithm in the unprotected header alone', () => {
    const spoilt = { protectedHeader: only([[4, key.kid]]), unprotectedHeader: only([[1, -8]]) };
    expect(faultOf(envelope({ key, payload, ...spoilt }))).toBe('algorithm-unsupported');
  });

  test('a key id in the unprotected header alone', () => {
    const spoilt = { protectedHeader: only([[1, -8]]), unprotectedHeader: only([[4, key.kid]]) };
    expect(faultOf(envelope({ key, payload, ...spoilt }))).toBe('cose-malformed');
  });

  test('an algorithm or key id in both headers: the signed ones hold', () => {
    const unprotectedHeader = only([
      [1, -7],
      [4, bytesOf(8, 99)],
    ]);
    const read = healthCode.decode(textOf(envelope({ key, payload, unprotectedHeader })), primitives);
    expect(read.ok && [read.value.algorithm, read.value.kid]).toEqual(['EdDSA', hexOf(key.kid)]);
  });
});

test('no cut of a good object is read', () => {
  for (let length = 0; length < good.length; length += 1) expect(faultOf(good.subarray(0, length))).not.toBeNull();
});
