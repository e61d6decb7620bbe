import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { seeded, spoil, type Fault } from '../../../electron/simulators/faults.ts';

const MESSAGE = Uint8Array.from({ length: 100 }, (_, i) => i);

function over(faults: readonly Fault[], seed = 1, message = MESSAGE): Uint8Array {
  return Uint8Array.from(Buffer.concat(spoil(message, faults, seeded(seed)).map(({ bytes }) => bytes)));
}

test('without faults a message goes as it is, at once', () => {
  expect(spoil(MESSAGE, [], seeded(1))).toEqual([{ bytes: MESSAGE, pauseMs: 0, baud: null }]);
});

test.prop([fc.integer({ min: 0, max: 1e9 }), fc.uint8Array({ minLength: 2, maxLength: 1300 })])(
  'each fault does what it is called',
  (seed, message) => {
    const has = (faults: readonly Fault[]): Uint8Array => over(faults, seed, message);
    expect(has(['drop'])).toHaveLength(message.length - 1);
    expect(bitsApart(has(['garble']), message)).toBe(1);
    expect(has(['noise']).subarray(-message.length)).toEqual(message);
    expect(has(['noise']).length).toBeGreaterThan(message.length);
    expect([...has(['extra-zero'])]).toEqual([message[0], 0, ...message.subarray(1)]);
    const pieces = spoil(message, ['split'], seeded(seed));
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(64);
    expect(has(['split'])).toEqual(Uint8Array.from(message));
  },
);

test('slow: half a second late, and as at 9600', () => {
  expect(spoil(MESSAGE, ['slow'], seeded(1))).toEqual([{ bytes: MESSAGE, pauseMs: 500, baud: 9600 }]);
});

test('a seed gives the same faults again, another gives others', () => {
  const faults: readonly Fault[] = ['drop', 'garble', 'noise', 'split'];
  expect(spoil(MESSAGE, faults, seeded(7))).toEqual(spoil(MESSAGE, faults, seeded(7)));
  expect(over(faults, 7)).not.toEqual(over(faults, 8));
});

function bitsApart(a: Uint8Array, b: Uint8Array): number {
  return Array.from(a, (byte, i) => (byte ^ (b[i] ?? 0)).toString(2).replaceAll('0', '').length).reduce(
    (x, y) => x + y,
  );
}
