import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { huntFrames, NOTHING_HELD, settleHeld, type SdtAnswer } from '../../../shared/id-card/sdt.ts';
import { cutAt } from '../stream-kit.ts';
import { answerFrame } from './sdt-kit.ts';

/** 5 or 6 bytes of preamble, 2 of length, 2400 counted. */
const LONGEST_FRAME = 2408;

const answer = fc.record({ status: fc.nat({ max: 255 }), data: fc.uint8Array({ maxLength: 64 }) });

/** Bytes in which preambles, and halves of them, are far from rare. */
const noise = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(
        [0xaa, 0xaa, 0xaa, 0x96, 0x69],
        [0xaa, 0x00, 0xaa, 0xaa, 0x96, 0x69],
        [0xaa],
        [0x00, 0x04],
        [0x96],
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => Array.from(part))));

/** Noise that cannot be part of a frame: without the byte that every preamble begins with. */
const silence = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((byte) => (byte === 0xaa ? 0xab : byte)));

function huntAll(chunks: readonly Uint8Array[]): { answers: SdtAnswer[]; held: Uint8Array; dropped: number } {
  const all = { answers: [] as SdtAnswer[], held: NOTHING_HELD as Uint8Array, dropped: 0 };
  for (const chunk of chunks) {
    const { answers, held, dropped } = huntFrames(all.held, chunk);
    all.answers.push(...answers);
    all.held = held;
    all.dropped += dropped;
    expect(held.length).toBeLessThan(LONGEST_FRAME);
  }
  return all;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => Array.from(part)));

const stream = fc
  .array(
    fc.oneof(
      noise,
      answer.map(({ status, data }) => answerFrame(status, data)),
    ),
    { maxLength: 12 },
  )
  .map(joined);

property.prop([stream, fc.array(fc.nat(), { maxLength: 30 })])(
  'a stream gives the same frames wherever it is cut',
  (bytes, places) => {
    expect(huntAll(cutAt(bytes, places))).toEqual(huntAll([bytes]));
  },
);

property.prop([stream])('a stream gives the same frames byte by byte', (bytes) => {
  expect(huntAll(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(huntAll([bytes]));
});

property.prop([fc.array(fc.tuple(silence, answer)), silence, fc.array(fc.nat(), { maxLength: 30 })])(
  'frames are found one and all between garbage, and every byte is accounted for',
  (turns, end, places) => {
    const parts = turns.flatMap(([garbage, { status, data }]) => [garbage, answerFrame(status, data)]);
    const { answers, held, dropped } = huntAll(cutAt(joined([...parts, end]), places));
    expect(answers).toEqual(turns.map(([, sent]) => sent));
    expect(held.length).toBe(0);
    expect(dropped).toBe(turns.reduce((sum, [garbage]) => sum + garbage.length, end.length));
  },
);

/** Garbage that looks like the beginning of frames longer than all that comes. */
const lure = fc
  .array(fc.oneof(silence, fc.constant(Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x09, 0x60))), { maxLength: 12 })
  .map(joined);

property.prop([lure, answer])(
  'a frame behind the beginnings of longer ones is found once time is up',
  (garbage, sent) => {
    const { answers, held, dropped } = huntAll([garbage, answerFrame(sent.status, sent.data)]);
    const rest = settleHeld(held);
    expect([...answers, ...rest.answers]).toEqual([sent]);
    expect(dropped + rest.dropped).toBe(garbage.length);
  },
);
