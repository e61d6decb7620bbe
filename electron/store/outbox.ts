import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Batch } from '../../shared/wire.ts';
import { encodeEntry } from '../../shared/journal.ts';
import { areSame, sha256 } from './chain.ts';
import { inodeOf } from './files.ts';
import { isOfStore, isUnreadable } from './faults.ts';
import { hubMark, type TwoClocks } from './hub-mark.ts';
import { APPLICATION_ID, CONNECTION, NEWEST_VERSION, readVersion } from './migrate.ts';
import { retention, type Retention } from './retention.ts';
import { parseRow } from './row.ts';
import { isBusy, openDatabase, readValue, type Database, type SqlRow } from './sqlite.ts';

/** An entry as it travels to the hub. */
export interface OutboxEntry {
  readonly sequence: number;
  /** 32 bytes. */
  readonly previousHash: Uint8Array;
  /** SHA-256 of `bytes`. */
  readonly hash: Uint8Array;
  /** The canonical encoding (docs/journal.md). */
  readonly bytes: Uint8Array;
}

/** What is to be sent next. */
export interface OutboxBatch {
  /** What comes between what was asked for and the first entry is not here any more. */
  readonly hole: NonNullable<Batch['hole']> | null;
  /** One at least; their sequences follow one another. */
  readonly entries: readonly OutboxEntry[];
}

/**
 * One chain as sync sees it, by a connection of its own: that of the journal, or of one that was set aside damaged.
 * The entries are their own outbox; sync is one number, the mark.
 */
export interface Outbox {
  /** UUID. */
  readonly chain: string;
  /** Its file, told from any other that is or was in its place: of one chain there may be copies. */
  readonly file: string;
  /** A journal that was set aside: nothing is added to it any more. */
  readonly isSetAside: boolean;
  /** The chain's newest entry that can be read; `null`: there is none. */
  newest(): Pick<OutboxEntry, 'sequence' | 'hash'> | null;
  /** What the hub of this epoch has acknowledged, -1 for nothing; the epoch is `null` before the first time. */
  mark(): { readonly epoch: string | null; readonly through: number };
  /** Entries beyond the mark. */
  unsent(): number;
  /** What follows `after`, `limit` entries and 3 MiB of them at most, but one in any case; `null`: nothing does. */
  next(after: number, limit: number): OutboxBatch | null;
  /**
   * The hub of this epoch has everything up to and including `through`. Within one epoch the mark moves forward only,
   * and less than it changes nothing; another epoch begins where its hub says that it stands.
   */
  acknowledge(epoch: string, through: number): void;
  close(): void;
}

/** A journal that was set aside. */
export interface SetAsideOutbox extends Outbox {
  readonly isSetAside: true;
  /** The hub has other entries in the place of these: they are kept, and not waiting to be sent, until it acknowledges some. */
  isStopped(): boolean;
  /** The hub has said so. Where the disk does not take it, it is so until the app ends. */
  stop(): void;
}

/** One that was set aside, and all of which a hub has acknowledged. */
export interface SentOutbox extends SetAsideOutbox {
  /** Deletes its file; closed before, since Windows deletes no file that somebody has open. */
  remove(): void;
  /** The hub does not have all of it: it is owed again. */
  oweAgain(): void;
}

/** The outbox of the journal that the kiosk writes to, and what retention takes from it. */
export interface LiveOutbox extends Outbox, Retention {
  readonly isSetAside: false;
  /** Whether the kiosk still writes to this file: one that was set aside has to be opened as such. */
  isInPlace(): boolean;
}

/** Bytes of the entries of one batch: in base64 they fill a body of 4 MiB. */
export const MAX_BATCH_BYTES = 3 * 1024 * 1024;

/** Nobody stands and waits here: an append has the way. */
const PATIENCE_MS = 10_000;

/**
 * Opens the live journal by a connection of its own, for a thread of its own. The keeper has opened it before, and goes on
 * appending.
 *
 * @param now epoch milliseconds by the hub's clock: retention counts from it
 * @param ownNow the same by the kiosk's own, from which it counts too
 * @throws where there is no journal of this release; the outbox's calls throw for one that cannot be read
 */
