import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { parseCard } from '../../../shared/id-card/card.ts';
import {
  encodeRequest,
  formatSamNumber,
  huntFrames,
  NOTHING_HELD,
  SDT_STATUS,
  settleHeld,
  statusOf,
  type Hunt,
  type SdtCommand,
} from '../../../shared/id-card/sdt.ts';
import { bytesOf } from '../stream-kit.ts';
import { RESIDENT, readData, readDataWithFingerprint, textBlock } from './card-kit.ts';
import { answerFrame } from './sdt-kit.ts';

function hunt(...chunks: Uint8Array[]): Hunt {
  return chunks.reduce<Hunt>(
    (before, chunk) => {
      const { answers, held, dropped } = huntFrames(before.held, chunk);
      return { answers: [...before.answers, ...answers], held, dropped: before.dropped + dropped };
    },
    { answers: [], held: NOTHING_HELD, dropped: 0 },
  );
}

test.each<[SdtCommand, string]>([
  ['reset', 'AA AA AA 96 69 00 03 10 FF EC'],
  ['status', 'AA AA AA 96 69 00 03 11 FF ED'],
  ['sam-number', 'AA AA AA 96 69 00 03 12 FF EE'],
  ['find', 'AA AA AA 96 69 00 03 20 01 22'],
  ['select', 'AA AA AA 96 69 00 03 20 02 21'],
  ['read', 'AA AA AA 96 69 00 03 30 01 32'],
  ['read-with-fingerprint', 'AA AA AA 96 69 00 03 30 10 23'],
  ['read-newest-address', 'AA AA AA 96 69 00 03 30 03 30'],
  ['set-baud-115200', 'AA AA AA 96 69 00 03 60 00 63'],
  ['set-baud-57600', 'AA AA AA 96 69 00 03 60 01 62'],
  ['set-baud-38400', 'AA AA AA 96 69 00 03 60 02 61'],
  ['set-baud-19200', 'AA AA AA 96 69 00 03 60 03 60'],
  ['set-baud-9600', 'AA AA AA 96 69 00 03 60 04 67'],
  ['set-max-rf-bytes', 'AA AA AA 96 69 00 04 61 FF 50 CA'],
])('the request %s is %s', (command, hex) => {
  expect(encodeRequest(command)).toEqual(bytesOf(hex));
});

test.each<[string, string, number, string, string]>([
  ['status, well', 'AA AA AA 96 69 00 04 00 00 90 94', 0x90, 'ok', ''],
  ['status, failed', 'AA AA AA 96 69 00 04 00 00 60 64', 0x60, 'self-test-failed', ''],
  ['find, a card', 'AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97', 0x9f, 'card-found', '00 00 00 00'],
  ['find, none', 'AA AA AA 96 69 00 04 00 00 80 84', 0x80, 'no-card', ''],
  ['select, done', 'AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C', 0x90, 'ok', '00 00 00 00 00 00 00 00'],
  ['select, failed', 'AA AA AA 96 69 00 04 00 00 81 85', 0x81, 'select-failed', ''],
  ['read, failed', 'AA AA AA 96 69 00 04 00 00 41 45', 0x41, 'read-failed', ''],
  ['the extra 00', 'AA 00 AA AA 96 69 00 04 00 00 90 94', 0x90, 'ok', ''],
  ['a status that is in no description', 'AA AA AA 96 69 00 04 00 00 77 73', 0x77, 'unknown', ''],
  ['a first status byte that is not 00', 'AA AA AA 96 69 00 04 01 00 90 95', 0x1_0090, 'unknown', ''],
])('the answer %s: %s', (_case, hex, status, meaning, data) => {
  const { answers, held, dropped } = hunt(bytesOf(hex));
  expect(answers).toEqual([{ status, data: bytesOf(data) }]);
  expect(answers.map(statusOf)).toEqual([meaning]);
  expect([held.length, dropped]).toEqual([0, 0]);
});

describe('the answer to a read', () => {
  const data = readData(textBlock(RESIDENT));
  const frame = answerFrame(0x90, data);

  test('has 1295 bytes, its parts where they are described', () => {
    expect(frame.length).toBe(1295);
    expect(frame.subarray(0, 14)).toEqual(bytesOf('AA AA AA 96 69 05 08 00 00 90 01 00 04 00'));
    expect(Buffer.from(frame.subarray(14, 20)).toString('utf16le')).toBe('张小三');
  });

  test.each([
    [1024, 2321],
    [512, 1809],
    [0, 1297],
  ])('with a fingerprint of %i bytes has %i', (fingerprint, length) => {
    expect(answerFrame(0x90, readDataWithFingerprint(textBlock(RESIDENT), fingerprint)).length).toBe(length);
  });

  test('is the same card byte by byte', () => {
    const { answers } = hunt(...Array.from(frame, (byte) => Uint8Array.of(byte)));
    expect(answers).toEqual([{ status: 0x90, data }]);
    expect(answers.map((answer) => parseCard(answer.data, 'read').ok)).toEqual([true]);
  });

  test('is nothing while a byte of it lacks', () => {
    expect(hunt(frame.subarray(0, -1)).answers).toEqual([]);
  });

  test('does not keep the chunk it came in', () => {
    const [answer] = hunt(frame).answers;
    expect(answer?.data.buffer.byteLength).toBe(data.length);
  });
});

const OK = bytesOf('AA AA AA 96 69 00 04 00 00 90 94');
const NO_CARD = bytesOf('AA AA AA 96 69 00 04 00 00 80 84');

