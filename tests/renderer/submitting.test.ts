import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SEVERAL_HOLDS_MS, startSubmitting, type Submitting } from '../../renderer/kiosk/submitting.ts';
import type { SeenCode } from '../../renderer/kiosk/sightings.ts';
import { startTiming } from '../../renderer/kiosk/timing.ts';

const codes = (...texts: string[]): SeenCode[] => texts.map((text) => ({ text, structuredAppend: null }));

let nowMs: number;
let submitted: string[];
let isSilent: boolean;
let areSeveral: boolean;
let answer: () => Promise<'taken' | 'repeat'>;
let submitting: Submitting;

beforeEach(() => {
  vi.useFakeTimers();
  nowMs = 0;
  submitted = [];
  isSilent = false;
  areSeveral = false;
  answer = () => Promise.resolve('taken');
  submitting = startSubmitting({
    submit: ({ text }) => {
      submitted.push(text);
      return answer();
    },
    tellSeveral: (told) => (areSeveral = told),
    tellMain: (told) => (isSilent = told),
    timing: startTiming(),
    now: () => nowMs,
  });
});

afterEach(() => {
  submitting.stop();
  vi.useRealTimers();
});

test('one code alone is submitted', () => {
  submitting.saw(codes('a'), 0);
  expect(submitted).toEqual(['a']);
});

test('a code held still for a second is submitted ten times', () => {
  for (; nowMs < 1000; nowMs += 25) submitting.saw(codes('a'), nowMs);
  expect(submitted).toHaveLength(10);
});

test('two codes in view are not submitted, and one is asked for', () => {
  submitting.saw(codes('a', 'b'), 0);
  expect(submitted).toEqual([]);
  expect(areSeveral).toBe(true);
});

test('a frame that misses one of two codes does not pick the other', () => {
  submitting.saw(codes('a', 'b'), 0);
  vi.advanceTimersByTime(SEVERAL_HOLDS_MS - 1);
  submitting.saw(codes('a'), 0);
  expect(submitted).toEqual([]);
});

test('once the other code is gone the one left is submitted', () => {
  submitting.saw(codes('a', 'b'), 0);
  vi.advanceTimersByTime(SEVERAL_HOLDS_MS);
  expect(areSeveral).toBe(false);
  submitting.saw(codes('a'), 0);
  expect(submitted).toEqual(['a']);
});

test('a main process that fails is told of, and told well again when it answers', async () => {
  answer = () => Promise.reject(new Error('failed'));
  submitting.saw(codes('a'), 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(isSilent).toBe(true);
  answer = () => Promise.resolve('taken');
  nowMs = 100;
  submitting.saw(codes('a'), 100);
  await vi.advanceTimersByTimeAsync(0);
  expect(isSilent).toBe(false);
});
