import { beforeEach, expect, test } from 'vitest';
import { LOADING_MS, openWatchdog, SILENT_MS, TICK_MS, type Watchdog } from '../../electron/watchdog.ts';

let nowMs: number;
let asked: number;
let hung: number[];
let watchdog: Watchdog;

beforeEach(() => {
  [nowMs, asked, hung] = [5000, 0, []];
  watchdog = openWatchdog({
    monotonicMs: () => nowMs,
    ask() {
      asked += 1;
    },
    hung(silentMs) {
      hung.push(silentMs);
    },
  });
});

function pass(ms: number, stepMs = TICK_MS): void {
  for (const endMs = nowMs + ms; nowMs < endMs;) {
    nowMs += stepMs;
    watchdog.tick();
  }
}

test('a window that answers is left alone, and asked again and again', () => {
  for (let i = 0; i < 100; i += 1) {
    pass(TICK_MS);
    watchdog.answered();
  }
  expect([asked, hung]).toEqual([100, []]);
});

test('one that does not answer for twenty seconds is hung, and not a tick before', () => {
  watchdog.answered();
  pass(SILENT_MS - TICK_MS);
  expect(hung).toEqual([]);
  pass(TICK_MS);
  expect(hung).toEqual([SILENT_MS]);
});

test('one answer begins the wait anew', () => {
  watchdog.answered();
  pass(SILENT_MS - TICK_MS);
  watchdog.answered();
  pass(SILENT_MS - TICK_MS);
  expect(hung).toEqual([]);
});

test('a page that loads has a minute, after the first start and after each crash', () => {
  pass(LOADING_MS - TICK_MS);
  expect(hung).toEqual([]);
  pass(TICK_MS);
  expect(hung).toEqual([LOADING_MS]);
  watchdog.answered();
  watchdog.began();
  pass(LOADING_MS - TICK_MS);
  expect(hung).toHaveLength(1);
});

test('is told once, and the page that is loaded for it has its minute', () => {
  watchdog.answered();
  pass(SILENT_MS + LOADING_MS - TICK_MS);
  expect(hung).toEqual([SILENT_MS]);
  pass(TICK_MS);
  expect(hung).toEqual([SILENT_MS, LOADING_MS]);
});

test.each([
  ['a night asleep', 8 * 3_600_000],
  ['a process that was stopped for a minute', 60_000],
])('%s is no silence of the window’s', (_what, ms) => {
  watchdog.answered();
  pass(ms, ms);
  expect(hung).toEqual([]);
  pass(SILENT_MS - 3 * TICK_MS);
  watchdog.answered();
  expect(hung).toEqual([]);
});
