import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepLifeSign } from '../../electron/life-sign.ts';
import { freshFolder } from './folders.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the main process says again and again that it lives, each time something else', () => {
  const file = join(freshFolder(), 'life-sign');
  keepLifeSign(file);
  expect(readFileSync(file, 'utf8')).toBe(`${process.pid} 1`);
  vi.advanceTimersByTime(60_000);
  expect(readFileSync(file, 'utf8')).toBe(`${process.pid} 4`);
});

test('where nobody looks, or it cannot be said, nothing comes of it', () => {
  keepLifeSign(undefined);
  expect(vi.getTimerCount()).toBe(0);
  const folder = join(freshFolder(), 'gone');
  keepLifeSign(join(folder, 'life-sign'));
  mkdirSync(folder);
  vi.advanceTimersByTime(20_000);
  expect(readFileSync(join(folder, 'life-sign'), 'utf8')).toBe(`${process.pid} 2`);
});
