import { z } from 'zod';
import type { EpochSeconds } from '../../shared/time.ts';
import type { Database } from './sqlite.ts';

/** That IT said the kiosk's clock was right, and what was known of later moments was not. */
export interface ClockReset {
  /** What the clock said. */
  readonly at: EpochSeconds;
  /** The latest moment that was known to be signed. */
  readonly signedAt: EpochSeconds | null;
}

/** What a store remembers of the time. */
export interface ClockMemory {
  /** Epoch milliseconds of the latest entry under a confirmed clock that counts; `null`: there is none. */
  lastConfirmed(): number | null;
  lastReset(): ClockReset | null;
  /** @param sequence of the entry that says so */
  addReset(sequence: number, reset: ClockReset): void;
}

const resetRow = z.object({ sequence: z.int(), at: z.int(), signed_at: z.int().nullable() });

/** As far as the clock may stand before a moment that has passed without being doubted: what is nearer disturbs nobody. */
const DOUBT_AFTER_SECONDS = 300;

/** Whether a signed moment that lies on the disk says something of the time, after IT may have said that it does not. */
export function isCounted(signedAt: EpochSeconds, reset: ClockReset | null): boolean {
  if (reset === null || reset.signedAt === null) return true;
  return signedAt <= reset.at + DOUBT_AFTER_SECONDS || signedAt > reset.signedAt;
}

export function clockMemory(database: Database): ClockMemory {
  const latest = database.prepare('select * from clock_reset order by sequence desc limit 1');
  const add = database.prepare('insert into clock_reset (sequence, at, signed_at) values (?, ?, ?)');
  const confirmed = database.prepare(
    `select epoch_ms as at from entry where is_clock_confirmed = 1 and (sequence > ? or epoch_ms <= ?)
     order by epoch_ms desc limit 1`,
  );
  return {
    lastConfirmed() {
      const row = latest.get();
      const reset = row === undefined ? { sequence: -1, at: 0 } : resetRow.parse(row);
      const at = confirmed.get(reset.sequence, (reset.at + DOUBT_AFTER_SECONDS) * 1000)?.['at'];
      return typeof at === 'number' ? at : null;
    },
    lastReset() {
      const row = latest.get();
      if (row === undefined) return null;
      const { at, signed_at: signedAt } = resetRow.parse(row);
      return { at, signedAt };
    },
    addReset(sequence, { at, signedAt }) {
      add.run(sequence, at, signedAt);
    },
  };
}
