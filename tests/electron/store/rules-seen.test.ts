import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RulesSeen } from '../../../electron/store/journal.ts';
import { openDatabase, type Database } from '../../../electron/store/sqlite.ts';
import { freshFolder } from '../folders.ts';
import { open } from './journal-kit.ts';
import { entryAt, NINE } from './journal-entries.ts';

const ROOT = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const at = (number: number): RulesSeen => ({
  trustedRoot: ROOT,
  versions: { root: 1, timestamp: number, snapshot: number, targets: number, policy: number },
  signedAt: 1_778_630_400 + number,
});

test('what was seen is remembered by the root it was seen under, and only grows there', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  expect(journal.rulesSeen(ROOT)).toBeNull();
  journal.seeRules(at(7));
  journal.seeRules({ ...at(1), trustedRoot: OTHER });
  expect(journal.rulesSeen(ROOT)).toEqual(at(7));
  expect(journal.rulesSeen(OTHER)).toEqual({ ...at(1), trustedRoot: OTHER });
  expect(() => {
    journal.seeRules(at(6));
  }).toThrow('what was seen stays seen');
  expect(journal.rulesSeen(ROOT)).toEqual(at(7));
});

test('a newer root of the same repository may begin the other numbers anew, but not the policy’s', () => {
  const { journal } = open(join(freshFolder(), 'journal.db'));
  journal.seeRules(at(7));
  const { versions, ...rest } = at(7);
  const rotated = { ...rest, versions: { root: 2, timestamp: 1, snapshot: 1, targets: 1, policy: 7 } };
  journal.seeRules(rotated);
  expect(journal.rulesSeen(ROOT)).toEqual(rotated);
  expect(() => {
    journal.seeRules({ ...rest, versions: { ...versions, root: 3, policy: 6 } });
  }).toThrow('what was seen stays seen');
});

const LAST_RELEASE = `insert into rules_seen (root, timestamp, snapshot, targets, policy, signed_at) values (1, 9, 9, 9, 9, 9)
  on conflict (only_one) do update set timestamp = excluded.timestamp`;

test('a store takes what the last release writes, and one of the last release is taken over', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  journal.seeRules(at(7));
  expect(journal.append(entryAt(NINE)).ok).toBe(true);
  journal.close();
  using(path, (database) => {
    database.exec(LAST_RELEASE);
    // As that release left it.
    database.exec(`drop table rules_seen_under; drop table clock_reset; drop table acknowledged_hour; drop table hub_mark;
      drop table looked_through; drop table known_end; drop trigger entry_is_sound; drop trigger entry_has_a_kind; drop table entry_kind; drop index entry_by_anchor; drop index entry_by_kind; drop index entry_by_guard; drop index entry_by_reference; drop index entry_by_check_in;
      alter table entry drop column anchor; alter table entry drop column guard; alter table entry drop column lane; pragma user_version = 2`);
  });
  const { journal: again, setAside } = open(path);
  expect(setAside).toBeNull();
  expect(again.rulesSeen(ROOT)).toBeNull();
  expect(again.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 1 } });
  again.seeRules(at(1));
  expect(again.rulesSeen(ROOT)).toEqual(at(1));
});

function using(path: string, act: (database: Database) => void): void {
  const database = openDatabase(path);
  try {
    act(database);
  } finally {
    database.close();
  }
}
