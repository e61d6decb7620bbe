import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { verifyChain } from '../../../electron/store/chain.ts';
import { journalOver } from '../../../electron/store/journal.ts';
import { NEWEST_VERSION } from '../../../electron/store/migrate.ts';
import { openJournal } from '../../../electron/store/open.ts';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';
import { ok } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open, OPTIONS } from './journal-kit.ts';

const ENTRIES = 60;
const KEPT = 'journal.damaged-2022-05-13T01-00-00-000Z.db';

let path: string;

/** A journal of some pages, closed, all of it in the database file. */
beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (let n = 0; n < ENTRIES; n += 1) journal.append(entryAt(NINE + n));
  journal.close();
});

/** The files as a power cut leaves them: the log not folded back. */
function afterPowerCut(): void {
  const running = open(path);
  running.journal.append(entryAt(NINE + ENTRIES));
  const copy = join(dirname(path), 'cut');
  mkdirSync(copy);
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(path + suffix, join(copy, `journal.db${suffix}`));
  path = join(copy, 'journal.db');
}

function overwrite(at: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function flipIn(needle: string, which: 'first' | 'last'): void {
  const bytes = readFileSync(path);
  const at = which === 'first' ? bytes.indexOf(needle) : bytes.lastIndexOf(needle);
  overwrite(at, Uint8Array.of((bytes[at] ?? 0) ^ 1));
}

/** Page of the b-tree leaf that holds the last entry. */
function lastLeaf(): number {
  const database = openDatabase(path);
  const row = database
    .prepare("select max(pageno) as page from dbstat where name = 'entry' and pagetype = 'leaf'")
    .get();
  database.close();
  return Number(row?.['page']);
}

const wholeFolder = (): void => {
  unlinkSync(path);
  mkdirSync(path);
};

test.each<[string, () => void]>([
  [
    'emptied',
    () => {
      truncateSync(path, 0);
    },
  ],
  [
    'filled with zeros',
    () => {
      writeFileSync(path, Buffer.alloc(statSync(path).size));
    },
  ],
  [
    'filled with noise',
    () => {
      writeFileSync(path, randomBytes(20_000));
    },
  ],
  [
    'shorter than a header',
    () => {
      truncateSync(path, 50);
    },
  ],
  [
    'cut after the first page',
    () => {
      truncateSync(path, 4096);
    },
  ],
  [
    'cut in half',
    () => {
      truncateSync(path, statSync(path).size / 2);
    },
  ],
  [
    'cut by one byte',
    () => {
      truncateSync(path, statSync(path).size - 1);
    },
  ],
  [
    'a page of zeros at the end of the chain',
    () => {
      overwrite((lastLeaf() - 1) * 4096, Buffer.alloc(4096));
    },
  ],
  [
    'a flipped bit in the last entry',
    () => {
      overwrite((lastLeaf() - 1) * 4096 + 4000, Uint8Array.of(0xee));
    },
  ],
  [
    'a flipped bit in the header',
    () => {
      overwrite(3, Uint8Array.of(0x20));
    },
  ],
  [
    'a flipped bit in the schema',
    () => {
      flipIn('create trigger entry_is_owed', 'last');
    },
  ],
  ['a folder', wholeFolder],
  [
    'a text file',
    () => {
      writeFileSync(path, 'not a database\n');
    },
  ],
])('a journal that is %s is set aside, and a new chain begun', (_case, damage) => {
  damage();
  const before = statSync(path).isFile() ? readFileSync(path) : null;
  const { journal, setAside } = open(path);
  expect(setAside).toBe(KEPT);
  if (before !== null) expect(readFileSync(join(dirname(path), KEPT)).equals(before)).toBe(true);
  expect(journal.append(entryAt(NINE))).toMatchObject(ok({ sequence: 1 }));
  expect(journal.verify()).toEqual({ entries: 2, brokenAt: null });
});

test('a database of another program is set aside', () => {
  unlinkSync(path);
  const other = openDatabase(path);
  other.exec('create table entry (sequence integer primary key)');
  other.close();
  expect(open(path).setAside).toBe(KEPT);
});

test.each([
  ['a table', 'drop table sync_mark'],
  ['a trigger', 'drop trigger entry_is_final'],
  ['an index', 'drop index entry_by_person'],
  ['the chain’s name', 'pragma foreign_keys = off; drop trigger chain_stays; delete from chain'],
])('a journal that lacks %s is set aside', (_case, sql) => {
  const database = openDatabase(path);
  database.exec(sql);
  database.close();
  expect(open(path).setAside).toBe(KEPT);
});

test('entries acknowledged by the hub and missing here mean the journal was put back to an older copy', () => {
  const database = openDatabase(path);
  database.exec('drop trigger sync_mark_moves_forward');
  database.exec(`update sync_mark set acknowledged_through = ${ENTRIES}`);
  database.exec(`create trigger sync_mark_moves_forward before update on sync_mark
  when new.chain is not old.chain
    or new.acknowledged_through < old.acknowledged_through
    or new.acknowledged_through > coalesce((select max(sequence) from entry), -1)
  begin select raise(abort, 'the mark moves forward, and never past the last entry'); end`);
  database.close();
  expect(open(path).setAside).toBe(KEPT);
});

describe('of a journal that had come to rest', () => {
  const LAST = ENTRIES + 1;

  /** More than once, as between visitors; the last time with the last entry. */
  const noted = (): void => {
    const { journal } = open(path);
    expect(journal.noteEnd()).toBe(true);
    journal.append(entryAt(NINE));
    journal.append(entryAt(NINE));
    expect(journal.noteEnd()).toBe(true);
    journal.close();
  };
  const withoutTriggers = (sql: string): void => {
    const database = openDatabase(path);
    const names = [`entry_is_final`, `entry_is_owed`, `entry_leaves_in_order`];
    const triggers = names.map((name) => readValue(database, `select sql from sqlite_schema where name = '${name}'`));
    for (const name of names) database.exec(`drop trigger ${name}`);
    database.exec(sql);
    for (const trigger of triggers) database.exec(String(trigger));
    database.close();
  };

  test.each([
    ['the last entry is missed', `delete from entry where sequence = ${LAST}`],
    ['the last three are', `delete from entry where sequence >= ${LAST - 2}`],
    ['all are', 'delete from entry'],
  ])('%s, and the rest is set aside', (_case, sql) => {
    noted();
    withoutTriggers(sql);
    expect(open(path).setAside).toBe(KEPT);
  });

  test('a last entry that was written anew, with its right hash, is not taken for the one that was', () => {
    noted();
    withoutTriggers(`delete from entry where sequence = ${LAST}`);
    const forged = openDatabase(path);
    const chain = String(readValue(forged, 'select id from chain'));
    journalOver(forged, path, chain, randomBytes).append(entryAt(NINE, { maskedName: '李*' }));
    expect(verifyChain(forged, chain)).toEqual({ entries: LAST + 1, brokenAt: LAST });
    forged.close();
    expect(open(path).setAside).toBe(KEPT);
  });

  test('an end that went while the kiosk goes on is not forgotten when it comes to rest again', () => {
    noted();
    withoutTriggers(`delete from entry where sequence >= ${LAST - 1}`);
    const database = openDatabase(path);
    const journal = journalOver(database, path, String(readValue(database, 'select id from chain')), randomBytes);
    for (let n = 0; n < 5; n += 1) expect(journal.append(entryAt(NINE)).ok).toBe(true);
    expect(journal.noteEnd()).toBe(true);
    expect(journal.verify().brokenAt).toBe(LAST);
    journal.close();
    // At a later start only the last entries are looked at, and still it is missed.
    expect(open(path).setAside).toBe(KEPT);
  });

  test('the end that is known moves forward only, and goes with no entry', () => {
    noted();
    const database = openDatabase(path);
    expect(() => {
      database.exec('update known_end set sequence = 0');
    }).toThrow('moves forward');
    expect(() => {
      database.exec('delete from known_end');
    }).toThrow('stays');
    database.close();
    const { journal } = open(path);
    expect(journal.noteEnd()).toBe(true);
    journal.append(entryAt(NINE));
    expect(journal.verify()).toEqual({ entries: LAST + 2, brokenAt: null });
  });
});

describe('after a power cut', () => {
  beforeEach(afterPowerCut);

  test('the log is read, and nothing set aside', () => {
    const { journal, setAside } = open(path);
    expect(setAside).toBeNull();
    expect(journal.verify()).toEqual({ entries: ENTRIES + 1, brokenAt: null });
  });

  test('a log torn at its end loses the torn entry only', () => {
    truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 100);
    const { journal, setAside } = open(path);
    expect(setAside).toBeNull();
    expect(journal.verify()).toEqual({ entries: ENTRIES, brokenAt: null });
    expect(journal.append(entryAt(NINE))).toMatchObject(ok({ sequence: ENTRIES }));
  });

  test('a journal whose log was deleted does not go on as if nothing were missing', () => {
    unlinkSync(`${path}-wal`);
    const { setAside } = open(path);
    expect(setAside).toBe(KEPT);
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith(KEPT))).toContain(`${KEPT}-shm`);
  });

  test('a log without its database is kept, not deleted', () => {
    const log = readFileSync(`${path}-wal`);
    unlinkSync(path);
    expect(open(path).setAside).toBe(KEPT);
    expect(readFileSync(join(dirname(path), `${KEPT}-wal`)).equals(log)).toBe(true);
  });

  test('a damaged database is kept together with its log, byte for byte', () => {
    flipIn('create trigger entry_is_owed', 'last');
    const [bytes, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    expect(open(path).setAside).toBe(KEPT);
    expect(readFileSync(join(dirname(path), KEPT)).equals(bytes)).toBe(true);
    expect(readFileSync(join(dirname(path), `${KEPT}-wal`)).equals(log)).toBe(true);
  });
});

