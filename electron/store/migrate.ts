import journal from './001-journal.sql?raw';
import rulesSeen from './002-rules-seen.sql?raw';
import rulesSeenUnder from './003-rules-seen-under.sql?raw';
import clockResets from './004-clock-resets.sql?raw';
import sync from './005-sync.sql?raw';
import soundEntries from './006-sound-entries.sql?raw';
import knownEnd from './007-known-end.sql?raw';
import guard from './008-guard.sql?raw';
import lane from './009-lane.sql?raw';
import checkIns from './010-check-ins.sql?raw';
import { readValue, openDatabase, type Database } from './sqlite.ts';

/** Forward only, one transaction each; `user_version` counts those that have run. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [
  journal,
  rulesSeen,
  rulesSeenUnder,
  clockResets,
  sync,
  soundEntries,
  knownEnd,
  guard,
  lane,
  checkIns,
];

/** The `user_version` this release writes. A file beyond it belongs to a newer release and is left alone. */
export const NEWEST_VERSION = MIGRATIONS.length;

/** "DSjl", so that other tools can tell the file (https://sqlite.org/fileformat2.html §1.3.15). */
export const APPLICATION_ID = 0x44_53_6a_6c;

/**
 * Pages of the write-ahead log (4 KiB each, five or six per entry) after which SQLite folds it back in the middle of
 * an append. Idle moments do that before: this is for a queue that never ends, and makes one visitor in 1,500 wait.
 */
const AUTOCHECKPOINT_PAGES = 8000;

/** What holds per connection and not per file. `full`: every commit is synced; the triggers need `recursive_triggers`. */
export const CONNECTION = `
  pragma trusted_schema = off;
  pragma cell_size_check = on;
  pragma foreign_keys = on;
  pragma recursive_triggers = on;
  pragma secure_delete = on;
  pragma synchronous = full;
  pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES};`;

export function readVersion(database: Database): number {
  return Number(readValue(database, 'pragma user_version'));
}

/** Brings a database from its own version to the newest. Throws what SQLite throws, the failed step rolled back. */
export function migrate(database: Database): void {
  for (let version = readVersion(database); version < NEWEST_VERSION; version += 1) {
    database.exec('begin immediate');
    try {
      database.exec(MIGRATIONS[version] ?? '');
      database.exec(`pragma user_version = ${version + 1}`);
      database.exec('commit');
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  }
}

/** Whether every table, index and trigger of the migrations is there, to the letter. */
export function hasWholeSchema(database: Database): boolean {
  const found = new Set(schemaOf(database));
  const model = openDatabase(':memory:');
  try {
    migrate(model);
    return schemaOf(model).every((object) => found.has(object));
  } finally {
    model.close();
  }
}

function schemaOf(database: Database): string[] {
  const rows = database.prepare("select type || ' ' || name || ' ' || coalesce(sql, '') as it from sqlite_schema");
  return [...rows.iterate()].map(({ it }) => String(it));
}
