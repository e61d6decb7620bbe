import { expect, test } from 'vitest';
import { report, withSections } from '../../scripts/bench/report.ts';
import { isMet, percentile } from '../bench/rows.ts';

test.each([
  ['at most, at the target', { atMost: 15 }, 15, true],
  ['at most, above it', { atMost: 15 }, 15.01, false],
  ['at least, at the target', { atLeast: 5000 }, 5000, true],
  ['at least, under it', { atLeast: 5000 }, 4999.9, false],
  ['below, at the target', { below: 5 }, 5, false],
  ['below, under it', { below: 5 }, 4.99, true],
  ['a figure that could not be taken', { atMost: 15 }, Number.NaN, false],
])('a target is judged %s', (_case, target, value, met) => {
  expect(isMet(target, value)).toBe(met);
});

test('a missed target says no in the report', () => {
  const rows = [{ name: 'judged', value: 4321.6, unit: '/s', target: { atLeast: 5000 } }];
  const text = report({ Date: 'today' }, [{ title: 'Judging', how: 'Once.', rows }]);
  expect(text).toContain('| judged | >= 5000 /s | 4322 /s | **no** |');
  expect(text).toContain('| judged | 4322 /s |  |');
});

test('a section of a run of its own takes the place of the one before, or comes last, and says what it is of', () => {
  const sectionOf = (title: string, value: number) => ({
    title,
    how: 'Once.',
    rows: [{ name: title.toLowerCase(), value, unit: '/s', target: { atLeast: 50 } }],
  });
  const whole = report({ Commit: 'one' }, [sectionOf('Judging', 61), sectionOf('Sync', 62)]);
  const again = withSections(whole, { Commit: 'two' }, [sectionOf('Judging', 71), sectionOf('Sound', 72)]);
  expect(again.match(/^## .*$/gmu)).toEqual(['## Targets', '## Judging', '## Sync', '## Sound']);
  expect(again).toContain('Measured in a run of its own: commit two.');
  expect(again).toContain('| judging | 71 /s |  |');
  expect(again).not.toContain('| judging | 61 /s |  |');
  expect(again).toContain('| sync | 62 /s |  |');
  expect(withSections(again, { Commit: 'three' }, [sectionOf('Sound', 73)]).match(/^## Sound$/gmu)).toHaveLength(1);
});

test('a percentile is a sample that was taken', () => {
  const samples = [3, 1, 2];
  expect([0, 0.5, 0.99, 1].map((p) => percentile(samples, p))).toEqual([1, 2, 3, 3]);
});
