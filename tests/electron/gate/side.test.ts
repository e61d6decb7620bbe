import { expect, onTestFinished, test } from 'vitest';
import { openGateSide, type GateSide } from '../../../electron/gate/side.ts';
import type { GateSetting } from '../../../shared/device/device.ts';
import { fail } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { relayAt, SETTING } from './gate-kit.ts';

/** A gate whose board is not there: what counts is who it lets through. */
function gateSide(its: Partial<GateSetting>): GateSide {
  const gate = openGateSide(
    { ...SETTING, board: relayAt('/nowhere'), ...its },
    {
      directory: freshFolder(),
      journal: { append: () => fail('journal-full') },
      clock: { now: () => ({ epochMs: 0, offsetMinutes: 480, isConfirmed: false }), monotonicMs: () => 0 },
      log: { write: () => undefined },
      changed: () => undefined,
    },
  );
  onTestFinished(() => gate.close());
  return gate;
}

test('who went out, before the readers of the other lane, may come in again', () => {
  const gate = gateSide({ antiPassbackSeconds: 60 });
  gate.admitted('a', 'in');
  gate.admitted('b', 'in');
  expect([gate.hasPassed('a', 'in'), gate.hasPassed('b', 'in')]).toEqual([true, true]);
  gate.admitted('a', 'out');
  expect([gate.hasPassed('a', 'in'), gate.hasPassed('b', 'in')]).toEqual([false, true]);
});

test('nobody is held back before the lane that has no gate', () => {
  const gate = gateSide({ antiPassbackSeconds: 60 });
  gate.admitted('a', 'out');
  expect(gate.hasPassed('a', 'out')).toBe(false);
});