describe('frames are found:', () => {
  test.each<[string, string, number[], number]>([
    ['two in a chunk', 'AA AA AA 96 69 00 04 00 00 90 94 AA AA AA 96 69 00 04 00 00 80 84', [0x90, 0x80], 0],
    ['behind garbage', '00 FF 12 AA AA AA 96 69 00 04 00 00 90 94', [0x90], 3],
    ['behind one AA too many', 'AA AA AA AA 96 69 00 04 00 00 90 94', [0x90], 1],
    ['behind half a preamble', 'AA AA AA 96 AA AA AA 96 69 00 04 00 00 90 94', [0x90], 4],
    ['behind the beginning of the other preamble', 'AA 00 AA AA AA 96 69 00 04 00 00 90 94', [0x90], 2],
    [
      'behind one with a wrong check byte',
      'AA AA AA 96 69 00 04 00 00 90 95 AA AA AA 96 69 00 04 00 00 80 84',
      [0x80],
      11,
    ],
    ['behind a length too small', 'AA AA AA 96 69 00 03 00 00 90 94 AA AA AA 96 69 00 04 00 00 80 84', [0x80], 11],
    ['behind a length too great', 'AA AA AA 96 69 09 61 AA AA AA 96 69 00 04 00 00 90 94', [0x90], 7],
    // The outer length, 15, takes the inner frame in; its check byte is wrong.
    [
      'within what only looked like one',
      'AA AA AA 96 69 00 0F 11 22 33 AA AA AA 96 69 00 04 00 00 90 94 77',
      [0x90],
      11,
    ],
    // Data may be anything.
    ['with a preamble in their data', 'AA AA AA 96 69 00 09 00 00 90 AA AA AA 96 69 CC', [0x90], 0],
    [
      'with a whole frame in their data',
      'AA AA AA 96 69 00 0F 00 00 90 AA AA AA 96 69 00 04 00 00 90 94 CA',
      [0x90],
      0,
    ],
  ])('%s', (_case, hex, statuses, dropped) => {
    const found = hunt(bytesOf(hex));
    expect(found.answers.map(({ status }) => status)).toEqual(statuses);
    expect(found.dropped).toBe(dropped);
  });

  test('bytes after a frame are kept for the next', () => {
    const first = huntFrames(NOTHING_HELD, Uint8Array.of(...OK, ...NO_CARD.subarray(0, 7)));
    expect(first.held).toEqual(NO_CARD.subarray(0, 7));
    expect(huntFrames(first.held, NO_CARD.subarray(7)).answers).toEqual([{ status: 0x80, data: bytesOf('') }]);
  });

  test.each([
    ['4', '00 04'],
    ['2400', '09 60'],
  ])('a length of %s is waited for', (_case, length) => {
    expect(hunt(bytesOf(`AA AA AA 96 69 ${length}`))).toMatchObject({ answers: [], dropped: 0 });
  });

  test('the longest frame that is taken has 2407 bytes', () => {
    const frame = answerFrame(0x90, new Uint8Array(2396));
    expect(frame.length).toBe(2407);
    expect(hunt(frame).answers.length).toBe(1);
    expect(hunt(answerFrame(0x90, new Uint8Array(2397))).answers.length).toBe(0);
  });
});

describe('a hunt whose time is up', () => {
  test('finds the frame that a great length before it hid', () => {
    const { answers, held } = hunt(bytesOf('AA AA AA 96 69 09 60'), OK, NO_CARD.subarray(0, 8));
    expect(answers).toEqual([]);
    expect(settleHeld(held)).toEqual({ answers: [{ status: 0x90, data: bytesOf('') }], dropped: 15 });
  });

  test('has nothing of nothing', () => {
    expect(settleHeld(NOTHING_HELD)).toEqual({ answers: [], dropped: 0 });
  });
});

/** Beyond any stall of a busy machine; work that grew with the square of the garbage would take hours. */
const CEILING_MS = 5000;
const MEGABYTE = 1_000_000;

describe('a megabyte of garbage is gone through at once:', () => {
  test.each<[string, string]>([
    ['zeros', '00'],
    ['AA again and again', 'AA'],
    ['preambles', 'AA AA AA 96 69'],
    ['preambles of the other kind', 'AA 00 AA AA 96 69'],
    ['frames as long as can be, with a wrong check byte', 'AA AA AA 96 69 09 60 01'],
  ])('%s', (_case, hex) => {
    const pattern = bytesOf(hex);
    const garbage = Uint8Array.from({ length: MEGABYTE }, (_, i) => pattern[i % pattern.length] ?? 0);
    const start = performance.now();
    const pieces = Array.from({ length: MEGABYTE / 1000 }, (_, i) => garbage.subarray(i * 1000, (i + 1) * 1000));
    const { held, answers } = hunt(...pieces, new Uint8Array(2500), OK);
    expect(performance.now() - start).toBeLessThan(CEILING_MS);
    expect(answers).toEqual([{ status: 0x90, data: bytesOf('') }]);
    expect(held.length).toBe(0);
  });
});

test('every status is told in a word of its own', () => {
  expect(new Set(Object.values(SDT_STATUS)).size).toBe(Object.keys(SDT_STATUS).length);
});

test.each([
  ['05 00 03 00 4E 61 BC 00 15 CD 5B 07 B1 68 DE 3A', '05.03-12345678-0123456789-0987654321'],
  ['00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00', '00.00-00000000-0000000000-0000000000'],
  ['FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF', '65535.65535-4294967295-4294967295-4294967295'],
  ['05 00 03 00', null],
  ['', null],
])('the module’s number %s is written %s', (hex, expected) => {
  expect(formatSamNumber(bytesOf(hex))).toBe(expected);
});
