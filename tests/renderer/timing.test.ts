import { beforeEach, expect, test } from 'vitest';
import { startTiming } from '../../renderer/kiosk/timing.ts';

/** What was measured, by start and serial. */
function measured(name: string): { start: number; serial: unknown }[] {
  return performance
    .getEntriesByName(name)
    .map((entry) => ({ start: entry.startTime, serial: (entry as PerformanceMeasure).detail as unknown }));
}

beforeEach(() => {
  performance.clearMeasures();
});

test('an outcome is timed from the frame and from the submission that caused it', () => {
  const timing = startTiming();
  timing.submitted(1, 3);
  timing.outcomeCame().painted(7);
  expect(measured('frame-to-verdict')).toEqual([{ start: 1, serial: { serial: 7 } }]);
  expect(measured('submit-to-verdict')).toEqual([{ start: 3, serial: { serial: 7 } }]);
});

test('sightings of a code held still are not taken for the cause', () => {
  const timing = startTiming();
  timing.submitted(1, 1).answered('repeat');
  timing.submitted(2, 2);
  timing.outcomeCame().painted(0);
  expect(measured('submit-to-verdict')).toEqual([{ start: 2, serial: { serial: 0 } }]);
});

test('two visitors in quick succession keep their own times', () => {
  const timing = startTiming();
  timing.submitted(1, 1).answered('taken');
  timing.submitted(2, 2).answered('taken');
  timing.outcomeCame().painted(0);
  timing.outcomeCame().painted(1);
  expect(measured('submit-to-verdict').map(({ start }) => start)).toEqual([1, 2]);
});

test('an outcome of another reader, with no submission of ours, is not timed', () => {
  startTiming().outcomeCame().painted(0);
  expect(measured('submit-to-verdict')).toEqual([]);
});
