import { expect, test } from 'vitest';
import { startMeter } from '../../../renderer/camera/meter.ts';

const frame = (hadCode: boolean, ms = 10, mean = 100) => ({
  timing: { engine: 'zxing-wasm', pixelsMs: 2, readMs: ms - 2, hadCode } as const,
  brightness: { mean, deviation: 30 },
});

test('frames of the last five seconds are counted, and their times averaged', () => {
  const meter = startMeter();
  for (let n = 0; n < 50; n += 1) meter.saw(frame(false, n < 25 ? 10 : 20), 1000 + n * 100);
  expect(meter.read(5999)).toEqual({ framesPerSecond: 10, readMs: 15, brightness: 100, sinceCodeMs: null });
  // At 6000 the first is five seconds old.
  expect(meter.read(6000).framesPerSecond).toBe(9.8);
});

test('a camera that gives nothing has no numbers but how long ago it read a code', () => {
  const meter = startMeter();
  meter.saw(frame(true, 10, 12), 1000);
  meter.saw(frame(false, 10, 14), 1100);
  expect(meter.read(1200)).toMatchObject({ brightness: 14, sinceCodeMs: 200 });
  expect(meter.read(9000)).toEqual({ framesPerSecond: 0, readMs: null, brightness: null, sinceCodeMs: 8000 });
});
