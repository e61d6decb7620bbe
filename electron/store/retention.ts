import { newestAnchor } from './anchor.ts';
import { inTransaction, type HubMark, type TwoClocks } from './hub-mark.ts';
import { readValue, type Database } from './sqlite.ts';

/**
 * How entries leave the kiosk: `duePurge` says up to where, the hub confirms that very hash once more, the main process
 * appends an anchor that names it, and then `purgeThrough` deletes, a few at a time.
 */
export interface Retention {
  /**
   * The last entry that the hub of the present epoch acknowledged `days` days ago or more, by its clock and by our
   * own, and for which there is another after it; `null`: nothing is due.
   */
  duePurge(now: TwoClocks, days: number): { readonly sequence: number; readonly hash: Uint8Array } | null;
  /**
   * Deletes the oldest entries up to and including `sequence`, `maxRows` at most, in one transaction: the fewer, the shorter an
   * append has to wait.
   *
   * @returns how many; 0: there are none left
   * @throws where no anchor names `sequence`, or the hub has not acknowledged it
   */
  purgeThrough(sequence: number, maxRows: number): number;
  /** Gives `pages` free pages back to the disk. @returns how many are left */
  vacuum(pages: number): number;
  /**
   * Folds the write-ahead log back into the file, and keeps no append waiting. The log keeps its length: what it was cut by
   * would lie in free space as it was.
   *
   * @returns whether it could, all of it
   */
  checkpoint(): boolean;
}

export function retention(database: Database, chain: string, mark: HubMark): Retention {
  const first = database.prepare('select min(sequence) as first, max(sequence) as last from entry');
  const hashAt = database.prepare('select hash from entry where sequence = ?');
  const remove = database.prepare('delete from entry where sequence < ?');
  const forget = database.prepare(
    `delete from acknowledged_hour where number < (select max(number) from hub_mark)
       or (through < ?1 and hour < (select max(hour) from acknowledged_hour))`,
  );
  const ends = (): { first: number; last: number } => {
    const row = first.get();
    return { first: Number(row?.['first'] ?? 0), last: Number(row?.['last'] ?? -1) };
  };
  return {
    duePurge(now, days) {
      const { first: oldest, last } = ends();
      const sequence = Math.min(mark.throughBefore(now, days), last - 1);
      const hash = sequence < oldest ? undefined : hashAt.get(sequence)?.['hash'];
      return hash instanceof Uint8Array ? { sequence, hash } : null;
    },
    purgeThrough(sequence, maxRows) {
      const anchor = newestAnchor(database, chain);
      if (anchor?.sequence !== sequence) throw new Error('no anchor says where the chain will begin');
      if (mark.read().through < sequence) throw new Error('the hub has not acknowledged this entry');
      return inTransaction(database, () => {
        const { first: oldest } = ends();
        const end = Math.min(sequence + 1, oldest + maxRows);
        if (end <= oldest) return 0;
        remove.run(end);
        forget.run(end);
        return end - oldest;
      });
    },
    vacuum(pages) {
      database.exec(`pragma incremental_vacuum(${Math.max(1, Math.trunc(pages))})`);
      return Number(readValue(database, 'pragma freelist_count'));
    },
    checkpoint() {
      const row = database.prepare('pragma wal_checkpoint(passive)').get();
      return row?.['busy'] === 0 && row['log'] === row['checkpointed'];
    },
  };
}
