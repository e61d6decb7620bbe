import { z } from 'zod';
import type { Database } from './sqlite.ts';

/** What two clocks say, in epoch milliseconds. */
export interface TwoClocks {
  readonly hubMs: number;
  /** The kiosk's own. */
  readonly ownMs: number;
}

/** What the hub has acknowledged of the live journal, by the hub's own epochs. */
export interface HubMark {
  /** Of the newest epoch; `null` and -1 before the first acknowledgement. */
  read(): { readonly epoch: string | null; readonly through: number };
  /**
   * Within one epoch the mark never moves back: a hub that lost an end of the chain, and says so, is sent it again, and
   * acknowledges once more what it had.
   *
   * @throws where it would move past the last entry
   */
  acknowledge(epoch: string, through: number): void;
  /**
   * The last sequence that the hub of this epoch acknowledged so many days ago or more, -1 for none: by the hub's clock and by
   * the kiosk's own, so that one of them which is wrong makes nothing old. An hour that lies ahead of our own clock was
   * told by a clock that has been set since, and says nothing.
   */
  throughBefore(now: TwoClocks, days: number): number;
}

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
const NOTHING = { number: -1, epoch: null, through: -1 };

const markRow = z.object({ number: z.int(), epoch: z.string(), through: z.int() });

export function hubMark(database: Database, now: () => TwoClocks): HubMark {
  const newest = database.prepare(
    'select number, epoch, acknowledged_through as through from hub_mark order by number desc limit 1',
  );
  const begin = database.prepare('insert into hub_mark (number, epoch, acknowledged_through) values (?, ?, ?)');
  const move = database.prepare('update hub_mark set acknowledged_through = ? where number = ?');
  const guard = database.prepare('update sync_mark set acknowledged_through = ? where acknowledged_through < ?');
  // A clock that was set back counts for no earlier hour than was known: nothing may grow old by it.
  const note = database.prepare(
    `insert into acknowledged_hour (number, hour, own_hour, through)
     values (?1, max(?2, coalesce((select max(hour) from acknowledged_hour where number = ?1), ?2)), ?3, ?4)
     on conflict (number, hour) do update set own_hour = excluded.own_hour, through = excluded.through`,
  );
  const before = database.prepare(
    `select max(through) as through from acknowledged_hour
     where number = ? and hour < ? and (own_hour < ? or own_hour > ?)`,
  );
  const noteHour = (number: number, through: number): void => {
    const { hubMs, ownMs } = now();
    note.run(number, hourOf(hubMs), hourOf(ownMs), through);
  };
  const current = (): z.infer<typeof markRow> | typeof NOTHING => {
    const row = newest.get();
    return row === undefined ? NOTHING : markRow.parse(row);
  };
  return {
    read() {
      const { epoch, through } = current();
      return { epoch, through };
    },
    acknowledge(epoch, through) {
      inTransaction(database, () => {
        const mark = current();
        if (mark.epoch === epoch && through < mark.through) return;
        const number = mark.epoch === epoch ? mark.number : mark.number + 1;
        if (mark.epoch === epoch) move.run(through, number);
        else begin.run(number, epoch, through);
        guard.run(through, through);
        if (through >= 0) noteHour(number, through);
      });
    },
    throughBefore({ hubMs, ownMs }, days) {
      const [hour, ownHour, passed] = [hourOf(hubMs), hourOf(ownMs), days * HOURS_A_DAY];
      // What was acknowledged within an hour was so at its end for certain.
      const through = before.get(current().number, hour - passed, ownHour - passed, ownHour)?.['through'];
      return typeof through === 'number' ? through : -1;
    },
  };
}

function hourOf(epochMs: number): number {
  return Math.floor(epochMs / HOUR_MS);
}

/** All of it or nothing; another connection has to wait meanwhile. */
export function inTransaction<T>(database: Database, run: () => T): T {
  database.exec('begin immediate');
  try {
    const value = run();
    database.exec('commit');
    return value;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
