import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { openRevocations, type RevokedPrefixes } from '../../../shared/credential/revocation.ts';
import {
  applyChange,
  changeBetween,
  encodeChange,
  encodePrefixes,
  followedBy,
  openChange,
} from '../../../shared/credential/revocation-change.ts';

/** Prefixes that share their upper half, and some that share both but a bit. */
const lists = fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 25 }).map((values) => listOf(values));

function listOf(values: readonly number[]): Uint8Array {
  const ordered = values.toSorted((a, b) => a - b);
  const [upper, lower] = [ordered.map((value) => value >> 2), ordered.map((value) => (value & 3) << 30)];
  return encodePrefixes({ upper: Uint32Array.from(upper), lower: Uint32Array.from(lower) });
}

function opened(list: Uint8Array): RevokedPrefixes {
  const prefixes = openRevocations([list], list.length);
  if (!prefixes.ok) throw new Error(prefixes.fault);
  return prefixes.value;
}

function piecesOf(list: Uint8Array, prefixes: number): Uint8Array[] {
  const pieces = [];
  for (let at = 0; at < list.length; at += prefixes * 8) pieces.push(list.subarray(at, at + prefixes * 8));
  return pieces;
}

property.prop([lists, lists, fc.integer({ min: 1, max: 6 })])(
  'a change makes the newer list of the older one, however that is cut',
  (from, to, prefixes) => {
    const change = openChange(encodeChange(changeBetween(opened(from), opened(to))));
    if (!change.ok) throw new Error(change.fault);
    expect(Buffer.concat([...applyChange(piecesOf(from, prefixes), change.value)])).toEqual(Buffer.from(to));
  },
);

property.prop([fc.array(lists, { minLength: 3, maxLength: 6 })])('several changes are as good as one', (all) => {
  const prefixes = all.map(opened);
  const changes = prefixes.slice(1).map((to, i) => changeBetween(prefixes[i] ?? to, to));
  const joined = changes.reduce(followedBy);
  expect(Buffer.concat([...applyChange(all.slice(0, 1), joined)])).toEqual(Buffer.from(all.at(-1) ?? []));
});

test.each([
  ['nothing', ''],
  ['no count', '000000'],
  ['fewer than were taken off', '000000020000000000000001'],
  ['half a prefix', '00000000000000'],
  ['prefixes out of order', '0000000000000000000000020000000000000001'],
])('a change with %s is refused', (_case, hex) => {
  expect(openChange(Buffer.from(hex, 'hex'))).toEqual({ ok: false, fault: 'revocations-malformed' });
});
