import { fc, test as property } from '@fast-check/vitest';
import { decode } from 'cborg';
import { describe, expect, test } from 'vitest';
import { decodeCbor, decodeForeignCbor } from '../../../shared/credential/cbor.ts';
import { MAX_DEPTH, MAX_ITEMS, OPAQUE } from '../../../shared/credential/cbor-decode.ts';
import { fail, ok } from '../../../shared/result.ts';
import { cbor } from './codes.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/ /gu, ''), 'hex'));

const faultOf = (bytes: Uint8Array): string | null => {
  const read = decodeForeignCbor(bytes);
  return read.ok ? null : read.fault;
};

describe('the limits, on both sides', () => {
  const nested = (depth: number): Uint8Array => hex(`${'81'.repeat(depth)}00`);
  const listOf = (items: number): Uint8Array =>
    Buffer.concat([hex('99'), Buffer.of(items >> 8, items & 255), Buffer.alloc(items)]);
  test.each([
    ['as deep as may be', nested(MAX_DEPTH - 1), null],
    ['a level deeper', nested(MAX_DEPTH), 'cbor-too-deep'],
    ['a tag in every level', hex(`${'c0'.repeat(MAX_DEPTH)}00`), 'cbor-too-deep'],
    ['as many items as may be', listOf(MAX_ITEMS - 1), null],
    ['an item more', listOf(MAX_ITEMS), 'cbor-too-large'],
    ['a million bytes of nested lists', new Uint8Array(1_000_000).fill(0x81), 'cbor-too-deep'],
    ['a list of 2^64 - 1 items', hex('9bffffffffffffffff'), 'cbor-malformed'],
    ['a map of 2^63 entries', hex('bb8000000000000000'), 'cbor-malformed'],
    ['a text of 2^32 bytes', hex('7affffffff61'), 'cbor-malformed'],
  ])('%s', (_case, bytes, fault) => {
    expect(faultOf(bytes)).toBe(fault);
  });
});

describe('what is not one whole item', () => {
  test.each([
    ['nothing', ''],
    ['a byte after the end', '00 00'],
    ['a list that ends early', '82 00'],
    ['a map without its last value', 'a1 00'],
    ['bytes that end early', '42 00'],
    ['a head that ends early', '19 01'],
    ['a tag of nothing', 'c0'],
    ['a list of indefinite length', '9f 00 ff'],
    ['a map of indefinite length', 'bf 00 00 ff'],
    ['text of indefinite length', '7f 61 61 ff'],
    ['bytes of indefinite length', '5f 41 00 ff'],
    ['a break alone', 'ff'],
    ['reserved lengths', '1c'],
    ['text that is not UTF-8', '61 ff'],
    ['text with a surrogate', '63 ed a0 80'],
    ['a key that is not UTF-8', 'a1 61 ff 00'],
    ['a key of bytes, which could be there twice', 'a1 41 01 00'],
    ['a key of bytes within a list in a map', 'a1 01 82 00 a1 41 01 00'],
    ['a key that is a list', 'a1 81 01 00'],
    ['a key that is a map', 'a1 a0 00'],
    ['a key that is true', 'a1 f5 00'],
    ['a key with a tag', 'a1 c0 01 00'],
  ])('%s', (_case, coded) => {
    expect(decodeForeignCbor(hex(coded))).toEqual(fail('cbor-malformed'));
  });
});

test.each([
  ['a number, in two lengths', 'a2 01 00 18 01 00'],
  ['a text', 'a2 61 61 00 61 61 00'],
])('a key may be there once only: %s', (_case, coded) => {
  expect(decodeForeignCbor(hex(coded))).toEqual(fail('cbor-malformed'));
});

