import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decodeCbor, encodeCbor } from '../../shared/credential/cbor.ts';
import { decodeEntry } from '../../shared/entry.ts';
import { encodeEntry, NO_PREVIOUS_HASH, type Entry } from '../../shared/journal.ts';

const ENTRY: Entry = {
  chain: '0180bab7-0c00-7000-8000-000000000001',
  sequence: 0,
  id: '0180baed-fa80-7000-8000-000000000002',
  previousHash: NO_PREVIOUS_HASH,
  type: 'scan',
  refersTo: null,
  epochMs: Date.UTC(2022, 4, 13, 1),
  offsetMinutes: 480,
  isClockConfirmed: false,
  source: 'camera',
  format: 'health-code',
  verdict: 'admit',
  reasons: ['all-checks-passed'],
  colour: 'green',
  testAgeSeconds: 169_200,
  maskedName: '张*三',
  personKey: new Uint8Array(32).fill(7),
  personKeyId: 'v1',
  policyVersion: 1,
  durationMs: 4,
  guard: null,
  lane: null,
  sealed: Uint8Array.of(1, 2, 3),
  anchor: null,
};

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const text = fc.string({ unit: 'grapheme' }).filter((it) => !it.includes('\0'));

property.prop([
  fc.record({
    sequence: fc.nat(),
    epochMs: fc.maxSafeInteger(),
    reasons: fc.array(text),
    maskedName: maybe(text),
    testAgeSeconds: maybe(fc.integer()),
    personKey: maybe(fc.uint8Array({ minLength: 32, maxLength: 32 })),
    sealed: maybe(fc.uint8Array()),
    isClockConfirmed: fc.boolean(),
  }),
])('whatever a journal encodes is read back', (changed) => {
  const entry = { ...ENTRY, ...changed };
  expect(decodeEntry(encodeEntry(entry))).toEqual({ ok: true, value: entry });
});

const anchor = fc.record({
  chain: fc.constant(ENTRY.chain),
  sequence: fc.nat(),
  hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});
const signed = fc.oneof(
  fc.constant({ keyId: null, signature: null }),
  fc.record({ keyId: fc.constant('k'.repeat(43)), signature: fc.uint8Array({ minLength: 64, maxLength: 64 }) }),
);

property.prop([anchor, signed])('an anchor is read back, in the second version', (head, by) => {
  const entry = { ...ENTRY, anchor: { ...head, ...by } };
  const bytes = encodeEntry(entry);
  expect([...bytes.slice(0, 2)]).toEqual([0x97, 2]);
  expect(decodeEntry(bytes)).toEqual({ ok: true, value: entry });
});

property.prop([anchor, maybe(signed), text])('a guard is read back, in the third version', (head, by, guard) => {
  const entry = { ...ENTRY, guard, anchor: by && { ...head, ...by } };
  const bytes = encodeEntry(entry);
  expect([...bytes.slice(0, 3)]).toEqual([0x98, 24, 3]);
  expect(decodeEntry(bytes)).toEqual({ ok: true, value: entry });
});

test.each<[string, unknown[]]>([
  ['none', []],
  ['an anchor alone', [null]],
  ['no guard', [null, null]],
  ['a number', [null, 7]],
  ['a NUL in it', [null, 'G\0']],
  ['an anchor that is none', [7, 'G07']],
  ['more than a guard', [null, 'G07', null]],
])('an entry is not read with a guard like this: %s', (_what, further) => {
  const { value } = decodeCbor(changed(0, 3)) as { value: unknown[] };
  expect(decodeEntry(encodeCbor([...value, ...further]))).toEqual({ ok: false, fault: 'entry-malformed' });
});

property.prop([maybe(fc.tuple(anchor, signed)), maybe(text)])(
  'a lane is read back, in the fourth version',
  (head, guard) => {
    const entry: Entry = { ...ENTRY, lane: 'out', guard, anchor: head && { ...head[0], ...head[1] } };
    const bytes = encodeEntry(entry);
    expect([...bytes.slice(0, 3)]).toEqual([0x98, 25, 4]);
    expect(decodeEntry(bytes)).toEqual({ ok: true, value: entry });
  },
);

test.each<[string, unknown[]]>([
  ['none', []],
  ['a guard alone', [null, 'G07']],
  ['no lane', [null, 'G07', null]],
  ['the lane of who comes in', [null, null, 'in']],
  ['a number', [null, null, 7]],
  ['a guard that is none', [null, 7, 'out']],
  ['an anchor that is none', [7, null, 'out']],
  ['more than a lane', [null, null, 'out', null]],
])('an entry is not read with a lane like this: %s', (_what, further) => {
  const { value } = decodeCbor(changed(0, 4)) as { value: unknown[] };
  expect(decodeEntry(encodeCbor([...value, ...further]))).toEqual({ ok: false, fault: 'entry-malformed' });
});

property.prop([fc.uint8Array({ maxLength: 400 })])('any bytes have an answer', (bytes) => {
  expect(decodeEntry(bytes).ok).toBe(false);
});

property.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])('what is read has one encoding only', (at, flip) => {
  const bytes = encodeEntry(ENTRY);
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip;
  const decoded = decodeEntry(bytes);
  if (decoded.ok) expect(encodeEntry(decoded.value)).toEqual(bytes);
});

/** The entry in the second version, with this for an anchor. */
function anchored(item: unknown): Uint8Array {
  const { value } = decodeCbor(changed(0, 2)) as { value: unknown[] };
  return encodeCbor([...value, item]);
}

