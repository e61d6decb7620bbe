import { hash } from 'node:crypto';
import { hashEntry, NO_PREVIOUS_HASH, type Entry } from '../../shared/journal.ts';
import { newestAnchor } from './anchor.ts';
import { isUnreadable } from './faults.ts';
import { parseRow } from './row.ts';
import { readValue, type Database } from './sqlite.ts';

/** What walking a chain found. */
export interface ChainReport {
  /** Entries found good before the end or the break. */
  readonly entries: number;
  /** Sequence at which the chain first differs from what was written; `null` when it never does. */
  readonly brokenAt: number | null;
}

/** Through a string, since a short buffer made from one needs no memory of its own to be found and given back. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}

export function areSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** SHA-256 over the canonical encoding. */
export function hashOf(entry: Entry): Uint8Array {
  return hashEntry(entry, sha256);
}

/**
 * Walks the whole chain in order: every entry has its own hash, its place, and the hash of the one before.
 *
 * Entries missing at the front are in order when the hub has acknowledged them and an anchor says so with the hash of the
 * last of them. Missing at the end they are noticed where the hub has acknowledged them, or the journal has come to rest
 * since: nothing in a chain can tell that it was once longer. It reads some entries at a time, so that the kiosk may append
 * and retention may purge meanwhile.
 */
export function verifyChain(database: Database, chain: string): ChainReport {
  return walk(database, chain, 0);
}

/** Walks the last `count` entries only, for a check whose time does not grow with the file. */
export function verifyTail(database: Database, chain: string, count: number): ChainReport {
  const last = Number(readValue(database, 'select coalesce(max(sequence), -1) from entry'));
  return walk(database, chain, Math.max(0, last - count + 1));
}

/** Entries read at a time: some milliseconds, in which the log cannot be folded back. */
const SLICE_ENTRIES = 500;

type Place = Pick<Entry, 'sequence'> & { readonly hash: Uint8Array };

function walk(database: Database, chain: string, from: number): ChainReport {
  let before: Place | null = null;
  let entries = 0;
  const broken = (): ChainReport => ({ entries, brokenAt: before === null ? from : before.sequence + 1 });
  try {
    // Before the rows: what is written and acknowledged while they are read is not missing.
    const acknowledged = acknowledgedThrough(database);
    const end = knownEnd(database);
    const slice = database.prepare(`select * from entry where sequence >= ? order by sequence limit ${SLICE_ENTRIES}`);
    for (let taken = SLICE_ENTRIES; taken === SLICE_ENTRIES;) {
      taken = 0;
      for (const row of slice.iterate(before === null ? from : before.sequence + 1)) {
        const next = nextPlace(database, chain, row, before ?? from);
        if (next === null) return broken();
        before = next;
        entries += 1;
        taken += 1;
      }
    }
    if (acknowledged > (before?.sequence ?? -1)) return broken();
    if (end === null || isHashOf(database, end) || isPurged(database, end)) return { entries, brokenAt: null };
    return end.sequence > (before?.sequence ?? -1) ? broken() : { entries, brokenAt: end.sequence };
  } catch (error) {
    // A torn page, or a number no entry can have: the row after the last good one cannot be read. A disk that fails
    // is another matter, and says nothing of the chain.
    if (isUnreadable(error)) return broken();
    throw error;
  }
}

/** @returns `null` for a row that is not what was written, or not there where it was written */
function nextPlace(database: Database, chain: string, row: unknown, before: Place | number): Place | null {
  const found = parseRow(row);
  if (found?.entry.chain !== chain || !areSame(hashOf(found.entry), found.hash)) return null;
  const { entry, hash } = found;
  const isInPlace = typeof before === 'number' ? isGoodStart(entry, before) : follows(entry, before);
  return isInPlace || isLeftByPurge(database, entry) ? { sequence: entry.sequence, hash } : null;
}

function follows(entry: Entry, before: Place): boolean {
  return entry.sequence === before.sequence + 1 && areSame(entry.previousHash, before.hash);
}

/** The first entry looked at: the beginning, or wherever the walk begins. */
function isGoodStart(entry: Entry, from: number): boolean {
  return entry.sequence === 0 ? areSame(entry.previousHash, NO_PREVIOUS_HASH) : from > 0 && entry.sequence === from;
}

/** Whether all before this entry was acknowledged and deleted, and an anchor says what it was. */
function isLeftByPurge(database: Database, { chain, sequence, previousHash }: Entry): boolean {
  if (readValue(database, 'select min(sequence) from entry') !== sequence) return false;
  const anchor = newestAnchor(database, chain);
  if (anchor === null || acknowledgedThrough(database) < sequence - 1) return false;
  if (anchor.sequence === sequence - 1) return areSame(anchor.hash, previousHash);
  // A purge that was interrupted: what it would still have taken leads to the anchor.
  return anchor.sequence >= sequence && isHashOf(database, anchor);
}

function isHashOf(database: Database, { sequence, hash }: Place): boolean {
  const found = database.prepare('select hash from entry where sequence = ?').get(sequence)?.['hash'];
  return found instanceof Uint8Array && areSame(found, hash);
}

/** The entry that was the last when the journal came to rest; `null`: it never has, or is of an earlier release. */
function knownEnd(database: Database): Place | null {
  if (readValue(database, "select 1 from sqlite_schema where name = 'known_end'") === undefined) return null;
  const row = database.prepare('select sequence, hash from known_end where only_one = 1').get();
  return typeof row?.['sequence'] === 'number' && row['hash'] instanceof Uint8Array
    ? { sequence: row['sequence'], hash: row['hash'] }
    : null;
}

/** The entries before the first were acknowledged, which the walk has seen to. */
function isPurged(database: Database, { sequence }: Place): boolean {
  const first = readValue(database, 'select min(sequence) from entry');
  return typeof first === 'number' && sequence < first;
}

function acknowledgedThrough(database: Database): number {
  return Number(readValue(database, 'select acknowledged_through from sync_mark') ?? -1);
}
