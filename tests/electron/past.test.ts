import { expect, test } from 'vitest';
import { pastFrom } from '../../electron/past.ts';
import type { Entry } from '../../shared/journal.ts';
import { GROUNDS } from '../shared/judge-kit.ts';

const POLICY = GROUNDS.policy.ok ? GROUNDS.policy.value : null;

function entry(sequence: number, facts: Partial<Entry>): Entry {
  return {
    ...{ chain: 'c', sequence, id: `e${sequence}`, previousHash: new Uint8Array(32), sealed: null, anchor: null },
    ...{ type: 'scan', refersTo: null, epochMs: sequence * 1000, offsetMinutes: 480, isClockConfirmed: true },
    ...{ source: 'camera', format: 'health-code', verdict: 'admit', reasons: ['all-checks-passed'], colour: 'green' },
    ...{ testAgeSeconds: null, maskedName: '张*三', personKey: null, personKeyId: null, policyVersion: 3 },
    ...{ durationMs: 4, guard: null, lane: null },
    ...facts,
  };
}

const told = (entries: readonly Entry[], policy = POLICY): unknown[] =>
  pastFrom(entries, policy).map(({ result, epochMs, guard }) => [
    epochMs,
    result.verdict,
    result.reasons.map(({ code }) => code),
    result.summary.maskedName,
    guard,
  ]);

test('visitors are told as they were entered, newest first, by their entries', () => {
  const entries = [
    entry(3, { type: 'manual', reasons: ['child'], maskedName: null, guard: 'G1' }),
    entry(2, { verdict: 'refuse', reasons: ['test-too-old', 'colour-yellow'] }),
    entry(1, {}),
  ];
  expect(told(entries)).toEqual([
    [3000, 'admit', ['admitted-by-hand'], null, 'G1'],
    [2000, 'refuse', ['test-too-old', 'colour-yellow'], '张*三', null],
    [1000, 'admit', ['all-checks-passed'], '张*三', null],
  ]);
  expect(pastFrom(entries, POLICY).map(({ result }) => result.entryId)).toEqual(['e3', 'e2', 'e1']);
});

test('what was overruled is told as it is since, what was undone not at all, and what is of no visitor neither', () => {
  expect(
    told([
      entry(6, { type: 'overrule', refersTo: 'e5', verdict: null, reasons: ['undone'], guard: 'G1' }),
      entry(5, { type: 'manual', reasons: ['child'], guard: 'G1' }),
      entry(4, { type: 'gate', verdict: null, reasons: ['gate-held-open'] }),
      entry(3, { type: 'manual', verdict: null, reasons: ['shift-began'], guard: 'G1' }),
      entry(2, { type: 'overrule', refersTo: 'e1', verdict: 'refuse', reasons: ['not-in-order'], guard: 'S1' }),
      entry(1, { verdict: 'refer', reasons: ['colour-yellow'] }),
    ]),
  ).toEqual([[2000, 'refuse', ['refused-by-hand'], '张*三', 'S1']]);
});

test('an overrule that was undone leaves what the kiosk had said, be it overruled anew', () => {
  const undone = [
    entry(3, { type: 'overrule', refersTo: 'e2', verdict: null, reasons: ['undone'], guard: 'G1' }),
    entry(2, { type: 'overrule', refersTo: 'e1', verdict: 'admit', reasons: ['misjudged'], guard: 'G1' }),
    entry(1, { verdict: 'refer', reasons: ['colour-yellow'] }),
  ];
  expect(told(undone)).toEqual([[1000, 'refer', ['colour-yellow'], '张*三', null]]);
  const anew = entry(4, {
    ...{ type: 'overrule', refersTo: 'e1', verdict: 'refuse', reasons: ['not-in-order'], guard: 'G1' },
  });
  expect(told([anew, ...undone])).toEqual([[4000, 'refuse', ['refused-by-hand'], '张*三', 'G1']]);
});

test('why a guard decided is told, and nothing that no guard says', () => {
  const why = (facts: Partial<Entry>): unknown => pastFrom([entry(1, facts)], POLICY)[0]?.why;
  expect(why({ type: 'manual', reasons: ['child', 'another-visitor'], guard: 'G1' })).toBe('child');
  expect(why({ type: 'overrule', refersTo: 'e0', reasons: ['papers-seen'], guard: 'G1' })).toBe('papers-seen');
  expect(why({ type: 'manual', reasons: ['of-a-later-release'], guard: 'G1' })).toBe(null);
  expect(why({ reasons: ['child'] })).toBe(null);
});

test('what was done with somebody who may be ill is told with them', () => {
  const entries = [
    entry(4, { type: 'abnormal', refersTo: 'e2', verdict: null, reasons: ['kept-aside'] }),
    entry(3, { type: 'abnormal', refersTo: 'e2', verdict: null, reasons: ['noted'] }),
    entry(2, { verdict: 'refuse', reasons: ['colour-red'] }),
    entry(1, {}),
  ];
  expect(pastFrom(entries, POLICY).map(({ done }) => done)).toEqual([['kept-aside', 'noted'], []]);
});

test('what was done is told also where the verdict was overruled since, or what overruled it was undone', () => {
  const overruled = [
    entry(5, { type: 'abnormal', refersTo: 'e4', verdict: null, reasons: ['noted'] }),
    entry(4, { type: 'overrule', refersTo: 'e2', verdict: 'refuse', reasons: ['misjudged'], guard: 'S1' }),
    entry(3, { type: 'abnormal', refersTo: 'e2', verdict: null, reasons: ['kept-aside'] }),
    entry(2, { verdict: 'refuse', reasons: ['colour-red'] }),
    entry(1, { type: 'overrule', refersTo: 'e1', verdict: 'admit' }),
  ];
  const doneOf = (entries: readonly Entry[]) => pastFrom(entries, POLICY).map(({ done }) => done);
  expect(doneOf(overruled).slice(0, 1)).toEqual([['kept-aside', 'noted']]);
  const undone = entry(6, { type: 'overrule', refersTo: 'e4', verdict: null, reasons: ['undone'] });
  expect(doneOf([undone, ...overruled]).slice(0, 1)).toEqual([['kept-aside', 'noted']]);
});

test('a reason that nobody knows any more is not told, the verdict is', () => {
  expect(told([entry(1, { verdict: 'refer', reasons: ['of-other-rules'] })])).toEqual([
    [1000, 'refer', [], '张*三', null],
  ]);
  expect(told([entry(1, { verdict: 'refuse', reasons: ['test-too-old'] })], null)).toEqual([
    [1000, 'refuse', [], '张*三', null],
  ]);
  // Nor is another told as if it were the worst.
  expect(told([entry(1, { verdict: 'refuse', reasons: ['of-other-rules', 'colour-yellow'] })])).toEqual([
    [1000, 'refuse', [], '张*三', null],
  ]);
  expect(told([entry(1, { verdict: 'refer', reasons: ['colour-yellow', 'of-other-rules'] })])).toEqual([
    [1000, 'refer', ['colour-yellow'], '张*三', null],
  ]);
});
