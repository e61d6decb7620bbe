import { z } from 'zod';
import { isUnreadable } from './faults.ts';
import { readValue, type Database } from './sqlite.ts';

/** Sequences, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Attempts at getting around torn pages: some seconds. What is behind more tears than that is given up. */
const MAX_ATTEMPTS = 100_000;

/** Entries that one page of 4 KiB holds at most, and some to spare; a bound for where to look, not for what is found. */
const ENTRIES_PER_PAGE = 64;

/**
 * Which entries of a damaged journal SQLite can still get at, oldest first. Whether they are what was written, their hashes
 * say.
 *
 * Reading goes on until it meets a torn page; then what is left is halved until each half is readable or a single entry. The beginning comes first: with few attempts the end may be missing.
 */
export function readableRanges(database: Database, maxAttempts = MAX_ATTEMPTS): Range[] {
  const keys = database.prepare(
    'select sequence from entry not indexed where sequence >= ? and sequence < ? order by sequence',
  );
  const found: { from: number; to: number }[] = [];
  let attempts = 0;
  const read = (from: number, end: number): void => {
    if (from >= end || attempts >= maxAttempts) return;
    attempts += 1;
    const reached = readOn(() => keys.iterate(from, end), from, found);
    if (reached === 'end' || end - reached <= 1) return;
    const middle = reached + Math.floor((end - reached) / 2);
    read(reached, middle);
    read(middle, end);
  };
  read(0, boundOf(database));
  return found;
}

const keyRow = z.object({ sequence: z.int().nonnegative() });

/** @returns where it came upon something that cannot be read */
function readOn(rows: () => Iterable<unknown>, from: number, found: { from: number; to: number }[]): number | 'end' {
  let reached = from;
  try {
    for (const row of rows()) {
      const { sequence } = keyRow.parse(row);
      // A page in the wrong place may lead back: nothing is taken twice.
      if (sequence < reached) continue;
      const last = found.at(-1);
      if (last !== undefined && last.to === sequence - 1) last.to = sequence;
      else found.push({ from: sequence, to: sequence });
      reached = sequence + 1;
    }
    return 'end';
  } catch (error) {
    if (isUnreadable(error) || error instanceof RangeError || error instanceof z.ZodError) return reached;
    throw error;
  }
}

/** A sequence that no entry of this file can have. */
function boundOf(database: Database): number {
  const known = [
    'select sequence from entry not indexed order by sequence limit 1',
    'select acknowledged_through from sync_mark',
  ].map((sql) => askNumber(database, sql));
  return Math.max(0, ...known) + (askNumber(database, 'pragma page_count') + 1) * ENTRIES_PER_PAGE;
}

function askNumber(database: Database, sql: string): number {
  try {
    const value = readValue(database, sql);
    return typeof value === 'number' ? value : 0;
  } catch (error) {
    if (isUnreadable(error) || error instanceof RangeError) return 0;
    throw error;
  }
}
