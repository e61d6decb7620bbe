import { describe, expect, test } from 'vitest';
import {
  BEFORE_OPENING,
  isBlack,
  nextCamera,
  reopenDelay,
  type CameraMemory,
  type CameraSignal,
} from '../../../renderer/camera/camera-state.ts';

const BRIGHT: CameraSignal = { type: 'frame', brightness: { mean: 110, deviation: 40 } };
const BLACK: CameraSignal = { type: 'frame', brightness: { mean: 17, deviation: 1 } };

/** What has become of the camera after signals, each at its millisecond. */
function after(...signals: [number, CameraSignal][]): CameraMemory {
  return signals.reduce((memory, [at, signal]) => nextCamera(memory, signal, at), BEFORE_OPENING);
}

const OPENED: [number, CameraSignal][] = [
  [0, { type: 'opening' }],
  [500, { type: 'opened' }],
];

test.each<[string, CameraMemory['state'], [number, CameraSignal][]]>([
  ['opened but without a frame is starting', 'starting', OPENED],
  ['with a frame is running', 'running', [...OPENED, [600, BRIGHT]]],
  ['just under 3 s without a frame is running', 'running', [...OPENED, [600, BRIGHT], [3599, { type: 'tick' }]]],
  ['3 s without a frame is frozen', 'frozen', [...OPENED, [600, BRIGHT], [3600, { type: 'tick' }]]],
  ['that never gave a frame is frozen too', 'frozen', [...OPENED, [3500, { type: 'tick' }]]],
  ['frozen is running again with the next frame', 'running', [...OPENED, [3600, { type: 'tick' }], [3700, BRIGHT]]],
  [
    'whose opening takes long is not frozen',
    'starting',
    [
      [0, { type: 'opening' }],
      [9000, { type: 'tick' }],
    ],
  ],
  ['black for under 2 s is running', 'running', [...OPENED, [600, BLACK], [2599, BLACK]]],
  ['black for 2 s is covered', 'covered', [...OPENED, [600, BLACK], [2600, BLACK]]],
  ['covered is running with one bright frame', 'running', [...OPENED, [600, BLACK], [2600, BLACK], [2700, BRIGHT]]],
  ['that ended was unplugged', 'unplugged', [...OPENED, [600, BRIGHT], [700, { type: 'ended' }]]],
  ['nobody may use is denied', 'denied', [[0, { type: 'refused', name: 'NotAllowedError' }]]],
  ['that is not there is missing', 'missing', [[0, { type: 'refused', name: 'NotFoundError' }]]],
  ['another program holds is busy', 'busy', [[0, { type: 'refused', name: 'NotReadableError' }]]],
  [
    'unplugged stays so while it is looked for',
    'unplugged',
    [...OPENED, [700, { type: 'ended' }], [800, { type: 'refused', name: 'NotFoundError' }]],
  ],
])('a camera %s', (_case, state, signals) => {
  expect(after(...signals).state).toBe(state);
});

describe('a camera is opened anew', () => {
  test('soon at first, then every five seconds', () => {
    let memory = BEFORE_OPENING;
    const delays = Array.from({ length: 6 }, () => {
      memory = nextCamera(memory, { type: 'refused', name: 'NotFoundError' }, 0);
      return reopenDelay(memory);
    });
    expect(delays).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
  });

  test('when it is frozen, but not while it runs or is being opened', () => {
    expect(reopenDelay(after(...OPENED, [4000, { type: 'tick' }]))).toBe(3000);
    expect(reopenDelay(after(...OPENED, [600, BRIGHT]))).toBeNull();
    expect(reopenDelay(after([0, { type: 'refused', name: 'NotFoundError' }], [1, { type: 'opening' }]))).toBeNull();
  });

  test('at once after frames had come: failures are forgotten', () => {
    const failed: [number, CameraSignal][] = [1, 2, 3, 4].map((at) => [at, { type: 'refused', name: 'AbortError' }]);
    expect(reopenDelay(after(...failed, ...OPENED, [600, BRIGHT], [700, { type: 'ended' }]))).toBe(500);
  });
});

test.each([
  ['a covered sensor', { mean: 17, deviation: 1.5 }, true],
  ['a dark hall with a lamp in it', { mean: 25, deviation: 22 }, false],
  ['a grey wall', { mean: 120, deviation: 2 }, false],
])('%s is black: %s', (_case, brightness, expected) => {
  expect(isBlack(brightness)).toBe(expected);
});