test('damage further back is not looked for at opening, and found by verifying', () => {
  const database = openDatabase(path);
  database.exec('pragma ignore_check_constraints = on; drop trigger entry_is_final');
  database.exec("update entry set masked_name = '李*四' where sequence = 7");
  database.exec(`create trigger entry_is_final before update on entry
  begin select raise(abort, 'journal entries are final'); end`);
  database.close();
  const { journal, setAside } = open(path);
  expect(setAside).toBeNull();
  expect(journal.verify()).toEqual({ entries: 7, brokenAt: 7 });
});

test('a second damaged journal in the same millisecond does not overwrite the first', () => {
  writeFileSync(path, 'first');
  open(path).journal.close();
  writeFileSync(path, 'second');
  expect(open(path).setAside).toBe('journal.damaged-2022-05-13T01-00-00-000Z-2.db');
  expect(readFileSync(join(dirname(path), KEPT), 'utf8')).toBe('first');
});

test('a journal of a newer release is neither written nor moved', () => {
  const database = openDatabase(path);
  database.exec(`pragma user_version = ${NEWEST_VERSION + 1}; create table of_the_future (it text)`);
  database.close();
  const before = readFileSync(path);
  expect(openJournal(path, OPTIONS)).toEqual({ ok: false, fault: 'journal-newer' });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dirname(path))).toEqual(['journal.db']);
});