describe('what others may encode in their own way', () => {
  test.each([
    ['a number in more bytes than it needs', '1b 0000000000000005', 5],
    ['a length in more bytes than it needs', '98 01 05', [5]],
    [
      'a time as text with its tag',
      `c0 74 ${Buffer.from('2022-05-12T08:00:00Z').toString('hex')}`,
      '2022-05-12T08:00:00Z',
    ],
    ['a time in seconds with its tag', 'c1 1a 627cc200', 0x627cc200],
    ['a fraction', 'f9 3800', 0.5],
    [
      'keys in any order',
      'a2 02 00 01 00',
      new Map([
        [2, 0],
        [1, 0],
      ]),
    ],
  ])('%s', (_case, coded, expected) => {
    expect(decodeForeignCbor(hex(coded))).toEqual(ok(expected));
  });

  test.each([
    ['a key twice', 'a2 01 00 01 00'],
    ['a key twice, spelt in two ways', 'a2 01 00 1801 00'],
    ['a number beyond 2^53 as a key', 'a1 1b ffffffffffffffff 00'],
    ['bytes as a key', 'a1 41 00 00'],
    ['a simple value that is none', 'e0'],
    ['a tag before nothing', 'c2'],
  ])('but not %s', (_case, coded) => {
    expect(decodeForeignCbor(hex(coded))).toEqual(fail('cbor-malformed'));
    expect(decodeCbor(hex(coded))).toEqual(fail('cbor-malformed'));
  });

  test.each([
    ['an item under a tag that is no time', 'c2 41 00', OPAQUE],
    ['undefined', 'f7', undefined],
    ['not a number', 'f9 7e00', OPAQUE],
    ['infinity', 'f9 7c00', OPAQUE],
    ['a number beyond 2^53', '1b ffffffffffffffff', OPAQUE],
  ])('%s is of no use, and spoils nothing beside it; ours has none', (_case, coded, expected) => {
    expect(decodeForeignCbor(hex(`82 ${coded} 01`))).toEqual(ok([expected, 1]));
    expect(decodeCbor(hex(`82 ${coded} 01`))).toEqual(fail('cbor-malformed'));
  });
});

property.prop([fc.jsonValue({ maxDepth: 5 })])('whatever a JSON value is encoded to is read', (value) => {
  expect(faultOf(cbor(value))).toBeNull();
});

/** What a library that is used by many makes of the same bytes; `undefined`: it takes no such thing. */
function decodedByLibrary(bytes: Uint8Array): unknown {
  const taken = (item: () => unknown): unknown => item();
  try {
    return decode(bytes, {
      useMaps: true,
      rejectDuplicateMapKeys: true,
      allowIndefinite: false,
      allowUndefined: true,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      strict: false,
      tags: { 0: taken, 1: taken },
    });
  } catch {
    return undefined;
  }
}

function isOpaqueWithin(value: unknown): boolean {
  if (value instanceof Map) return [...value.values()].some(isOpaqueWithin);
  return Array.isArray(value) ? value.some(isOpaqueWithin) : value === OPAQUE;
}

const shortItem = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.jsonValue({ maxDepth: 4 }).map((value) => cbor(value)),
  fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.nat({ max: 255 })).map(([value, at, byte]) => {
    const bytes = Uint8Array.from(cbor(value));
    bytes[at % bytes.length] = byte;
    return bytes;
  }),
  fc.double().map((value) => cbor(value)),
  fc.nat({ max: 0xffff }).map((bits) => Uint8Array.of(0xf9, bits >> 8, bits & 255)),
);

property.prop([shortItem], { numRuns: 20_000 })('what is read is what a library reads', (bytes) => {
  const read = decodeForeignCbor(bytes);
  // What is refused may be so for rules of ours: keys, limits, the encoding of text.
  if (read.ok && !isOpaqueWithin(read.value)) expect(read.value).toEqual(decodedByLibrary(bytes));
});

test('byte strings are read from the middle of a larger buffer', () => {
  const within = Buffer.concat([Buffer.alloc(5), hex('82 43 010203 fb 3ff8000000000000')]).subarray(5);
  expect(decodeForeignCbor(within)).toEqual(ok([Uint8Array.of(1, 2, 3), 1.5]));
});
