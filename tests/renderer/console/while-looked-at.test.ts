import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whileLookedAt } from '../../../renderer/console/while-looked-at.ts';

const MINUTE = 60_000;

let page: EventTarget & { visibilityState: string };
let touched: EventTarget;
let refreshed: number;
let told: boolean[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  touched = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', touched);
  [refreshed, told] = [0, []];
  stop = whileLookedAt(
    () => (refreshed += 1),
    MINUTE,
    (isWatched) => told.push(isWatched),
  );
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page is read each minute while somebody sees it, and not while nobody does', () => {
  vi.advanceTimersByTime(3 * MINUTE);
  expect(refreshed).toBe(3);
  page.visibilityState = 'hidden';
  vi.advanceTimersByTime(MINUTE);
  expect(refreshed).toBe(3);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(refreshed).toBe(4);
});

test('a page that nobody touches for ten minutes is read no more, and says so, until somebody does', () => {
  vi.advanceTimersByTime(9 * MINUTE);
  expect(told).not.toContain(false);
  vi.advanceTimersByTime(3 * MINUTE);
  expect(told.at(-1)).toBe(false);
  expect(refreshed).toBe(9);
  touched.dispatchEvent(new Event('pointerdown'));
  expect(told.at(-1)).toBe(true);
  expect(refreshed).toBe(10);
});

test('a page is read when its window gets the focus, once though it comes into sight as well', () => {
  vi.advanceTimersByTime(2 * MINUTE + 30_000);
  touched.dispatchEvent(new Event('focus'));
  expect(refreshed).toBe(3);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  touched.dispatchEvent(new Event('focus'));
  expect(refreshed).toBe(3);
  vi.advanceTimersByTime(2000);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  touched.dispatchEvent(new Event('focus'));
  expect(refreshed).toBe(4);
});

test('once it is over nothing is read', () => {
  stop();
  vi.advanceTimersByTime(5 * MINUTE);
  for (const kind of ['keydown', 'focus']) touched.dispatchEvent(new Event(kind));
  expect(refreshed).toBe(0);
});
