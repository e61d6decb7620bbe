import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchInThread } from '../../../electron/policy/fetching.ts';
import { freshFolder } from '../folders.ts';

const PLAN = {
  from: 'http://127.0.0.1:1',
  trustedRootPath: 'root.json',
  store: 'store',
  now: 0,
  refusedKeys: new Set<string>(),
  timeoutMs: 1000,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function program(text: string): string {
  const path = join(freshFolder(), 'worker.mjs');
  writeFileSync(path, text);
  return path;
}

test('a thread that hangs is ended half a minute after it should have given up', async () => {
  const fetching = fetchInThread(PLAN, program('setInterval(() => {}, 1000);'));
  const ended = expect(fetching).rejects.toThrow('without an answer');
  let isSettled = false;
  fetching.catch(() => (isSettled = true));
  await vi.advanceTimersByTimeAsync(PLAN.timeoutMs + 29_999);
  expect(isSettled).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await ended;
});

test('a thread that answers is waited for no longer', async () => {
  const answering = program(
    "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ fetched: 7 });",
  );
  expect(await fetchInThread(PLAN, answering)).toEqual({ fetched: 7 });
  await vi.waitFor(() => {
    expect(vi.getTimerCount()).toBe(0);
  });
});
