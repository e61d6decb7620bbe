import { createHash } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import {
  buildRevocations,
  hasPrefix,
  isRevoked,
  NO_REVOCATIONS,
  openRevocations,
  type RevokedId,
} from '../../../shared/credential/revocation.ts';

const { sha256 } = primitives;
const issuedAt = 1_000_000;
const revoked = (list: readonly RevokedId[], issuer: string, id: string): boolean =>
  isRevoked(buildRevocations(list), { issuer, id, issuedAt }, 'k1', sha256);

describe('a credential is taken back', () => {
  const list = [
    { issuer: 'AT', id: 'one' },
    { issuer: 'AT', id: 'two', issuedBefore: issuedAt },
    { issuer: 'AT', id: 'three', issuedBefore: issuedAt + 1 },
    { issuer: 'AT', kid: 'k1', id: 'five' },
    { issuer: 'AT', kid: 'k2', id: 'six' },
    { issuer: '香港', id: '四' },
  ];
  test.each([
    ['by its issuer', 'AT', 'one', true],
    ['not by another issuer', 'DE', 'one', false],
    ['not by another id', 'AT', 'onetwo', false],
    ['not when it was issued in the second named', 'AT', 'two', false],
    ['when it was issued before the second named', 'AT', 'three', true],
    ['when it was signed under the key named', 'AT', 'five', true],
    ['not when it was signed under another key', 'AT', 'six', false],
    ['in any script', '香港', '四', true],
    ['not where issuer and id only join to the same', 'ATo', 'ne', false],
  ])('%s', (_case, issuer, id, expected) => {
    expect(revoked(list, issuer, id)).toBe(expected);
  });

  test('named with and without a time, for all times', () => {
    expect(
      revoked(
        [
          { issuer: 'AT', id: 'x', issuedBefore: 5 },
          { issuer: 'AT', id: 'x' },
        ],
        'AT',
        'x',
      ),
    ).toBe(true);
  });

  test('never where nothing is revoked', () => {
    expect(isRevoked(NO_REVOCATIONS, { issuer: 'AT', id: 'one', issuedAt }, 'k1', sha256)).toBe(false);
  });
});

const openWhole = (list: Uint8Array): ReturnType<typeof openRevocations> => openRevocations([list], list.length);

describe('a list of prefixes', () => {
  const prefix = (issuer: string, id: string): Buffer =>
    createHash('sha256').update(`${issuer}\0${id}`).digest().subarray(0, 8);
  const listOf = (...prefixes: Buffer[]): Buffer => Buffer.concat(prefixes.toSorted((a, b) => a.compare(b)));

  test('is the first 8 bytes of SHA-256(issuer ‖ 0 ‖ id), in order', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `id-${i}`);
    const opened = openWhole(listOf(...ids.map((id) => prefix('AT', id))));
    if (!opened.ok) throw new Error(opened.fault);
    const revocations = buildRevocations([{ issuer: 'AT', id: 'named' }], opened.value);
    const isOut = (id: string): boolean => isRevoked(revocations, { issuer: 'AT', id, issuedAt }, 'k1', sha256);
    expect(isOut('named')).toBe(true);
    expect(ids.every(isOut)).toBe(true);
    expect(Array.from({ length: 1000 }, (_, i) => `other-${i}`).some(isOut)).toBe(false);
  });

  test('opens from the middle of a larger buffer', () => {
    const within = Buffer.concat([Buffer.alloc(3), listOf(prefix('AT', 'one'))]).subarray(3);
    const opened = openWhole(within);
    expect(
      opened.ok && hasPrefix(opened.value, prefix('AT', 'one').readUInt32BE(0), prefix('AT', 'one').readUInt32BE(4)),
    ).toBe(true);
  });

  test.each([
    ['a length that is no multiple of 8', Buffer.alloc(9)],
    ['the same twice', Buffer.alloc(16)],
    ['upper halves out of order', Buffer.from('00000002000000000000000100000000', 'hex')],
    ['lower halves out of order', Buffer.from('00000001000000020000000100000001', 'hex')],
  ])('with %s is refused', (_case, list) => {
    expect(openWhole(list)).toEqual({ ok: false, fault: 'revocations-malformed' });
  });

  test('may be empty', () => {
    expect(openRevocations([], 0)).toMatchObject({ ok: true });
  });
});

property.prop([fc.uniqueArray(fc.nat({ max: 0xffff_ffff }), { maxLength: 50 }), fc.nat({ max: 0xffff_ffff })])(
  'a search finds what is there and nothing else',
  (values, other) => {
    const upper = Uint32Array.from(values).sort();
    const lower = Uint32Array.from(upper, (value) => (value * 7) >>> 0);
    const list = new DataView(new ArrayBuffer(upper.length * 8));
    for (const [i, high] of upper.entries()) {
      list.setUint32(i * 8, high);
      list.setUint32(i * 8 + 4, lower[i] ?? 0);
    }
    const opened = openWhole(new Uint8Array(list.buffer));
    if (!opened.ok) throw new Error(opened.fault);
    for (const [i, high] of upper.entries()) expect(hasPrefix(opened.value, high, lower[i] ?? 0)).toBe(true);
    expect(hasPrefix(opened.value, other, (other * 7) >>> 0)).toBe(values.includes(other));
    for (const high of upper) expect(hasPrefix(opened.value, high, ((high * 7) >>> 0) ^ 1)).toBe(false);
  },
);
