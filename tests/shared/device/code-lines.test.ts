import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  flushDueMs,
  flushLines,
  NO_LINE,
  serialGapMs,
  takeChunk,
  type CodeLineResult,
  type CodeLinesState,
} from '../../../shared/device/code-lines.ts';
import { fail, ok } from '../../../shared/result.ts';
import { MAX_SCAN_LENGTH } from '../../../shared/scan.ts';
import { bytesOf, cutAt, latin1 } from '../stream-kit.ts';

const GAP_MS = serialGapMs(9600);

/** What comes of chunks at their times, the last of them followed by silence. */
function scan(...chunks: [Uint8Array, number][]): CodeLineResult[] {
  let state: CodeLinesState = NO_LINE;
  const codes: CodeLineResult[] = [];
  for (const [chunk, at] of chunks) {
    const taken = takeChunk(state, chunk, at);
    state = taken.state;
    codes.push(...taken.codes);
  }
  codes.push(...flushLines(state, Infinity, GAP_MS).codes);
  return codes;
}

const textsOf = (codes: readonly CodeLineResult[]): string[] =>
  codes.map((code) => (code.ok ? code.value.text : code.fault));

describe('one code and one only, ended by', () => {
  test.each<[string, string]>([
    ['nothing', 'HC1:ABC'],
    ['CR', 'HC1:ABC\r'],
    ['LF', 'HC1:ABC\n'],
    ['CR and LF', 'HC1:ABC\r\n'],
    ['LF and CR', 'HC1:ABC\n\r'],
    ['a tab', 'HC1:ABC\t'],
    ['ETX, with STX before', '\x02HC1:ABC\x03'],
    ['ETX alone', 'HC1:ABC\x03'],
    ['NUL', 'HC1:ABC\0'],
    ['ETX and then CR and LF', '\x02HC1:ABC\x03\r\n'],
    ['several of them', '\r\n\r\nHC1:ABC\r\n\r\n'],
  ])('%s', (_case, sent) => {
    expect(textsOf(scan([latin1(sent), 0]))).toEqual(['HC1:ABC']);
    expect(textsOf(scan(...Array.from(latin1(sent), (b, i): [Uint8Array, number] => [Uint8Array.of(b), i])))).toEqual([
      'HC1:ABC',
    ]);
  });
});

test.each([
  ['A\rB\r', ['A', 'B']],
  ['A\r\nB\r\nC', ['A', 'B', 'C']],
  ['\x02A\x03\x02B\x03', ['A', 'B']],
  // A visiting card with lines of its own is several codes, none of them one that is judged.
  ['BEGIN:VCARD\nN:X\nEND:VCARD\r', ['BEGIN:VCARD', 'N:X', 'END:VCARD']],
  ['', []],
  ['\r\n\t\0\x02\x03', []],
  [']Q1\r', []],
])('%j is the codes %j', (sent, expected) => {
  expect(textsOf(scan([latin1(sent), 0]))).toEqual(expected);
});

test.each([
  [']Q1HC1:ABC', 'HC1:ABC'],
  [']Q3HC1:ABC', 'HC1:ABC'],
  [']Q0HC1:ABC', 'HC1:ABC'],
  [']Q6HC1:ABC', 'HC1:ABC'],
  [']d2HC1:ABC', 'HC1:ABC'],
  [']zCHC1:ABC', 'HC1:ABC'],
  [']L0HC1:ABC', 'HC1:ABC'],
  ['\x02]Q1HC1:ABC', 'HC1:ABC'],
  [']Q1]Q1HC1:ABC', ']Q1HC1:ABC'],
  [']Q7HC1:ABC', ']Q7HC1:ABC'],
  [']C1HC1:ABC', ']C1HC1:ABC'],
  [']Q', ']Q'],
  ['HC1:]Q1', 'HC1:]Q1'],
])('the AIM prefix of %j is stripped: %j', (sent, text) => {
  expect(textsOf(scan([latin1(sent), 0]))).toEqual([text]);
});

test.each([
  ['UTF-8', 'E5 BC A0 0D', '张', 'utf-8'],
  ['UTF-8 with a byte-order mark', 'EF BB BF E5 BC A0 0D', '张', 'utf-8'],
  ['a byte-order mark behind an AIM prefix', '5D 51 31 EF BB BF E5 BC A0 0D', '张', 'utf-8'],
  ['GB18030', 'D5 C5 C8 FD 0D', '张三', 'gb18030'],
  ['GB18030 behind an AIM prefix', '5D 51 31 D5 C5 C8 FD 0D', '张三', 'gb18030'],
  ['neither', 'FF FE 41 0D', 'ÿþA', 'latin-1'],
])('%s is told', (_case, hex, text, encoding) => {
  expect(scan([bytesOf(hex), 0])).toEqual([ok({ text, encoding, wireMs: 0 })]);
});

