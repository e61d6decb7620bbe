import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decodeCbor } from '../../shared/credential/cbor.ts';
import { encodeEntry, NO_PREVIOUS_HASH, type Entry } from '../../shared/journal.ts';

/** The entry of the worked example in docs/journal.md. */
const EXAMPLE: Entry = {
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
  personKey: Uint8Array.from({ length: 32 }, (_, i) => i),
  personKeyId: 'v1',
  policyVersion: 1,
  durationMs: 4,
  guard: null,
  lane: null,
  sealed: null,
  anchor: null,
};

const PAGE = readFileSync(new URL('../../docs/journal.md', import.meta.url), 'utf8');

/** The `which`-th unnamed code block after "Worked example", comments and white space taken out. */
function hexInPage(which: number): string {
  const blocks = PAGE.slice(PAGE.indexOf('### Worked example')).split('```');
  return (blocks[2 * which + 1] ?? '').replaceAll(/#.*$/gm, '').replaceAll(/\s/g, '');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test('the worked example in the documentation is right, byte for byte', () => {
  expect(hex(encodeEntry(EXAMPLE))).toBe(hexInPage(0));
});

test('the hash in the documentation is that of its example', () => {
  expect(createHash('sha256').update(encodeEntry(EXAMPLE)).digest('hex')).toBe(hexInPage(1));
});

test('what is absent stands as null in its place', () => {
  const absent = {
    source: null,
    format: null,
    verdict: null,
    reasons: [],
    colour: null,
    testAgeSeconds: null,
    maskedName: null,
    personKey: null,
    personKeyId: null,
    policyVersion: null,
    durationMs: null,
  };
  const decoded = decodeCbor(encodeEntry({ ...EXAMPLE, ...absent }));
  expect(decoded.ok && (decoded.value as unknown[]).slice(10)).toEqual([
    null,
    null,
    null,
    [],
    ...Array<null>(8).fill(null),
  ]);
});

test.each<[string, Partial<Entry>]>([
  ['chain', { chain: '0180bab7-0c00-7000-8000-000000000002' }],
  ['sequence', { sequence: 1 }],
  ['id', { id: '0180baed-fa80-7000-8000-000000000003' }],
  ['previous hash', { previousHash: new Uint8Array(32).fill(1) }],
  ['type', { type: 'manual' }],
  ['entry it refers to', { refersTo: '0180baed-fa80-7000-8000-000000000002' }],
  ['time', { epochMs: EXAMPLE.epochMs + 1 }],
  ['offset', { offsetMinutes: -480 }],
  ['confirmation of the clock', { isClockConfirmed: true }],
  ['source', { source: 'serial' }],
  ['format', { format: 'hcert' }],
  ['verdict', { verdict: 'refer' }],
  ['reasons', { reasons: [] }],
  ['order of reasons', { reasons: ['b', 'a'] }],
  ['colour', { colour: 'red' }],
  ['test age', { testAgeSeconds: -1 }],
  ['masked name', { maskedName: '张*四' }],
  ['absence of a name', { maskedName: null }],
  ['emptiness of a name', { maskedName: '' }],
  ['person key', { personKey: new Uint8Array(32) }],
  ['person key id', { personKeyId: 'v2' }],
  ['policy version', { policyVersion: 2 }],
  ['duration', { durationMs: 5 }],
  ['sealed bytes', { sealed: new Uint8Array(0) }],
  ['guard', { guard: 'G07' }],
  ['lane', { lane: 'out' }],
])('another %s is another encoding', (_field, change) => {
  expect(hex(encodeEntry({ ...EXAMPLE, ...change }))).not.toBe(hex(encodeEntry(EXAMPLE)));
});

test('text moved from one field to the next is another encoding', () => {
  const a = encodeEntry({ ...EXAMPLE, format: 'ab', personKeyId: 'c' });
  expect(hex(a)).not.toBe(hex(encodeEntry({ ...EXAMPLE, format: 'a', personKeyId: 'bc' })));
});

property.prop([fc.integer(), fc.array(fc.string({ unit: 'grapheme' })), fc.uint8Array()])(
  'the encoding depends on what an entry says and not on how its object was made',
  (testAgeSeconds, reasons, sealed) => {
    const entry = { ...EXAMPLE, testAgeSeconds, reasons, sealed };
    const reversed = Object.fromEntries(Object.entries(entry).reverse()) as unknown as Entry;
    expect(hex(encodeEntry({ ...reversed, sealed: Buffer.from(sealed) }))).toBe(hex(encodeEntry(entry)));
  },
);