const HEAD = [ENTRY.chain, 7, new Uint8Array(32)];

test('the table below changes an anchor that is good', () => {
  expect(decodeEntry(anchored([...HEAD, null, null])).ok).toBe(true);
  expect(decodeEntry(anchored([...HEAD, 'k'.repeat(43), new Uint8Array(64)])).ok).toBe(true);
});

test.each<[string, Uint8Array]>([
  ['none in the second version', anchored(null)],
  ['not even null in the second version', changed(0, 2)],
  [
    'one in the first version',
    encodeCbor([...(decodeCbor(changed(0, 1)) as { value: unknown[] }).value, [...HEAD, null, null]]),
  ],
  ['a key and no signature', anchored([...HEAD, 'k'.repeat(43), null])],
  ['a signature and no key', anchored([...HEAD, null, new Uint8Array(64)])],
  ['a signature of 63 bytes', anchored([...HEAD, 'k'.repeat(43), new Uint8Array(63)])],
  ['a key of 42 characters', anchored([...HEAD, 'k'.repeat(42), new Uint8Array(64)])],
  ['a hash of 31 bytes', anchored([ENTRY.chain, 7, new Uint8Array(31), null, null])],
  ['a negative sequence', anchored([ENTRY.chain, -1, new Uint8Array(32), null, null])],
  ['a chain that is none', anchored(['chain', 7, new Uint8Array(32), null, null])],
  ['more than an anchor', anchored([...HEAD, null, null, null])],
])('an entry is not read with an anchor like this: %s', (_what, bytes) => {
  expect(decodeEntry(bytes)).toEqual({ ok: false, fault: 'entry-malformed' });
});

/** The entry's items, one of them another. */
function changed(place: number, item: unknown): Uint8Array {
  const items = [1, ENTRY.chain, 0, ENTRY.id, ENTRY.previousHash, 'scan', null, 0, 480, false, null, null, null, []];
  const list: unknown[] = [...items, null, null, null, null, null, null, null, null];
  list[place] = item;
  return encodeCbor(list);
}

test('the table below changes an entry that is good', () => {
  expect(decodeEntry(changed(0, 1)).ok).toBe(true);
});

test.each<[string, Uint8Array, string]>([
  ['no array', encodeCbor('entry'), 'entry-malformed'],
  ['an item too few', encodeCbor([1]), 'entry-malformed'],
  ['another version', changed(0, 5), 'entry-of-a-newer-release'],
  ['another version with fields nobody knows yet', encodeCbor([5, 'more']), 'entry-of-a-newer-release'],
  ['a chain in capitals', changed(1, ENTRY.chain.replace('b', 'B')), 'entry-malformed'],
  ['a negative sequence', changed(2, -1), 'entry-malformed'],
  ['a hash of 31 bytes', changed(4, new Uint8Array(31)), 'entry-malformed'],
  ['a type of its own', changed(5, 'party'), 'entry-malformed'],
  ['a fraction of a millisecond', changed(7, 0.5), 'entry-malformed'],
  ['a NUL in a text', changed(11, 'a\0'), 'entry-malformed'],
  ['a NUL in a reason', changed(13, ['a\0']), 'entry-malformed'],
  ['a verdict of its own', changed(12, 'maybe'), 'entry-malformed'],
  ['something after it', Uint8Array.of(...changed(0, 1), 0), 'entry-malformed'],
])('an entry is not read with %s', (_what, bytes, fault) => {
  expect(decodeEntry(bytes)).toEqual({ ok: false, fault });
});

/** An entry that is good, one of its items in other bytes; each of the others in the shortest. */
function spelled(place: number, ...bytes: number[]): Uint8Array {
  const { value } = decodeCbor(changed(0, 1)) as { value: unknown[] };
  const items = value.map((item, i) => (i === place ? Uint8Array.from(bytes) : encodeCbor(item)));
  return Uint8Array.from([0x96, ...items.flatMap((item) => [...item])]);
}

test('the table below spells an entry that is good', () => {
  expect(spelled(2, 0)).toEqual(Uint8Array.from(changed(0, 1)));
  expect(decodeEntry(spelled(2, 0)).ok).toBe(true);
});

test.each<[string, Uint8Array]>([
  ['a version in two bytes', spelled(0, 0x18, 1)],
  ['a version as a float', spelled(0, 0xf9, 0x3c, 0)],
  ['a version in text', spelled(0, 0x61, 0x31)],
  ['no version', spelled(0, 0xf6)],
  ['a sequence in two bytes', spelled(2, 0x18, 0)],
  ['a sequence of minus zero', spelled(2, 0xf9, 0x80, 0)],
  ['a time as a float of two bytes', spelled(7, 0xf9, 0, 0)],
  ['a time as a float of eight bytes', spelled(7, 0xfb, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['a tag before an item', spelled(7, 0xc1, 0)],
  ['undefined for null', spelled(6, 0xf7)],
  ['a list without a length', spelled(13, 0x9f, 0xff)],
  ['a list with its length in two bytes', spelled(13, 0x98, 0)],
  ['a map for a list', spelled(13, 0xa0)],
  ['a null too many', encodeCbor([...(decodeCbor(changed(0, 1)) as { value: unknown[] }).value, null])],
])('an entry has one encoding, and is not read with %s', (_what, bytes) => {
  expect(decodeEntry(bytes)).toEqual({ ok: false, fault: 'entry-malformed' });
});
