import { expect, test } from 'vitest';
import { gradeOf, noteFrame, NOTHING_SHOWN, scoreOf, type Showing } from '../../../renderer/setup/score.ts';

/** Frames as they come: `#` read, `.` not; each takes 10 ms. */
function shown(frames: string, before: Showing = NOTHING_SHOWN): Showing {
  return Array.from(frames).reduce((showing, frame) => noteFrame(showing, { isRead: frame === '#', ms: 10 }), before);
}

const times = (n: number, frame: string): string => frame.repeat(n);

test('an empty doorway is no bad camera', () => {
  expect(scoreOf(shown(times(200, '.')))).toBeNull();
});

test.each([
  ['too few frames', times(14, '#'), null],
  ['half a second', times(15, '#'), { read: 15, of: 15, ms: 10 }],
  ['some that were missed', `#..#${times(20, '#')}`, { read: 22, of: 24, ms: 10 }],
  ['what came before the code was shown', `${times(90, '.')}${times(20, '#')}`, { read: 20, of: 20, ms: 10 }],
  ['no more than the last two seconds', `${times(30, '#.')}${times(60, '#')}`, { read: 60, of: 60, ms: 10 }],
  [
    'nothing of the frames after it was taken away',
    `${times(20, '#')}${times(100, '.')}`,
    { read: 20, of: 20, ms: 10 },
  ],
  ['the next code alone', `${times(40, '#.')}${times(15, '.')}${times(20, '#')}`, { read: 20, of: 20, ms: 10 }],
])('a score is of %s', (_case, frames, score) => {
  expect(scoreOf(shown(frames))).toEqual(score);
});

test('the time is the median, to a tenth of a millisecond', () => {
  const showing = [1, 2, 1000].flatMap((ms) => Array.from({ length: 10 }, () => ms));
  const all = showing.reduce((before, ms) => noteFrame(before, { isRead: true, ms: ms + 0.04 }), NOTHING_SHOWN);
  expect(scoreOf(all)).toEqual({ read: 30, of: 30, ms: 2 });
});

test.each([
  [54, 60, 60, 'good'],
  [53, 60, 10, 'fair'],
  [60, 60, 60.1, 'fair'],
  [30, 60, 10, 'fair'],
  [29, 60, 10, 'poor'],
  [29, 60, 100, 'poor'],
] as const)('%d of %d frames at %d ms are %s', (read, of, ms, grade) => {
  expect(gradeOf({ read, of, ms })).toBe(grade);
});
