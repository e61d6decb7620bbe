import { beforeEach, describe, expect, test } from 'vitest';
import { watchClock, type ClockWatch } from '../../../electron/clock-watch.ts';
import { keepHubClock, type HubClock } from '../../../electron/sync/hub-clock.ts';

const NOW = Date.UTC(2026, 4, 13);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let wallMs: number;
let monotonicMs: number;
let watch: ClockWatch;
let hubClock: HubClock;

beforeEach(() => {
  [wallMs, monotonicMs] = [NOW, 7_000_000];
  watch = watchClock(
    () => Math.floor(wallMs / 1000),
    () => monotonicMs,
  );
  const now = (): { epochMs: number; offsetMinutes: number; isConfirmed: boolean } => ({
    epochMs: wallMs,
    offsetMinutes: 480,
    isConfirmed: watch.isConfirmed(),
  });
  hubClock = keepHubClock({ now, monotonicMs: () => monotonicMs, watch });
});

function pass(ms: number): void {
  wallMs += ms;
  monotonicMs += ms;
}

test('before a hub has said anything nothing is known of the clock, and nothing held against it', () => {
  expect([hubClock.errorSeconds(), hubClock.aheadSeconds(), hubClock.isContradicted()]).toEqual([null, null, false]);
});

test('the hub’s time goes on from what it said, by the clock that nobody sets', () => {
  expect(hubClock.nowMs()).toBeNull();
  hubClock.hear(20 * 365 * DAY);
  pass(MINUTE);
  expect(hubClock.nowMs()).toBe(NOW + 20 * 365 * DAY + MINUTE);
  wallMs += DAY;
  expect(hubClock.nowMs()).toBeNull();
});

describe('how far the clock may be off', () => {
  test.each([
    [0, 2],
    [1, 3],
    [-1000, 3],
    [40_000, 42],
    [-40_000, 42],
  ])('where the hub’s is %i ms ahead', (aheadMs, expected) => {
    hubClock.hear(aheadMs);
    expect(hubClock.errorSeconds()).toBe(expected);
  });

  test('grows while nothing is heard, by what clocks drift', () => {
    hubClock.hear(0);
    pass(DAY);
    expect(hubClock.errorSeconds()).toBe(2 + 9);
  });

  test('follows a clock that is set a little', () => {
    hubClock.hear(100_000);
    wallMs += 100_000;
    expect(hubClock.errorSeconds()).toBe(2);
  });

  test.each([
    ['set', 300_000, false],
    ['set further', 300_001, true],
    ['set back', -300_000, false],
    ['set back further', -300_001, true],
  ])('is known to nobody once it was %s than it drifts', (_case, stepMs, isUnknown) => {
    hubClock.hear(0);
    wallMs += stepMs;
    expect(hubClock.errorSeconds() === null).toBe(isUnknown);
  });
});

describe('a clock that is not the hub’s', () => {
  test.each([
    [300_000, false],
    [300_001, true],
    [-300_000, false],
    [-300_001, true],
  ])('by %i ms', (aheadMs, expected) => {
    hubClock.hear(aheadMs);
    expect(hubClock.isContradicted()).toBe(expected);
    expect(watch.isConfirmed()).toBe(!expected);
  });

  test('is no more once the hub’s agrees, which moves nothing for good', () => {
    hubClock.hear(10 * 365 * DAY);
    expect(hubClock.isContradicted()).toBe(true);
    expect(watch.floor()).toBeNull();
    hubClock.hear(0);
    expect(hubClock.isContradicted()).toBe(false);
  });

  test('is right by the word of IT', () => {
    hubClock.hear(DAY);
    watch.trust();
    expect(hubClock.isContradicted()).toBe(false);
  });
});

describe('a hub whose clock stands before what others have signed', () => {
  test('is not believed: it confirms no clock that was set back with it', () => {
    watch.know(NOW / 1000);
    wallMs -= DAY;
    hubClock.hear(0);
    expect(watch.isConfirmed()).toBe(false);
    expect(watch.floor()).toBe(NOW / 1000);
    expect(hubClock.errorSeconds()).toBeNull();
  });

  test('nor does it turn anybody away', () => {
    watch.know(NOW / 1000);
    hubClock.hear(-DAY);
    expect(hubClock.isContradicted()).toBe(false);
  });

  test('by a little brings what is known down not even by that', () => {
    watch.know(NOW / 1000);
    for (let times = 0; times < 20; times += 1) {
      hubClock.hear(-200_000);
      wallMs -= 200_000;
    }
    expect(watch.floor()).toBe(NOW / 1000);
  });
});

test('a clock the hub agrees with is confirmed, and what it has said is the least from then on', () => {
  hubClock.hear(1500);
  expect(watch.isConfirmed()).toBe(true);
  expect(watch.floor()).toBe(NOW / 1000 + 1);
  pass(MINUTE);
  hubClock.hear(1400);
  expect(watch.isConfirmed()).toBe(true);
});
