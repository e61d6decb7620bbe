import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NewEntry } from '../../../shared/journal.ts';
import { ok } from '../../../shared/result.ts';
import type { Verdict } from '../../../shared/verdict.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE, PERSON } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const OTHER = new Uint8Array(32).fill(8);

test('entries are numbered from zero, each naming the hash of the one before', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  const written = [0, 1, 2].map((n) => journal.append(entryAt(NINE + n)));
  expect(written.map((result) => result.ok && result.value.sequence)).toEqual([0, 1, 2]);
  expect(written[0]).toMatchObject(ok({ chain: journal.chain, previousHash: new Uint8Array(32) }));
  expect(journal.verify()).toEqual({ entries: 3, brokenAt: null });
});

test('the chain goes on where it was after closing and opening', () => {
  const path = join(freshFolder(), 'journal.db');
  const first = open(path).journal;
  first.append(entryAt(NINE));
  first.close();
  const { journal, setAside } = open(path);
  expect(setAside).toBeNull();
  expect(journal.chain).toBe(first.chain);
  expect(journal.append(entryAt(NINE + 1))).toMatchObject(ok({ sequence: 1 }));
  expect(journal.verify()).toEqual({ entries: 2, brokenAt: null });
});

test('two connections to one file share one chain', () => {
  const path = join(freshFolder(), 'journal.db');
  const [a, b] = [open(path).journal, open(path).journal];
  for (let n = 0; n < 6; n += 1) expect((n % 2 === 0 ? a : b).append(entryAt(NINE + n)).ok).toBe(true);
  expect(a.verify()).toEqual({ entries: 6, brokenAt: null });
});

test('an entry that breaks the rules of its table is a bug, and leaves the journal usable', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  expect(() => journal.append(entryAt(NINE, { durationMs: 1.5 }))).toThrow();
  expect(() => journal.append(entryAt(NINE, { verdict: 'perhaps' as 'refer' }))).toThrow();
  expect(() => journal.append(entryAt(NINE, { type: 'other' as 'scan' }))).toThrow();
  expect(() => journal.append(entryAt(NINE, { personKeyId: null }))).toThrow();
  expect(journal.append(entryAt(NINE))).toMatchObject(ok({ sequence: 0 }));
});

test.each<[string, Partial<NewEntry>, number, number | null]>([
  ['at the first moment asked for', {}, NINE, NINE],
  ['a millisecond before it', {}, NINE + 1, null],
  ['admitted by hand', { type: 'manual', source: null }, NINE, NINE],
  ['referred', { verdict: 'refer' }, NINE, null],
  ['refused', { verdict: 'refuse' }, NINE, null],
  ['of another person', { personKey: OTHER }, NINE, null],
  ['of nobody known', { personKey: null, personKeyId: null }, NINE, null],
  ['of a gate that opened', { type: 'gate' }, NINE, null],
  ['of an overrule, whose scan came before', { type: 'overrule' }, NINE, null],
])('the last admit of a person, %s', (_case, changes, since, expected) => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  journal.append(entryAt(NINE, changes));
  expect(journal.lastAdmitted(PERSON, since)).toBe(expected);
});

test('the last of several admits counts, also with a clock set back in between', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  for (const at of [NINE, NINE + 9, NINE + 5]) journal.append(entryAt(at));
  expect(journal.lastAdmitted(PERSON, NINE)).toBe(NINE + 9);
});

test('verdicts are counted from a moment on, that moment included', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  expect(journal.countSince(0)).toEqual({ admit: 0, refer: 0, refuse: 0 });
  const verdicts = ['admit', 'refuse', 'refer', 'admit', 'refuse', 'refuse'] as const;
  verdicts.forEach((verdict, n) => journal.append(entryAt(NINE + n, { verdict })));
  journal.append(entryAt(NINE + 9, { type: 'overrule' }));
  journal.append(entryAt(NINE + 9, { type: 'break', verdict: null }));
  expect(journal.countSince(NINE)).toEqual({ admit: 2, refer: 1, refuse: 3 });
  expect(journal.countSince(NINE + 1)).toEqual({ admit: 1, refer: 1, refuse: 3 });
  expect(journal.countSince(NINE + 6)).toEqual({ admit: 0, refer: 0, refuse: 0 });
});

