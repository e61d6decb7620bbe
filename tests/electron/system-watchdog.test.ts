import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepSystemWatchdog } from '../../electron/system-watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('whoever has started the app is asked to watch it, and told again and again that it lives', () => {
  const said: (readonly string[])[] = [];
  keepSystemWatchdog({ NOTIFY_SOCKET: '/run/systemd/notify' }, (states) => said.push(states));
  expect(said).toEqual([['WATCHDOG_USEC=60000000', 'WATCHDOG=1']]);
  vi.advanceTimersByTime(60_000);
  expect(said.slice(1)).toEqual([['WATCHDOG=1'], ['WATCHDOG=1'], ['WATCHDOG=1']]);
});

test('where nobody asks for it nothing is said', () => {
  const said: unknown[] = [];
  keepSystemWatchdog({}, (states) => said.push(states));
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});
