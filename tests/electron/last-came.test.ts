import { expect, test } from 'vitest';
import type { Kiosk } from '../../electron/kiosk.ts';
import { openLastCame } from '../../electron/last-came.ts';

test('what somebody does at the window says that they have come, and what it asks by itself does not', async () => {
  let nowMs = 1000;
  let times = 0;
  const last = openLastCame(
    () => nowMs,
    () => (times += 1),
  );
  const asked: unknown[] = [];
  const run = (ask: unknown): Promise<null> => {
    asked.push(ask);
    return Promise.resolve(null);
  };
  const calls = last.noting({
    'scan:submit': run,
    'kiosk:touched': run,
    'state:read': run,
    'camera:report': run,
  } as unknown as Kiosk['calls']);
  nowMs += 5000;
  await calls['state:read'](null);
  await calls['camera:report']({ state: 'running' });
  expect(last.quietMs()).toBe(5000);
  await calls['kiosk:touched'](null);
  expect(last.quietMs()).toBe(0);
  nowMs += 700;
  await calls['scan:submit']({ source: 'keyboard', text: 'X', wireMs: 1 });
  expect(last.quietMs()).toBe(0);
  nowMs += 300;
  last.came();
  expect([last.quietMs(), asked.length, times]).toEqual([0, 4, 3]);
});
