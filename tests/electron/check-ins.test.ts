import { expect, test } from 'vitest';
import { keepCheckIns, type KeptCheckIns } from '../../electron/check-ins.ts';
import type { CheckInsWanted } from '../../electron/sync/check-ins.ts';
import type { CheckIn } from '../../shared/wire.ts';
import { DEMO } from '../shared/policy/policy-kit.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const id = (n: number): string => `0180bab1-c000-7000-8000-00000000000${n}`;

class Kept {
  nowMs = NOW;
  wanted: CheckInsWanted[] = [];
  readonly kept: KeptCheckIns = keepCheckIns({
    nowMs: () => this.nowMs,
    monotonicMs: () => this.nowMs,
    policy: () => DEMO,
    wants: (wanted) => this.wanted.push(wanted),
  });

  take(checkIns: readonly Partial<CheckIn>[], told: readonly string[] = []): void {
    const whole = checkIns.map((one, n): CheckIn => ({
      ...{ entry: id(n), atMs: NOW, maskedName: '张*三', verdict: 'admit', reason: 'all-checks-passed' },
      ...{ isUsed: false, ...one },
    }));
    this.kept.take({ checkIns: whole, next: 'n', isMore: false, hubTimeMs: this.nowMs }, told);
  }

  shown(): string[] {
    const { checkIns } = this.kept.list();
    return checkIns.map(({ entry, verdict, isUsed }) => `${entry.at(-1)} ${verdict}${isUsed ? ' used' : ''}`);
  }
}

test('those of the last fifteen minutes are listed, newest first; of one told twice the later counts', () => {
  const one = new Kept();
  one.take([
    { entry: id(1), atMs: NOW - 15 * MINUTE },
    { entry: id(2), atMs: NOW - 15 * MINUTE - 1 },
    { entry: id(3), atMs: NOW, verdict: 'refuse', reason: 'colour-red' },
    { entry: id(4), atMs: NOW - MINUTE },
  ]);
  expect(one.shown()).toEqual(['3 refuse', '4 admit', '1 admit']);
  expect(one.kept.waiting()).toBe(2);
  one.take([{ entry: id(4), atMs: NOW - MINUTE, isUsed: true }]);
  expect(one.shown()).toEqual(['3 refuse', '4 admit used', '1 admit']);
  expect(one.kept.waiting()).toBe(1);
});

test('reasons are said in the words of the rules; one that nobody here knows is not', () => {
  const one = new Kept();
  one.take([{ verdict: 'refuse', reason: 'colour-red' }, { reason: 'of-a-newer-release' }, { reason: null }]);
  const reasons = one.kept.list().checkIns.map(({ reason }) => reason?.code ?? null);
  expect(reasons).toEqual(['colour-red', null, null]);
});

test('a used receipt is known at once, and told until the hub was told', () => {
  const one = new Kept();
  one.kept.want(true);
  one.take([{ entry: id(1) }, { entry: id(2), isUsed: true }]);
  expect([id(1), id(2), id(3)].map((entry) => one.kept.isUsed(entry))).toEqual([false, true, false]);
  one.kept.used(id(1));
  one.kept.used(id(3));
  expect(one.wanted.at(-1)).toEqual({ isWanted: true, used: [id(1), id(3)] });
  // The hub has not heard of it yet.
  one.take([{ entry: id(1) }, { entry: id(3) }]);
  expect(one.shown()).toEqual(['1 admit used', '2 admit used', '3 admit used']);
  one.take([], [id(1)]);
  expect(one.wanted.at(-1)).toEqual({ isWanted: true, used: [id(3)] });
});

test('a list that nobody has told of for a while says so, and since when', () => {
  const one = new Kept();
  expect(one.kept.list()).toEqual({ checkIns: [], heardSecondsAgo: null, isOld: true });
  one.take([]);
  expect(one.kept.list()).toMatchObject({ heardSecondsAgo: 0, isOld: false });
  one.nowMs += 15_000;
  expect(one.kept.list()).toMatchObject({ heardSecondsAgo: 15, isOld: false });
  one.nowMs += 1;
  expect(one.kept.list()).toMatchObject({ isOld: true });
});

test('where nobody checks in by phone any more, nobody is remembered', () => {
  const one = new Kept();
  one.kept.want(true);
  one.take([{}]);
  one.kept.want(false);
  expect(one.kept.list()).toEqual({ checkIns: [], heardSecondsAgo: null, isOld: true });
  expect(one.wanted.map(({ isWanted }) => isWanted)).toEqual([true, false]);
});
