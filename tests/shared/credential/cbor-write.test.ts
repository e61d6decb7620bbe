import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { encodeCbor } from '../../../shared/credential/cbor.ts';
import { cborWriter } from '../../../shared/credential/cbor-write.ts';

const writer = cborWriter();

type Item = number | string | boolean | null | Uint8Array;

function write(items: readonly Item[]): Uint8Array {
  writer.begin();
  writer.array(items.length);
  for (const item of items) {
    if (item === null) writer.nothing();
    else if (typeof item === 'number') writer.integer(item);
    else if (typeof item === 'string') writer.text(item);
    else if (typeof item === 'boolean') writer.boolean(item);
    else writer.bytes(item);
  }
  return writer.copy();
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  // Lone surrogates as well.
  fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
);

property.prop([fc.array(fc.oneof(fc.maxSafeInteger(), anyText, fc.boolean(), fc.constant(null), fc.uint8Array()))], {
  numRuns: 1000,
})('any items are written as the library writes them', (items) => {
  expect(hex(write(items))).toBe(hex(encodeCbor(items)));
});

const EDGES = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];

test.each([...EDGES, ...EDGES.map((edge) => -1 - edge).filter((it) => Number.isSafeInteger(it))])(
  'the integer %d is written as the library writes it',
  (value) => {
    expect(hex(write([value]))).toBe(hex(encodeCbor([value])));
  },
);

test.each([0, 1, 23, 24, 85, 86, 255, 256, 65_535, 65_536])('text and bytes of length %d too', (length) => {
  for (const letter of ['a', 'é', '张', '𠮷', '\ud800', '\0']) {
    const items = [letter.repeat(length), new Uint8Array(length).fill(7)];
    expect(hex(write(items))).toBe(hex(encodeCbor(items)));
  }
});

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is no integer', (value) => {
  expect(() => write([value])).toThrow(RangeError);
  expect(hex(write([1]))).toBe('8101');
});

test('what is copied stays when the next is written; what is seen does not', () => {
  const [first, seen] = [write([1]), writer.view()];
  write([2]);
  expect([hex(first), hex(seen)]).toEqual(['8101', '8102']);
});
