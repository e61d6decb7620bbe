import { beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../electron/clock.ts';
import { watchClock, type ClockWatch } from '../../electron/clock-watch.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;

let wall: number;
let monotonicMs: number;
let watch: ClockWatch;

beforeEach(() => {
  [wall, monotonicMs] = [NOW, 7_000_000];
  watch = watchClock(
    () => wall,
    () => monotonicMs,
  );
});

/** Time passes, by both clocks. */
function pass(seconds: number): void {
  wall += seconds;
  monotonicMs += seconds * 1000;
}

describe('the latest moment that is known to have passed', () => {
  test('is none before anything is known', () => {
    expect(watch.floor()).toBeNull();
  });

  test('moves on with the time that passes, whatever the clock says', () => {
    watch.know(NOW - 60);
    pass(HOUR);
    wall = 0;
    expect(watch.floor()).toBe(NOW - 60 + HOUR);
  });

  test('is the later of two, counted from when each was known', () => {
    watch.know(NOW - 60);
    pass(HOUR);
    watch.know(NOW);
    expect(watch.floor()).toBe(NOW - 60 + HOUR);
    watch.know(NOW + DAY);
    expect(watch.floor()).toBe(NOW + DAY);
  });

  test('that was written down stands still', () => {
    watch.remember(NOW + HOUR);
    pass(2 * HOUR);
    expect(watch.floor()).toBe(NOW + HOUR);
  });

  test('is not moved by a clock that jumped to 2099', () => {
    watch.know(NOW - 60);
    wall = Date.UTC(2099, 0, 1) / 1000;
    expect(watch.floor()).toBe(NOW - 60);
  });
});

describe('what the clock must have reached', () => {
  test('nobody knows of a clock that was never confirmed', () => {
    pass(HOUR);
    expect(watch.expected()).toBeNull();
  });

  test('stays where it was when the clock is set back or forward', () => {
    watch.hear(NOW - 60);
    pass(HOUR);
    wall -= 301;
    expect(watch.expected()).toBe(wall + 301);
    wall += 5 * DAY;
    expect(watch.expected()).toBe(NOW + HOUR);
  });

  test('is what it says once it has been confirmed, as where the time was corrected', () => {
    pass(HOUR);
    wall -= 2 * HOUR;
    watch.hear(wall - 60);
    expect(watch.expected()).toBe(wall);
  });
});

describe('a clock is confirmed by a signed time', () => {
  test('and not before', () => {
    watch.know(NOW - 60);
    expect(watch.isConfirmed()).toBe(false);
  });

  test.each([
    ['that it does not stand before by more than drift', 300, true],
    ['unless it stands before it by more', 301, false],
    ['of the last hour', -HOUR, true],
    ['of two hours ago', -2 * HOUR, true],
    ['unless that is older', -2 * HOUR - 1, false],
  ])('%s', (_case, signed, expected) => {
    watch.hear(NOW + signed);
    expect(watch.isConfirmed()).toBe(expected);
  });

  test('as long as it keeps step with the time that passes', () => {
    watch.hear(NOW - 60);
    pass(5 * DAY);
    expect(watch.isConfirmed()).toBe(true);
    wall += 300;
    expect(watch.isConfirmed()).toBe(true);
    wall += 1;
    expect(watch.isConfirmed()).toBe(false);
    wall -= 601;
    expect(watch.isConfirmed()).toBe(true);
    wall -= 1;
    expect(watch.isConfirmed()).toBe(false);
  });

  test('and no more once a later one says that it is behind', () => {
    watch.hear(NOW - 60);
    watch.hear(NOW + HOUR);
    expect(watch.isConfirmed()).toBe(false);
  });

  test('and not while what was written down lies ahead of it', () => {
    watch.remember(NOW + 301);
    watch.hear(NOW - 60);
    expect(watch.isConfirmed()).toBe(false);
    pass(1);
    expect(watch.isConfirmed()).toBe(true);
  });

  test('with which it agrees, also where an earlier one was ahead of both', () => {
    watch.hear(NOW + 20 * HOUR);
    expect(watch.floor()).toBe(NOW + 20 * HOUR);
    pass(HOUR);
    watch.hear(NOW + HOUR - 60);
    expect(watch.floor()).toBe(NOW + HOUR - 60);
    expect(watch.isConfirmed()).toBe(true);
  });

  test('but not one that was confirmed, set back, and agrees with a time that was held back', () => {
    watch.hear(NOW - 60);
    pass(6 * DAY);
    wall -= 6 * DAY;
    watch.hear(wall - 60);
    expect(watch.isConfirmed()).toBe(false);
    expect(watch.floor()).toBe(NOW - 60 + 6 * DAY);
  });

  test('and still, where a later one had lain somewhere', () => {
    watch.hear(NOW - 60);
    pass(5 * HOUR);
    watch.hear(NOW);
    expect(watch.isConfirmed()).toBe(true);
  });

  test('and no more after a sleep that the time that passes knows nothing of', () => {
    watch.hear(NOW - 60);
    wall += 8 * HOUR;
    expect(watch.isConfirmed()).toBe(false);
    expect(watch.floor()).toBe(NOW - 60);
  });
});

test('a clock that somebody says is right is believed from there on, and confirmed by nobody', () => {
  watch.hear(NOW - 60);
  watch.know(NOW + 30 * DAY);
  wall -= DAY;
  watch.trust();
  expect(watch.floor()).toBe(wall);
  expect(watch.expected()).toBe(wall);
  expect(watch.isConfirmed()).toBe(false);
  pass(HOUR);
  expect(watch.floor()).toBe(NOW - DAY + HOUR);
});

test('summer time moves the hands of the machine’s clock, not the moment: it stays confirmed', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const before = Date.UTC(2026, 2, 29, 0, 59, 59);
  vi.useFakeTimers({ now: before, toFake: ['Date', 'performance'] });
  try {
    const clock = systemClock();
    clock.watch.hear(before / 1000 - 60);
    expect(clock.now()).toEqual({ epochMs: before, offsetMinutes: 60, isConfirmed: true });
    vi.advanceTimersByTime(2000);
    expect(clock.now()).toEqual({ epochMs: before + 2000, offsetMinutes: 120, isConfirmed: true });
    expect(clock.watch.expected()).toBe(Math.floor((before + 2000) / 1000));
  } finally {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  }
});
