import { describe, expect, test } from 'vitest';
import { shcTexts } from '../../scripts/foreign-codes.ts';
import { gather, MAX_PARTS, PARTS_HELD_MS, partOf, type Gathered } from '../../shared/parts.ts';
import type { StructuredAppend } from '../../shared/qr/engine.ts';

interface Shown {
  readonly text: string;
  readonly structuredAppend?: StructuredAppend;
  readonly atMs?: number;
}

/** What the last of several scans came to. */
function afterAll(shown: readonly Shown[]): Gathered {
  let gathered: Gathered = { text: '', held: null };
  for (const { atMs = 0, ...scan } of shown) gathered = gather(gathered.held, scan, atMs);
  return gathered;
}

function saidAfter(...shown: readonly Shown[]): string {
  const gathered = afterAll(shown);
  return gathered.text ?? `${gathered.progress.have} of ${gathered.progress.of}`;
}

const JWS = 'eyJ.abcdefghijklmnopqrstuvwxyz.0123456789';
const [WHOLE = ''] = shcTexts(JWS);
const [ONE, TWO, THREE] = shcTexts(JWS, 3).map((text) => ({ text })) as [Shown, Shown, Shown];

describe('a card in three parts', () => {
  test.each([
    ['in order', [ONE, TWO, THREE]],
    ['backwards', [THREE, TWO, ONE]],
    ['with parts shown again', [TWO, TWO, ONE, TWO, ONE, THREE]],
  ])('is whole when all were shown: %s', (_case, shown) => {
    expect(saidAfter(...shown)).toBe(WHOLE);
  });

  test('tells how far the visitor has got', () => {
    expect(saidAfter(TWO)).toBe('1 of 3');
    expect(saidAfter(TWO, TWO)).toBe('1 of 3');
    expect(saidAfter(TWO, THREE)).toBe('2 of 3');
  });

  test('is forgotten when another code is shown in between', () => {
    expect(saidAfter(ONE, TWO, { text: 'DS1:X' })).toBe('DS1:X');
    expect(saidAfter(ONE, TWO, { text: 'DS1:X' }, THREE)).toBe('1 of 3');
  });

  test('is forgotten when a part of another card is shown', () => {
    const other = { text: `${ONE.text}00` };
    expect(saidAfter(ONE, TWO, other)).toBe('1 of 3');
    expect(saidAfter(ONE, TWO, { text: 'shc:/1/2/0000' })).toBe('1 of 2');
  });

  test('is waited for 30 s from part to part', () => {
    expect(PARTS_HELD_MS).toBe(30_000);
    const late = (text: string, atMs: number): Shown => ({ text, atMs });
    expect(saidAfter(ONE, late(TWO.text, 30_000), late(THREE.text, 60_000))).toBe(WHOLE);
    expect(saidAfter(ONE, late(TWO.text, 30_001))).toBe('1 of 3');
  });
});

describe('a message that a QR code spreads over several symbols', () => {
  const part = (index: number, text: string, id = '7', size = 3): Shown => ({
    text,
    structuredAppend: { index, size, id },
  });

  test('is joined in any order', () => {
    expect(saidAfter(part(2, 'c'), part(0, 'a'), part(1, 'b'))).toBe('abc');
    expect(saidAfter(part(0, 'shc:/12'), part(1, '34', '7', 2))).toBe('1 of 2');
    expect(saidAfter(part(0, 'shc:/12', '7', 2), part(1, '34', '7', 2))).toBe('shc:/1234');
  });

  test('is told from another by its parity', () => {
    expect(saidAfter(part(0, 'a'), part(1, 'b'), part(2, 'c', '8'))).toBe('1 of 3');
  });

  test('of one symbol is a whole code', () => {
    expect(saidAfter({ text: 'a', structuredAppend: { index: 0, size: 1, id: '7' } })).toBe('a');
    expect(saidAfter({ text: 'a', structuredAppend: { index: 3, size: 3, id: '7' } })).toBe('a');
  });
});

test.each([
  ['a whole card', 'shc:/1234'],
  ['part 0', 'shc:/0/2/12'],
  ['part 3 of 2', 'shc:/3/2/12'],
  ['a part of more than 16', `shc:/1/${MAX_PARTS + 1}/12`],
  ['letters', 'shc:/1/2/12a'],
  ['a nought before the number', 'shc:/01/2/12'],
  ['a health code', 'DS1:X'],
])('%s is no part', (_case, text) => {
  expect(partOf({ text })).toBeNull();
});

test('a part of one is the whole', () => {
  expect(saidAfter({ text: 'shc:/1/1/1234' })).toBe('shc:/1234');
});