test('who shows the receipt of a check-in by phone is not counted, and is known by it from the first admit on', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  const hubs = '0180bab1-c000-7000-8000-000000000001';
  expect(journal.receiptUsedAt(hubs)).toBeNull();
  journal.append(entryAt(NINE, { refersTo: hubs, verdict: 'refer' }));
  expect(journal.receiptUsedAt(hubs)).toBeNull();
  journal.append(entryAt(NINE + 1, { refersTo: hubs }));
  journal.append(entryAt(NINE + 2, { refersTo: hubs }));
  journal.append(entryAt(NINE + 3, { type: 'overrule', refersTo: hubs }));
  journal.append(entryAt(NINE + 4));
  expect(journal.countSince(0)).toEqual({ admit: 1, refer: 0, refuse: 0 });
  journal.close();
  // Also after a restart.
  expect(open(path).journal.receiptUsedAt(hubs)).toBe(NINE + 1);
});

describe('visitors are counted by the verdict that stands', () => {
  type Said = readonly [of: string, type: 'scan' | 'manual' | 'overrule', verdict: Verdict | null, about?: string];
  const scan: Said = ['scan', 'scan', 'refer'];
  const byHand: Said = ['by-hand', 'manual', 'refuse'];
  test.each<[string, readonly Said[], Partial<Record<Verdict, number>>]>([
    ['of a scan that was overruled', [scan, ['o', 'overrule', 'admit', 'scan']], { admit: 1 }],
    ['overruled twice', [scan, ['o', 'overrule', 'refuse', 'scan'], ['p', 'overrule', 'admit', 'o']], { admit: 1 }],
    [
      'whose overrule was undone',
      [scan, ['o', 'overrule', 'admit', 'scan'], ['u', 'overrule', null, 'o']],
      { refer: 1 },
    ],
    [
      'overruled again after that',
      [
        ...[scan, ['o', 'overrule', 'admit', 'scan'] as const, ['u', 'overrule', null, 'o'] as const],
        ['p', 'overrule', 'refuse', 'scan'],
      ],
      { refuse: 1 },
    ],
    ['by hand', [byHand], { refuse: 1 }],
    ['by hand by a mistake that was undone', [byHand, ['u', 'overrule', null, 'by-hand']], {}],
    [
      'by hand beside others',
      [scan, byHand, ['u', 'overrule', null, 'by-hand'], ['o', 'overrule', 'admit', 'scan']],
      { admit: 1 },
    ],
  ])('%s', (_what, said, expected) => {
    const { journal } = open(join(freshFolder(), 'journal.db'));
    const ids = new Map<string, string>();
    for (const [n, [of, type, verdict, about]] of said.entries()) {
      const refersTo = about === undefined ? null : (ids.get(about) ?? '');
      const written = journal.append(entryAt(NINE + n, { type, verdict, refersTo }));
      if (written.ok) ids.set(of, written.value.id);
    }
    expect(journal.countSince(NINE)).toEqual({ admit: 0, refer: 0, refuse: 0, ...expected });
    // They came before: whatever was decided of them since.
    expect(journal.countSince(NINE + said.length - 1)).toEqual(
      said.length > 1 ? { admit: 0, refer: 0, refuse: 0 } : { admit: 0, refer: 0, refuse: 0, ...expected },
    );
  });
});

test('folding the log back keeps every entry', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  journal.append(entryAt(NINE));
  expect(journal.checkpoint()).toBe(true);
  journal.append(entryAt(NINE + 1));
  expect(journal.verify()).toEqual({ entries: 2, brokenAt: null });
});

test('when the journal was last looked through is the last time it was noted', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  for (const atMs of [NINE, NINE + 1000, NINE + 2000]) journal.noteLookedThrough(atMs);
  expect(journal.lookedThroughAt()).toBe(NINE + 2000);
  journal.noteLookedThrough(null);
  expect(journal.lookedThroughAt()).toBeNull();
});
