import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { makeScannerDriver } from '../../../electron/readers/scanner.ts';
import { bytesOf, cutAt, latin1 } from '../../shared/stream-kit.ts';
import { play, type Played } from './driver-kit.ts';

function textsOf(it: Played): string[] {
  return it.presented().map((what) => (what.kind === 'code' ? what.text : what.kind));
}

function troubles(it: Played): string[] {
  return it.actions.flatMap((action) => (action.kind === 'trouble' ? [action.fault] : []));
}

test('it is ready as soon as its port is open: nobody can ask it', () => {
  expect(play(makeScannerDriver(115_200)).told()).toEqual(['ready']);
});

test('a code with a terminator is presented at once, with its time on the wire', () => {
  const it = play(makeScannerDriver(115_200));
  it.hear(latin1('HC1:'));
  it.hear(latin1('ABC\r'), 12);
  expect(it.presented()).toEqual([{ kind: 'code', text: 'HC1:ABC', source: 'serial', wireMs: 12 }]);
});

test.each([
  [9600, 99, []],
  [9600, 100, ['HC1:ABC']],
  [115_200, 44, []],
  [115_200, 45, ['HC1:ABC']],
] as const)('without a terminator, at %i baud, %i ms after its last byte it is %j', (rate, afterMs, expected) => {
  const it = play(makeScannerDriver(rate), undefined, rate);
  it.hear(latin1('HC1:ABC'));
  it.pass(afterMs);
  expect(textsOf(it)).toEqual(expected);
});

test('without a terminator, a code that is known to be whole is presented with its last byte, and one that is not waits', () => {
  const it = play(makeScannerDriver(115_200, (text) => text === 'HC1:ABC'));
  it.hear(latin1('HC1:AB'));
  expect(textsOf(it)).toEqual([]);
  it.hear(latin1('C'));
  expect(textsOf(it)).toEqual(['HC1:ABC']);
  it.pass(1000);
  it.hear(latin1('HC1:A'));
  expect(textsOf(it)).toEqual(['HC1:ABC']);
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC', 'HC1:A']);
});

test.each([
  [499, ['HC1:ABC', 'HC1:DEF']],
  [500, ['HC1:ABC', 'DEF']],
] as const)('a pause of %i ms in a code of a scanner that sends terminators: %j', (pauseMs, expected) => {
  const it = play(makeScannerDriver(115_200));
  it.hear(latin1('HC1:ABC\r'));
  it.hear(latin1('HC1:'));
  it.pass(pauseMs);
  it.hear(latin1('DEF\r'));
  expect(textsOf(it)).toEqual(expected);
});

test('a terminator that comes after a code that was known to be whole is one: what a pause ends is half a code then', () => {
  const it = play(makeScannerDriver(115_200, (text) => text === 'HC1:ABC'));
  it.hear(latin1('HC1:ABC'));
  it.hear(latin1('\r'));
  it.hear(latin1('HC1:'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
  expect(troubles(it)).toEqual(['code-cut-short']);
});

test('half a code that was heard before it was unplugged is nothing', () => {
  const it = play(makeScannerDriver(9600), undefined, 9600);
  it.hear(latin1('HC1:ABC'));
  it.reopen(10);
  it.hear(latin1('DEF\r'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['DEF']);
});

test('what a pause ends is half a code of a scanner that sends terminators, until it sends none', () => {
  const it = play(makeScannerDriver(115_200));
  it.hear(latin1('HC1:ABC\r'));
  it.hear(latin1('HC1:'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
  expect(troubles(it)).toEqual(['code-cut-short']);
  it.hear(latin1('HC1:DEF'));
  it.pass(1000);
  it.hear(latin1('HC1:GHI'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC', 'HC1:DEF', 'HC1:GHI']);
});

test('that it sends terminators is known still when it was unplugged', () => {
  const it = play(makeScannerDriver(115_200));
  it.hear(latin1('HC1:ABC\r'));
  it.reopen(1000);
  it.hear(latin1('HC1:'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
});

test('a code that is too long is trouble, and the next one is taken', () => {
  const it = play(makeScannerDriver(115_200));
  it.hear(latin1('A'.repeat(7090)));
  it.hear(latin1('A\rHC1:ABC\r'));
  expect(troubles(it)).toEqual(['code-too-long']);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
});

describe('a rate that IT has not set', () => {
  const garbled = bytesOf('F8 80 E6 FE 1C 00 FF');

  test('is another after each scan that is no text, until one is', () => {
    const it = play(makeScannerDriver(null), undefined, 9600);
    it.hear(garbled);
    it.pass(1000);
    it.hear(garbled);
    it.pass(1000);
    expect(it.actions.filter(({ kind }) => kind === 'set-rate')).toEqual([
      { kind: 'set-rate', rate: 115_200 },
      { kind: 'set-rate', rate: 57_600 },
    ]);
    it.hear(latin1('HC1:ABC\r'));
    expect(textsOf(it)).toEqual(['HC1:ABC']);
  });

  test('stays once a code came as text, whatever comes then', () => {
    const it = play(makeScannerDriver(null), undefined, 9600);
    it.hear(latin1('HC1:ABC\r'));
    it.hear(latin1('\xff\xfe\x41\r'));
    it.pass(1000);
    expect(it.actions.some(({ kind }) => kind === 'set-rate')).toBe(false);
    expect(textsOf(it)).toEqual(['HC1:ABC', 'ÿþA']);
  });

  test('that is set stays, and what it makes of the bytes is judged', () => {
    const it = play(makeScannerDriver(115_200));
    it.hear(latin1('\xff\xfe\x41\r'));
    expect(textsOf(it)).toEqual(['ÿþA']);
  });
});

property.prop([fc.array(fc.stringMatching(/^[A-Z0-9:]{2,80}$/u), { maxLength: 10 }), fc.array(fc.nat())])(
  'codes are the same wherever the stream is cut',
  (codes, places) => {
    const it = play(makeScannerDriver(115_200));
    // Ten cuts at one place make no pause that ends a code.
    for (const chunk of cutAt(latin1(codes.map((code) => `${code}\r\n`).join('')), places)) it.hear(chunk, 3);
    expect(textsOf(it)).toEqual(codes);
  },
);
