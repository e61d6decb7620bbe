import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { frozenClock, localMidnight, systemClock } from '../../electron/clock.ts';

const SCAN = Date.UTC(2022, 4, 13, 1, 2, 3, 456);
const at = (epochMs: number): Parameters<typeof localMidnight>[0] => ({
  epochMs,
  offsetMinutes: 0,
  isConfirmed: false,
});

describe('in Shanghai', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'Asia/Shanghai');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  test('the machine’s clock says its time and zone, and that nobody has confirmed them', () => {
    vi.useFakeTimers({ now: SCAN, toFake: ['Date'] });
    expect(systemClock().now()).toEqual({ epochMs: SCAN, offsetMinutes: 480, isConfirmed: false });
  });

  test('a change of the machine’s time moves the moment and not the durations', () => {
    vi.useFakeTimers({ now: SCAN, toFake: ['Date'] });
    const clock = systemClock();
    const before = clock.monotonicMs();
    vi.setSystemTime(SCAN - 86_400_000);
    expect(clock.now().epochMs).toBe(SCAN - 86_400_000);
    const passed = clock.monotonicMs() - before;
    expect(passed).toBeGreaterThanOrEqual(0);
    expect(passed).toBeLessThan(60_000);
  });

  test('a frozen clock stands still, but its durations do not', async () => {
    const clock = frozenClock(SCAN);
    const [moment, start] = [clock.now(), clock.monotonicMs()];
    await vi.waitFor(() => {
      expect(clock.monotonicMs()).toBeGreaterThan(start);
    });
    expect(clock.now()).toEqual(moment);
    expect(moment).toEqual({ epochMs: SCAN, offsetMinutes: 480, isConfirmed: false });
  });

  test.each([
    ['in the morning', SCAN, Date.UTC(2022, 4, 12, 16)],
    ['at midnight itself', Date.UTC(2022, 4, 13, 16), Date.UTC(2022, 4, 13, 16)],
    ['a millisecond before', Date.UTC(2022, 4, 13, 16) - 1, Date.UTC(2022, 4, 12, 16)],
    ['on New Year’s Day', Date.UTC(2022, 11, 31, 20), Date.UTC(2022, 11, 31, 16)],
  ])('the day began at local midnight, asked %s', (_case, now, expected) => {
    expect(localMidnight(at(now))).toBe(expected);
  });
});

test('where summer time begins the offset is that of the moment, and the day of its midnight', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  try {
    const noon = Date.UTC(2022, 2, 27, 10);
    expect(frozenClock(Date.UTC(2022, 2, 27, 0, 59)).now().offsetMinutes).toBe(60);
    expect(frozenClock(noon).now().offsetMinutes).toBe(120);
    expect(localMidnight(at(noon))).toBe(Date.UTC(2022, 2, 26, 23));
  } finally {
    vi.unstubAllEnvs();
  }
});
