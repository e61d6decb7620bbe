import { createHash } from 'node:crypto';
import { encodeEntry, NO_PREVIOUS_HASH, type Entry } from '../../shared/journal.ts';
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

/** SHA-256 over the canonical encoding. */
export function hashEntry(entry: Entry): Uint8Array {
  return createHash('sha256').update(encodeEntry(entry)).digest();
}

/**
 * Walks the whole chain in order: every entry has its own hash, its place, and the hash of the one before.
 *
 * Entries missing at the front are in order when the hub has acknowledged them. Missing at the end they are noticed
 * only when acknowledged: nothing in a chain can tell that it was once longer.
 */
export function verifyChain(database: Database, chain: string): ChainReport {
  return walk(database, chain, 0);
}

/** Walks the last `count` entries only, for a check whose time does not grow with the file. */
export function verifyTail(database: Database, chain: string, count: number): ChainReport {
  const last = Number(readValue(database, 'select coalesce(max(sequence), -1) from entry'));
  return walk(database, chain, Math.max(0, last - count + 1));
}

function walk(database: Database, chain: string, from: number): ChainReport {
  let before: { sequence: number; hash: Uint8Array } | null = null;
  let entries = 0;
  const broken = (): ChainReport => ({ entries, brokenAt: before === null ? from : before.sequence + 1 });
  try {
    const mark = acknowledgedThrough(database);
    const rows = database.prepare('select * from entry where sequence >= ? order by sequence').iterate(from);
    for (const row of rows) {
      const found = parseRow(row);
      if (found === undefined || !isWhole(found, chain)) return broken();
      const isInPlace: boolean = before === null ? isGoodStart(found.entry, from, mark) : follows(found.entry, before);
      if (!isInPlace) return broken();
      before = { sequence: found.entry.sequence, hash: found.hash };
      entries += 1;
    }
    return mark > (before?.sequence ?? -1) ? broken() : { entries, brokenAt: null };
  } catch (error) {
    // A torn page, or a number no entry can have: the row after the last good one cannot be read. A disk that fails
    // is another matter, and says nothing of the chain.
    if (isUnreadable(error) || error instanceof RangeError) return broken();
    throw error;
  }
}

function isWhole({ entry, hash }: { entry: Entry; hash: Uint8Array }, chain: string): boolean {
  return entry.chain === chain && areSame(hashEntry(entry), hash);
}

function follows(entry: Entry, before: { sequence: number; hash: Uint8Array }): boolean {
  return entry.sequence === before.sequence + 1 && areSame(entry.previousHash, before.hash);
}

/** The first entry looked at: the beginning, or wherever the walk begins, or what deleting acknowledged ones left. */
function isGoodStart(entry: Entry, from: number, acknowledged: number): boolean {
  if (entry.sequence === 0) return areSame(entry.previousHash, NO_PREVIOUS_HASH);
  return entry.sequence === from || (from === 0 && entry.sequence <= acknowledged + 1);
}

function acknowledgedThrough(database: Database): number {
  return Number(readValue(database, 'select acknowledged_through from sync_mark') ?? -1);
}

function areSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
