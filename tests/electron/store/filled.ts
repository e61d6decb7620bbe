import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../../electron/store/open.ts';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';
import { entryAt } from './journal-entries.ts';

export const SECONDS_BETWEEN = 3;

/** Reasons by how many entries have them, of a thousand: a usual day, and what nobody sees but once a week. */
const REASONS = [
  [0, 'all-checks-passed'],
  [950, 'test-old'],
  [980, 'colour-yellow'],
  [995, 'colour-red'],
  [999, 'issuer-unknown'],
] as const;

/**
 * Rows as they are on the disk, but for the chain, which nobody who looks for entries asks for: hashing a million would take
 * minutes. One in a thousand is a guard's. What is appended afterwards follows as it should.
 *
 * @param start epoch milliseconds of the first
 */
export function fill(path: string, chain: string, start: number, count: number): void {
  const database = openDatabase(path);
  const reasons = REASONS.map(([from, reason]) => `when n % 1000 >= ${from} then '["${reason}"]'`).reverse();
  const trigger = readValue(database, "select sql from sqlite_schema where name = 'entry_follows_the_last'");
  database.exec(`pragma synchronous = off; drop trigger entry_follows_the_last; begin;
    insert into entry (sequence, chain, id, previous_hash, hash, type, epoch_ms, offset_minutes, is_clock_confirmed, source,
      format, verdict, reasons, colour, masked_name, person_key, person_key_id, policy_version, duration_ms, sealed, guard)
    with recursive numbers (n, ms) as (
      select 0, ${start} union all select n + 1, ms + ${SECONDS_BETWEEN * 1000} from numbers where n < ${count - 1}
    )
    select n, '${chain}', printf('%08x-%04x-7000-8000-%012x', ms >> 16, ms & 0xffff, n), randomblob(32), randomblob(32),
      iif(n % 1000 = 500, 'manual', 'scan'), ms, 480, 1, iif(n % 1000 = 500, null, iif(n % 3, 'camera', 'serial')),
      'health-code', iif(n % 1000 < 950, 'admit', iif(n % 2, 'refer', 'refuse')), case ${reasons.join(' ')} end, 'green',
      iif(n % 50 = 7, '李*四', '张*三'), randomblob(32), 'venue-1', 1, 4, randomblob(335), iif(n % 1000 = 500, 'G7', null)
    from numbers; ${String(trigger)}; commit`);
  database.close();
}

/** The kiosk looks at so many hashes when it starts, which those that are filled in have not. */
const REAL_ENTRIES = 20;

/**
 * Makes the journal of a demo's profile, as a kiosk leaves it.
 *
 * @param entries of scans, one every {@link SECONDS_BETWEEN}; after them are some that are chained as they should
 * @param nowMs right after all of them
 * @returns where it is
 */
export function makeFilledJournal(profile: string, entries: number, nowMs: number): string {
  const folder = join(profile, 'demo');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.db');
  const startMs = nowMs - entries * SECONDS_BETWEEN * 1000;
  const opened = openJournal(path, { now: () => startMs, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  fill(path, journal.chain, startMs, entries);
  for (let n = 0; n < REAL_ENTRIES; n += 1) journal.append(entryAt(nowMs - REAL_ENTRIES + n));
  // Else it would be looked through while it is measured.
  journal.noteLookedThrough(nowMs);
  journal.close();
  return path;
}
