import { NO_PREVIOUS_HASH, type Entry, type NewEntry } from '../../shared/journal.ts';
import { hashOf } from './chain.ts';
import { COLUMNS, toRow } from './row.ts';
import { isRefusedByTrigger, type Database } from './sqlite.ts';
import { uuid7 } from './uuid7.ts';

export type RandomBytes = (count: number) => Uint8Array;

type Head = Pick<Entry, 'sequence' | 'id'> & { readonly hash: Uint8Array };

/**
 * Puts entries after the last one of a chain. One insert is one transaction: it is committed and synced when the call
 * returns, or nothing of it is there.
 *
 * The connection ignores the checks of its tables from now on, of which SQLite builds each list of words anew for every
 * row. The trigger `entry_is_sound` has the same checks in a form that takes a seventh of the time.
 */
export function appender(database: Database, chain: string, random: RandomBytes): (entry: NewEntry) => Entry {
  database.exec('pragma ignore_check_constraints = on');
  const readHead = database.prepare('select sequence, id, hash from entry order by sequence desc limit 1');
  const insert = database.prepare(
    `insert into entry (${COLUMNS.join(', ')}) values (${COLUMNS.map(() => '?').join(', ')})`,
  );
  const nextRandom = inPieces(random);
  let head: Head | undefined;
  const write = (entry: NewEntry): Entry => {
    const last = head ?? (readHead.get() as Head | undefined);
    head = undefined;
    const placed = inPlace(entry, chain, last, nextRandom());
    const hash = hashOf(placed);
    insert.run(...toRow(placed, hash));
    head = { sequence: placed.sequence, id: placed.id, hash };
    return placed;
  };
  return (entry) => {
    try {
      return write(entry);
    } catch (error) {
      if (!isRefusedByTrigger(error)) throw error;
      return write(entry);
    }
  };
}

/** Rules may be any number, what a hub takes of an entry is not. The worst come first. */
const MAX_REASONS = 100;

/** Field by field: to copy an object whose fields are not known takes several times as long. */
function inPlace(entry: NewEntry, chain: string, last: Head | undefined, random: Uint8Array): Entry {
  const sequence = last === undefined ? 0 : last.sequence + 1;
  return {
    chain,
    sequence,
    id: uuid7(entry.epochMs, random, last?.id ?? null),
    previousHash: last?.hash ?? NO_PREVIOUS_HASH,
    type: entry.type,
    refersTo: entry.refersTo,
    epochMs: entry.epochMs,
    offsetMinutes: entry.offsetMinutes,
    isClockConfirmed: entry.isClockConfirmed,
    source: entry.source,
    format: storable(entry.format),
    verdict: entry.verdict,
    reasons: entry.reasons.slice(0, MAX_REASONS),
    colour: entry.colour,
    testAgeSeconds: entry.testAgeSeconds,
    maskedName: storable(entry.maskedName),
    personKey: entry.personKey,
    personKeyId: storable(entry.personKeyId),
    policyVersion: entry.policyVersion,
    durationMs: entry.durationMs,
    sealed: entry.seal?.({ chain, sequence }) ?? null,
    anchor: entry.anchor ?? null,
    guard: storable(entry.guard),
    lane: entry.lane,
  };
}

/** Some of these words are an issuer's: what is hashed must be what can be read back. */
function storable(text: string | null): string | null {
  return text !== null && hasOddUnit(text) ? text.replaceAll(NOT_STORABLE, '\ufffd') : text;
}

/** As SQLite has no text for them: the driver's text ends at a NUL, and a lone surrogate has no UTF-8. */
const NOT_STORABLE = /\0|[\ud800-\udfff]/gu;

/** A NUL, or a surrogate, alone or not: a loop finds none faster than an expression does. */
function hasOddUnit(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0 || (unit & 0xf800) === 0xd800) return true;
  }
  return false;
}

/** Of an id. */
const RANDOM_BYTES = 10;
/** Asking the system takes longer than all else that makes an id. */
const IDS_AT_ONCE = 64;

function inPieces(random: RandomBytes): () => Uint8Array {
  let pool: Uint8Array = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at === pool.length) [pool, at] = [random(RANDOM_BYTES * IDS_AT_ONCE), 0];
    at += RANDOM_BYTES;
    return pool.subarray(at - RANDOM_BYTES, at);
  };
}