test('what is left of a journal half built is no journal, and not in the way', () => {
  unlinkSync(path);
  writeFileSync(`${path}.new`, 'half');
  writeFileSync(`${path}.new-journal`, 'half');
  expect(open(path).setAside).toBeNull();
  expect(existsSync(`${path}.new`)).toBe(false);
});

test('only the owner may read the journal, its log and its index', () => {
  open(path);
  const modes = readdirSync(dirname(path)).map((name) => statSync(join(dirname(path), name)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
});

test('a folder that is not there is a fault, not an exception', () => {
  expect(openJournal(join(dirname(path), 'absent', 'journal.db'), OPTIONS)).toEqual({
    ok: false,
    fault: 'journal-damaged',
  });
});

test('whichever byte of the header is changed, the journal opens or is set aside, and takes entries', () => {
  const folder = dirname(path);
  const outcomes = new Set<string>();
  for (let at = 0; at < 100; at += 1) {
    const copy = join(folder, `header-${at}`);
    mkdirSync(copy);
    cpSync(path, join(copy, 'journal.db'));
    const original = path;
    path = join(copy, 'journal.db');
    const byte = readFileSync(path)[at] ?? 0;
    overwrite(at, Uint8Array.of(byte ^ 0x41));
    const opened = openJournal(path, OPTIONS);
    if (opened.ok) {
      expect(opened.value.journal.append(entryAt(NINE)).ok, `byte ${at}`).toBe(true);
      opened.value.journal.close();
      outcomes.add(opened.value.setAside === null ? 'opened' : 'set-aside');
    } else outcomes.add(`${at} ${opened.fault}`);
    path = original;
  }
  // Bytes 60 to 63 are the version: a large one is a newer release.
  expect([...outcomes].sort()).toEqual([...[60, 61, 62, 63].map((at) => `${at} journal-newer`), 'opened', 'set-aside']);
});

test('bytes after the end of the database are no damage', () => {
  appendFileSync(path, Buffer.alloc(4096));
  expect(open(path).journal.verify().brokenAt).toBeNull();
});