describe('a code without a terminator', () => {
  const begun = takeChunk(NO_LINE, latin1('HC1:ABC'), 1000).state;

  test.each([
    ['one millisecond before the gap has passed', 1000 + GAP_MS - 1, []],
    ['when it has passed', 1000 + GAP_MS, ['HC1:ABC']],
  ])('is ended %s: %j', (_case, at, expected) => {
    const { state, codes } = flushLines(begun, at, GAP_MS);
    expect(textsOf(codes)).toEqual(expected);
    expect(state).toBe(expected.length === 0 ? begun : NO_LINE);
  });

  test.each([
    [9600, 100],
    [38_400, 45],
    [115_200, 45],
  ] as const)('has ended at %i baud after %i ms', (baudRate, gapMs) => {
    expect(serialGapMs(baudRate)).toBe(gapMs);
  });

  test('is waited for anew with every byte', () => {
    const more = takeChunk(begun, latin1('D'), 1099).state;
    expect(flushDueMs(more, GAP_MS)).toBe(1199);
    expect(textsOf(flushLines(more, 1198, GAP_MS).codes)).toEqual([]);
    expect(textsOf(flushLines(more, 1199, GAP_MS).codes)).toEqual(['HC1:ABCD']);
  });

  test('is not cut in two by a program that was held up', () => {
    const late = takeChunk(begun, latin1('DEF\r'), 5000);
    expect(textsOf(late.codes)).toEqual(['HC1:ABCDEF']);
  });

  test('is the only thing that is waited for', () => {
    expect(flushDueMs(NO_LINE, GAP_MS)).toBe(null);
    expect(flushDueMs(takeChunk(NO_LINE, latin1('A\r'), 0).state, GAP_MS)).toBe(null);
    expect(flushLines(NO_LINE, Infinity, GAP_MS)).toEqual({ state: NO_LINE, codes: [] });
  });
});

test('the time on the wire is from the first byte to the last, without the terminator', () => {
  expect(scan([latin1('\r\n'), 0], [latin1('HC1:'), 10], [latin1('ABC'), 75], [latin1('\r'), 90])).toEqual([
    ok({ text: 'HC1:ABC', encoding: 'utf-8', wireMs: 65 }),
  ]);
});

describe('a code as long as can be', () => {
  const longest = 'A'.repeat(MAX_SCAN_LENGTH);

  test.each<[string, string, string]>([
    ['is taken', `${longest}\r`, longest],
    ['is taken behind an AIM prefix', `]Q1${longest}\r`, longest],
    ['and one more is too long', `${longest}A\r`, 'code-too-long'],
    ['and one more behind an AIM prefix', `]Q1${longest}A\r`, 'code-too-long'],
    ['and a hundred more', `${longest}${'A'.repeat(100)}\r`, 'code-too-long'],
  ])('%s', (_case, sent, expected) => {
    expect(textsOf(scan([latin1(sent), 0]))).toEqual([expected]);
    expect(textsOf(scan(...cutAt(latin1(sent), [7000, 7089, 7092]).map((c): [Uint8Array, number] => [c, 0])))).toEqual([
      expected,
    ]);
  });

  test('one too long is told of once, held nowhere, and the next is taken', () => {
    let state: CodeLinesState = NO_LINE;
    const codes: CodeLineResult[] = [];
    for (let i = 0; i < 1000; i += 1) {
      const taken = takeChunk(state, latin1('A'.repeat(1000)), i);
      codes.push(...taken.codes);
      state = taken.state;
      expect(state.held.length).toBeLessThanOrEqual(MAX_SCAN_LENGTH + 3);
    }
    expect(codes).toEqual([fail('code-too-long')]);
    expect(textsOf(takeChunk(state, latin1('A\rHC1:ABC\r'), 1000).codes)).toEqual(['HC1:ABC']);
  });

  test('the end of one too long may be a pause', () => {
    const { state } = takeChunk(NO_LINE, latin1('A'.repeat(8000)), 0);
    expect(flushDueMs(state, GAP_MS)).toBe(GAP_MS);
    const { state: after, codes } = flushLines(state, GAP_MS, GAP_MS);
    expect(codes).toEqual([]);
    expect(textsOf(takeChunk(after, latin1('HC1:ABC\r'), 500).codes)).toEqual(['HC1:ABC']);
  });
});

const line = fc.oneof(fc.stringMatching(/^[A-Z0-9:/ ]{1,60}$/u), fc.string({ unit: 'grapheme', maxLength: 20 }));
const end = fc.constantFrom('\r', '\n', '\r\n', '\t', '\x03', '\0');

property.prop([fc.array(fc.tuple(line, end), { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 30 })])(
  'codes are the same wherever the stream is cut',
  (lines, places) => {
    const stream = new Uint8Array(Buffer.from(lines.flat().join(''), 'utf8'));
    const whole = textsOf(scan([stream, 0]));
    expect(textsOf(scan(...cutAt(stream, places).map((chunk, i): [Uint8Array, number] => [chunk, i])))).toEqual(whole);
  },
);
