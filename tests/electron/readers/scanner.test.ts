import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Driver } from '../../../electron/readers/driver.ts';
import { makeScannerDriver, type ScannerState } from '../../../electron/readers/scanner.ts';
import { isWholeCode } from '../../../electron/readers/whole-code.ts';
import { BAUD_RATES, type BaudRate } from '../../../shared/device/device.ts';
import { bytesOf, cutAt, latin1 } from '../../shared/stream-kit.ts';
import { play, type Played } from './driver-kit.ts';

function opened(driver: Driver<ScannerState>, rate: BaudRate = 115_200): Played {
  return play(driver, undefined, rate);
}

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'vectors', 'health-code', 'cases.json'), 'utf8'),
) as readonly { readonly in: { readonly text: string } }[];
/** Always the same: of others one in thousands is heard as a short text, at another rate than it was sent. */
const CODES = [
  ...new Set(cases.map((one) => one.in.text).filter((text) => text.startsWith('DS1:') && isWholeCode(text))),
  'https://example.org/a',
].slice(-24);

function textsOf(it: Played): string[] {
  return it.presented().map((what) => (what.kind === 'code' ? what.text : what.kind));
}

function troubles(it: Played): string[] {
  return it.actions.flatMap((action) => (action.kind === 'trouble' ? [action.fault] : []));
}

test('it is ready as soon as its port is open: nobody can ask it', () => {
  expect(opened(makeScannerDriver(115_200)).told()).toEqual(['ready']);
});

test('a code with a terminator is presented at once, with its time on the wire', () => {
  const it = opened(makeScannerDriver(115_200));
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
  const it = opened(makeScannerDriver(rate), rate);
  it.hear(latin1('HC1:ABC'));
  it.pass(afterMs);
  expect(textsOf(it)).toEqual(expected);
});

test('without a terminator, a code that is known to be whole is presented with its last byte, and one that is not waits', () => {
  const it = opened(makeScannerDriver(115_200, (text) => text === 'HC1:ABC'));
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
  const it = opened(makeScannerDriver(115_200));
  it.hear(latin1('HC1:ABC\r'));
  it.hear(latin1('HC1:'));
  it.pass(pauseMs);
  it.hear(latin1('DEF\r'));
  expect(textsOf(it)).toEqual(expected);
});

