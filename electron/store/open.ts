import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { verifyTail } from './chain.ts';
import { cannotBeRead, storeFaultOf, type StoreFault } from './faults.ts';
import { followingEntry } from './anchor.ts';
import { endHolds, holdLog, keepToOwner, lookAt, makeBuildSite, moveIn } from './files.ts';
import type { RandomBytes } from './appender.ts';
import { journalOver, type Journal } from './journal.ts';
import { APPLICATION_ID, CONNECTION, hasWholeSchema, migrate, NEWEST_VERSION, readVersion } from './migrate.ts';
import { headOfSetAside } from './aside-outbox.ts';
import { finishSettingAside, listSetAside, setAside, type AsideKind } from './set-aside.ts';
import { openDatabase, readValue, type Database } from './sqlite.ts';
import { uuid7 } from './uuid7.ts';

/**
 * `journal-damaged` is also said of a file that is out of reach or held by somebody else; `journal-unread` where the disk does
 * not give what is in it. `journal-newer`: a newer release has
 * written this file; an older one must not write to it.
 */
export type OpenFault = 'journal-full' | 'journal-damaged' | 'journal-unread' | 'journal-newer';

export interface OpenOptions {
  /** Epoch milliseconds, for the name of a new chain and of what is set aside. */
  readonly now: () => number;
  readonly random: RandomBytes;
  /** This file shall take no more entries: it is set aside as it is, and a new chain begun. */
  readonly end?: AsideKind;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Name, in the same folder, under which a damaged journal is kept; `null` when there was none. */
  readonly setAside: string | null;
  /** It was not closed the last time: the power may have failed, and more than the end of the file wants a look. */
  readonly wasLeftOpen: boolean;
}

/** Enough to notice a torn last page (some eight entries of 400 bytes in each 4 KiB), read in under a millisecond. */
const TAIL_ENTRIES = 16;

/** What holds per file and must be said before the first table. */
const FILE = `
  pragma auto_vacuum = incremental;
  pragma application_id = ${APPLICATION_ID};`;

/**
 * Opens the journal, or begins a new one.
 *
 * The check takes the same time however long the journal is: header, schema, and the hashes of the last entries.
 * Damage further back is found by whatever reads it, and by a look through all of it in a thread of its own (checking.ts).
 * A file that fails is set aside and a new chain begun; one that is merely out of reach, or written by a newer release, stays
 * where it is.
 */
export function openJournal(path: string, options: OpenOptions): Result<OpenedJournal, OpenFault> {
  try {
    finishSettingAside(path);
    endHolds(dirname(path));
    const wasLeftOpen = existsSync(`${path}-wal`);
    const found = options.end === undefined ? inspect(path, options) : endChain(path, options);
    if (found.kind !== 'unreadable') return conclude(found, options, { path, setAside: null, wasLeftOpen });
    const keptAs = setAsideThenClose(path, found.database, options);
    const begun = inspect(path, options);
    return conclude(begun, options, { path, setAside: keptAs, wasLeftOpen: false });
  } catch (error) {
    const fault = OPEN_FAULTS[storeFaultOf(error, path)];
    return fail(fault === 'journal-damaged' && cannotBeRead(error) ? 'journal-unread' : fault);
  }
}

/** Nothing is asked of a file that shall end, and nothing set aside where there is none. */
function endChain(path: string, options: OpenOptions): Inspection {
  return isNothing(path) ? inspect(path, options) : { kind: 'unreadable', database: null };
}

/** What the disk does not give is something. */
function isNothing(path: string): boolean {
  try {
    return lookAt(path) === 'nothing';
  } catch (error) {
    if (cannotBeRead(error)) return false;
    throw error;
  }
}

const OPEN_FAULTS: Record<StoreFault, OpenFault> = {
  full: 'journal-full',
  unreachable: 'journal-damaged',
  unreadable: 'journal-damaged',
};

type Inspection =
  | { readonly kind: 'good'; readonly database: Database; readonly chain: string }
  | { readonly kind: 'unreadable'; readonly database: Database | null }
  | { readonly kind: 'fault'; readonly fault: OpenFault };

function conclude(
  found: Inspection,
  { random }: OpenOptions,
  { path, ...rest }: Omit<OpenedJournal, 'journal'> & { readonly path: string },
): Result<OpenedJournal, OpenFault> {
  if (found.kind === 'fault') return fail(found.fault);
  if (found.kind === 'good') {
    holdLog(path);
    return ok({ journal: journalOver(found.database, path, found.chain, random), ...rest });
  }
  found.database?.close();
  return fail('journal-damaged');
}

/** Closing first would fold the log into the file and delete it; SQLite leaves a file alone that was moved. */
function setAsideThenClose(path: string, database: Database | null, { now, end }: OpenOptions): string {
  try {
    return setAside(path, now(), end ?? 'damaged');
  } finally {
    database?.close();
  }
}

function inspect(path: string, options: OpenOptions): Inspection {
  const files = lookAt(path);
  if (files === 'remains') return { kind: 'unreadable', database: null };
  if (files === 'nothing') build(path, options);
  keepToOwner(path);
  const database = openDatabase(path);
  try {
    return check(database);
  } catch (error) {
    if (faultOrClose(error, path, database) === 'unreadable') return { kind: 'unreadable', database };
    database.close();
    throw error;
  }
}

function faultOrClose(error: unknown, path: string, database: Database): StoreFault {
  try {
    return storeFaultOf(error, path);
  } catch (bug) {
    database.close();
    throw bug;
  }
}

function check(database: Database): Inspection {
  const unreadable: Inspection = { kind: 'unreadable', database };
  if (readValue(database, 'pragma application_id') !== APPLICATION_ID) return unreadable;
  const version = readVersion(database);
  if (version > NEWEST_VERSION) {
    database.close();
    return { kind: 'fault', fault: 'journal-newer' };
  }
  if (version < 1) return unreadable;
  database.exec(CONNECTION);
  migrate(database);
  if (readValue(database, 'pragma journal_mode = wal') !== 'wal' || !hasWholeSchema(database)) return unreadable;
  const chain = readValue(database, 'select id from chain');
  if (typeof chain !== 'string' || verifyTail(database, chain, TAIL_ENTRIES).brokenAt !== null) return unreadable;
  return { kind: 'good', database, chain };
}

/** Builds a new journal aside and moves it in when complete: half a journal is never found under its name. */
function build(path: string, { now, random }: OpenOptions): void {
  const site = makeBuildSite(path);
  const database = openDatabase(site);
  try {
    database.exec(FILE);
    database.exec('pragma journal_mode = wal');
    database.exec(CONNECTION);
    migrate(database);
    const chain = uuid7(now(), random(10), null);
    database.prepare('insert into chain (id) values (?)').run(chain);
    database.prepare('insert into sync_mark (chain) values (?)').run(chain);
    nameTheOneBefore(journalOver(database, site, chain, random), path, now());
  } finally {
    database.close();
  }
  moveIn(site, path);
}

/** A chain that takes another's place says so in its first entry, also where the power failed between the two. */
function nameTheOneBefore(journal: Journal, path: string, nowMs: number): void {
  const before = listSetAside(path).at(-1);
  if (before === undefined) return;
  const moment = { epochMs: nowMs, offsetMinutes: -new Date(nowMs).getTimezoneOffset(), isConfirmed: false };
  const entry = followingEntry(headOfSetAside(before.path), before.kind, moment);
  if (!journal.append(entry).ok) throw Object.assign(new Error('no room'), { syscall: 'write', code: 'ENOSPC' });
}