export function openOutbox(path: string, now: () => number, ownNow: () => number = now): LiveOutbox {
  // SQLite would make an empty file, which the keeper would find in the journal's place.
  if (!existsSync(path)) throw new Error('there is no journal');
  const inode = inodeOf(path);
  const database = openDatabase(path, { timeoutMs: PATIENCE_MS });
  try {
    const clocks = (): TwoClocks => ({ hubMs: now(), ownMs: ownNow() });
    return outboxOver(connect(database), clocks, { file: fileOf(path), isInPlace: () => inodeOf(path) === inode });
  } catch (error) {
    database.close();
    throw error;
  }
}

function connect(database: Database): Database {
  const isOurs = readValue(database, 'pragma application_id') === APPLICATION_ID;
  if (!isOurs || readVersion(database) !== NEWEST_VERSION) throw new Error('not a journal of this release');
  database.exec(CONNECTION);
  return database;
}

/** Name and inode. */
export function fileOf(path: string): string {
  return `${basename(path)} ${inodeOf(path)}`;
}

function outboxOver(
  database: Database,
  now: () => TwoClocks,
  place: Pick<LiveOutbox, 'file' | 'isInPlace'>,
): LiveOutbox {
  const chain = String(readValue(database, 'select id from chain'));
  const ends = database.prepare(
    'select coalesce(min(sequence), 0) as first, coalesce(max(sequence), -1) as last from entry',
  );
  const last = database.prepare('select sequence, hash from entry order by sequence desc limit 1');
  const rows = database.prepare('select * from entry where sequence > ? order by sequence limit ?');
  const mark = hubMark(database, now);
  // What a disk that is full, read-only or failing did not take: it is not sent again before a restart, after which that does
  // no harm.
  let heard: ReturnType<Outbox['mark']> | null = null;
  const read: Outbox['mark'] = () => heard ?? mark.read();
  return {
    chain,
    isSetAside: false,
    ...place,
    newest: () => (last.get() as Pick<OutboxEntry, 'sequence' | 'hash'> | undefined) ?? null,
    mark: read,
    unsent() {
      const { first, last: newest } = ends.get() as { first: number; last: number };
      return newest - Math.max(read().through, first - 1);
    },
    next: (after, limit) => takeBatch(rows.iterate(after, limit), after, chain),
    acknowledge(epoch, through) {
      const before = read();
      const isBack = before.epoch === epoch && through < before.through;
      try {
        mark.acknowledge(epoch, isBack ? before.through : through);
        heard = null;
      } catch (error) {
        if (!isOfStore(error) || isUnreadable(error) || isBusy(error)) throw error;
        heard = isBack ? before : { epoch, through };
      }
    },
    ...retention(database, chain, mark),
    close: () => {
      database.close();
    },
  };
}

function takeBatch(rows: Iterable<SqlRow>, after: number, chain: string): OutboxBatch | null {
  const entries: OutboxEntry[] = [];
  let size = 0;
  for (const row of rows) {
    const entry = toOutboxEntry(row, chain);
    if (entry === undefined) throw new Error('an entry of the journal is not what was written');
    size += entry.bytes.length;
    if (entries.length > 0 && size > MAX_BATCH_BYTES) break;
    entries.push(entry);
  }
  const [first] = entries;
  if (first === undefined) return null;
  return { hole: first.sequence > after + 1 ? { from: after + 1, reason: 'purged' } : null, entries };
}

/** @returns `undefined` for a row of another chain, or one whose hash is not that of its fields */
export function toOutboxEntry(row: unknown, chain: string): OutboxEntry | undefined {
  const found = parseRow(row);
  if (found?.entry.chain !== chain) return undefined;
  const bytes = encodeEntry(found.entry);
  const { sequence, previousHash } = found.entry;
  return areSame(sha256(bytes), found.hash) ? { sequence, previousHash, hash: found.hash, bytes } : undefined;
}