test('a terminator that comes after a code that was known to be whole is one: what a pause ends is half a code then', () => {
  const it = opened(makeScannerDriver(115_200, (text) => text === 'HC1:ABC'));
  it.hear(latin1('HC1:ABC'));
  it.hear(latin1('\r'));
  it.hear(latin1('HC1:'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
  expect(troubles(it)).toEqual(['code-cut-short']);
});

test('half a code that was heard before it was unplugged is nothing, nor is the rest of it', () => {
  const it = opened(makeScannerDriver(9600), 9600);
  it.hear(latin1('HC1:ABC'));
  it.reopen(10);
  it.hear(latin1('DEF\r'));
  it.pass(1000);
  expect(textsOf(it)).toEqual([]);
  expect(troubles(it)).toEqual(['code-cut-short']);
  it.hear(latin1('HC1:GHI\r'));
  expect(textsOf(it)).toEqual(['HC1:GHI']);
});

test.each([
  [249, []],
  [250, ['DEF']],
] as const)('unplugged in a code, what comes %i ms after it was plugged in again is %j', (afterMs, expected) => {
  const it = opened(makeScannerDriver(115_200));
  it.hear(latin1('HC1:ABC'));
  it.reopen(10);
  it.pass(afterMs);
  it.hear(latin1('D'));
  it.hear(latin1('EF\r'), 20);
  expect(textsOf(it)).toEqual(expected);
});

test('unplugged in a code, what has the beginning of one is taken however soon it comes', () => {
  const it = opened(makeScannerDriver(115_200));
  it.hear(latin1('HC1:A'));
  it.reopen(10);
  it.hear(latin1('HC1:ABC\r'));
  expect(textsOf(it)).toEqual(['HC1:ABC']);
});

test('where a terminator was lost, what is whole is a code all the same, and not glued to the next', () => {
  const it = opened(makeScannerDriver(115_200, (text) => text === 'HC1:ABC'));
  it.hear(latin1('HC1:ABC\r'));
  it.hear(latin1('HC1:ABC'));
  it.hear(latin1('HC1:ABC\r'), 100);
  expect(textsOf(it)).toEqual(['HC1:ABC', 'HC1:ABC', 'HC1:ABC']);
  it.hear(latin1('HC1:ABC'));
  it.pass(500);
  expect(textsOf(it)).toHaveLength(4);
  expect(troubles(it)).toEqual([]);
});

test('what a pause ends is half a code of a scanner that sends terminators, until it sends none', () => {
  const it = opened(makeScannerDriver(115_200));
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
  const it = opened(makeScannerDriver(115_200));
  it.hear(latin1('HC1:ABC\r'));
  it.reopen(1000);
  it.hear(latin1('HC1:'));
  it.pass(1000);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
});

test('a code that is too long is trouble, and the next one is taken', () => {
  const it = opened(makeScannerDriver(115_200));
  it.hear(latin1('A'.repeat(7090)));
  it.hear(latin1('A\rHC1:ABC\r'));
  expect(troubles(it)).toEqual(['code-too-long']);
  expect(textsOf(it)).toEqual(['HC1:ABC']);
});

describe('a rate that IT has not set', () => {
  const garbled = bytesOf('F8 80 E6 FE 1C 00 FF');

  test('is another after each scan that is no text, until one is', () => {
    const it = opened(makeScannerDriver(null), 9600);
    it.hear(garbled);
    it.pass(1000);
    it.hear(garbled);
    it.pass(1000);
    expect(it.actions.filter(({ kind }) => kind === 'set-rate')).toEqual([
      { kind: 'set-rate', rate: 115_200 },
      { kind: 'set-rate', rate: 57_600 },
    ]);
    it.hear(latin1('HC1:ABCDE\r'));
    expect(textsOf(it)).toEqual(['HC1:ABCDE']);
  });

  test('stays once a code came as text, whatever comes then', () => {
    const it = opened(makeScannerDriver(null), 9600);
    it.hear(latin1('HC1:ABCDE\r'));
    it.hear(latin1('\xff\xfe\x41\r'));
    it.pass(1000);
    expect(it.actions.some(({ kind }) => kind === 'set-rate')).toBe(false);
    expect(textsOf(it)).toEqual(['HC1:ABCDE', 'ÿþA']);
  });

  test('is in doubt still after a short text', () => {
    const it = opened(makeScannerDriver(null), 9600);
    it.hear(latin1('OK\r'));
    it.hear(garbled);
    it.pass(1000);
    expect(textsOf(it)).toEqual(['OK']);
    expect(it.actions.filter(({ kind }) => kind === 'set-rate')).toHaveLength(1);
  });

  test('is in doubt again after three codes in a row that are no plain text', () => {
    const it = opened(makeScannerDriver(null), 9600);
    it.hear(latin1('HC1:ABCDE\r'));
    for (let i = 0; i < 3; i += 1) it.hear(garbled);
    it.hear(latin1('\r'));
    it.pass(1000);
    expect(it.actions.filter(({ kind }) => kind === 'set-rate')).toEqual([{ kind: 'set-rate', rate: 115_200 }]);
  });

  test.each(BAUD_RATES.flatMap((sent) => BAUD_RATES.map((first) => [sent, first] as const)))(
    'of a scanner at %i baud is found from %i, and nothing is taken before',
    (sent, first) => {
      for (const code of CODES) {
        for (const misframed of MISFRAMED) {
          const it = opened(makeScannerDriver(null, isWholeCode), first);
          const rate = (): number => it.actions.findLast((one) => one.kind === 'set-rate')?.rate ?? first;
          for (let scan = 0; scan < 8; scan += 1) {
            it.hear(heardAt(rate(), sent, new TextEncoder().encode(`${code}\r`), misframed));
            it.pass(1000);
          }
          expect(textsOf(it).filter((text) => text !== code)).toEqual([]);
          // Where nothing at all is heard, nobody can know that anything was sent.
          if (misframed !== 'dropped') expect([rate(), textsOf(it).length > 2]).toEqual([sent, true]);
        }
      }
    },
  );

  test('that has brought a whole code is not doubted for foreign texts in GB18030', () => {
    const it = opened(
      makeScannerDriver(null, (text) => text === 'HC1:ABCDE'),
      9600,
    );
    it.hear(latin1('HC1:ABCDE\r'));
    for (let i = 0; i < 5; i += 1) it.hear(bytesOf('C3 C5 C6 B1 B2 E2 CA D4 0D'));
    expect(textsOf(it)).toEqual(['HC1:ABCDE', ...Array.from({ length: 5 }, () => '门票测试')]);
  });

  test('is changed once in a scan, of which no more is taken then', () => {
    const it = opened(makeScannerDriver(null), 9600);
    for (let i = 0; i < 10; i += 1) it.hear(new Uint8Array(8), 20);
    it.hear(latin1('REST OF A CODE\r'), 149);
    expect(it.actions.filter(({ kind }) => kind === 'set-rate')).toHaveLength(1);
    it.hear(latin1('HC1:ABCDE\r'), 1000);
    expect(textsOf(it)).toEqual(['HC1:ABCDE']);
  });

  test('that is set stays, and what it makes of the bytes is judged', () => {
    const it = opened(makeScannerDriver(115_200));
    it.hear(latin1('\xff\xfe\x41\r'));
    expect(textsOf(it)).toEqual(['ÿþA']);
  });
});

property.prop([fc.array(fc.stringMatching(/^[A-Z0-9:]{2,80}$/u), { maxLength: 10 }), fc.array(fc.nat())])(
  'codes are the same wherever the stream is cut',
  (codes, places) => {
    const it = opened(makeScannerDriver(115_200));
    // Ten cuts at one place make no pause that ends a code.
    for (const chunk of cutAt(latin1(codes.map((code) => `${code}\r\n`).join('')), places)) it.hear(chunk, 3);
    expect(textsOf(it)).toEqual(codes);
  },
);

/** As adapters and systems have it. */
const MISFRAMED = ['kept', 'zero', 'dropped'] as const;

/**
 * What a receiver at one rate makes of bytes that were sent at another: a start bit, eight, the lowest first, and a stop
 * bit, each looked at in its middle.
 *
 * @param misframed what becomes of a byte without a stop bit where one should be
 */
function heardAt(rate: number, sent: number, bytes: Uint8Array, misframed: (typeof MISFRAMED)[number]): Uint8Array {
  const bits = [...bytes].flatMap((byte) => [0, ...Array.from({ length: 8 }, (_, i) => (byte >> i) & 1), 1]);
  const level = (seconds: number): number => bits[Math.floor(seconds * sent)] ?? 1;
  const heard: number[] = [];
  const end = bits.length / sent;
  let at = 0;
  while (at < end) {
    // A line falls at the boundary of a bit that was sent.
    const bit = Math.ceil(at * sent - 1e-9);
    if (bits[bit] !== 0) {
      at = (bit + 1) / sent;
      continue;
    }
    const from = bit / sent;
    let byte = 0;
    for (let i = 0; i < 8; i += 1) byte |= level(from + (i + 1.5) / rate) << i;
    const isFramed = level(from + 9.5 / rate) === 1;
    if (isFramed || misframed === 'kept') heard.push(byte);
    else if (misframed === 'zero') heard.push(0);
    at = from + 9.5 / rate;
    // Nothing begins before the line was up again.
    while (!isFramed && at < end && level(at) === 0) at += 1 / sent;
  }
  return Uint8Array.from(heard);
}
