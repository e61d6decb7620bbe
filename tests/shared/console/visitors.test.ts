import { expect, test } from 'vitest';
import {
  areOfVisitors,
  CHECKED_IN,
  isOfVisitor,
  isTimed,
  toldBy,
  toldInstead,
  whatStands,
} from '../../../shared/console/visitors.ts';
import type { EntryType } from '../../../shared/journal.ts';
import type { Verdict } from '../../../shared/verdict.ts';

interface Said {
  readonly id: string;
  readonly refersTo: string | null;
  readonly sequence: number;
  readonly type: EntryType;
  readonly verdict: Verdict | null;
}

const said = (sequence: number, type: EntryType, verdict: Verdict | null, about: number | null = null): Said => ({
  ...{ id: `id-${sequence}`, refersTo: about === null ? null : `id-${about}`, sequence, type, verdict },
});

test.each<[EntryType, Verdict | null, boolean]>([
  ['scan', 'refuse', true],
  ['scan', null, false],
  ['manual', 'admit', true],
  ['manual', null, false],
  ['overrule', 'admit', false],
  ['abnormal', null, false],
  ['gate', null, false],
])('an entry of type %s with verdict %s is of a visitor of its own: %s', (type, verdict, expected) => {
  expect(isOfVisitor({ type, verdict, refersTo: null })).toBe(expected);
  expect(areOfVisitors({ type, verdict, reasons: ['expired'] })).toBe(expected);
});

test('who shows the receipt of a check-in by phone counts by the hub’s entry, and not once more', () => {
  expect(isOfVisitor({ type: 'scan', verdict: 'admit', refersTo: 'id-0' })).toBe(false);
  expect(areOfVisitors({ type: 'scan', verdict: 'admit', reasons: ['receipt-accepted', CHECKED_IN] })).toBe(false);
  // Somebody whom a guard says to be another than the one that was refused.
  expect(isOfVisitor({ type: 'manual', verdict: 'admit', refersTo: 'id-0' })).toBe(true);
});

const SCAN = said(0, 'scan', 'refer');
const HAND = said(0, 'manual', 'admit');

test.each<[string, Said, Said[], number | null]>([
  ['nothing else', SCAN, [], 0],
  ['an overrule', SCAN, [said(1, 'overrule', 'admit', 0)], 1],
  ['an overrule of that', SCAN, [said(1, 'overrule', 'refuse', 0), said(2, 'overrule', 'admit', 1)], 2],
  ['an overrule that is undone', SCAN, [said(1, 'overrule', 'admit', 0), said(2, 'overrule', null, 1)], 0],
  ['the same in any order', SCAN, [said(2, 'overrule', null, 1), said(1, 'overrule', 'admit', 0)], 0],
  ['an undo of the scan, which nobody can take back', SCAN, [said(1, 'overrule', null, 0)], 0],
  ['an undo of who was let in by hand', HAND, [said(1, 'overrule', null, 0)], null],
  ['an undo of an undo, which is none', HAND, [said(1, 'overrule', null, 0), said(2, 'overrule', null, 1)], null],
  ['what was done with who may be ill', SCAN, [said(1, 'abnormal', null, 0)], 0],
])('of a visitor of whom there is %s, that stands', (_what, first, later, expected) => {
  expect(whatStands(first, later)?.sequence ?? null).toBe(expected);
});

test('reasons count for who is not admitted, each once, and go on counting where a guard does not admit them either', () => {
  const first = { verdict: 'refer', reasons: ['test-too-old', 'test-too-old'] } as const;
  expect(toldBy(first)).toEqual({ verdict: 'refer', reasons: ['test-too-old'] });
  expect(toldBy({ verdict: 'admit', reasons: ['all-checks-passed'] })).toEqual({ verdict: 'admit', reasons: [] });
  expect(toldBy({ verdict: null, reasons: ['undone'] })).toBeNull();
  expect(toldInstead(first, { verdict: 'refuse', reasons: ['not-in-order'] })).toEqual({
    ...{ verdict: 'refuse', reasons: ['test-too-old', 'not-in-order'] },
  });
  expect(toldInstead(first, { verdict: 'admit', reasons: ['papers-seen'] })).toEqual({ verdict: 'admit', reasons: [] });
});

test.each([
  [null, false],
  [-1, false],
  [0, true],
  [3_600_000, true],
  [3_600_001, false],
])('%s ms are a time that a scan took: %s', (durationMs, expected) => {
  expect(isTimed(durationMs)).toBe(expected);
});
