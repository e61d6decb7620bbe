import { pino } from 'pino';

/** Every event the hub logs, with its fields: a closed list, so that nothing personal finds its way into a log. */
export interface LogEvents {
  listening: { port: number; isTls: boolean };
  /** `route` is its pattern, never the address that was asked for; `kiosk` is the id under which it was enrolled. */
  answered: { method: string; route: string; status: number; durationMs: number; kiosk: string | null };
  refused: { route: string; fault: string; kiosk: string | null };
  'batch-taken': { kiosk: string; stored: number; repeated: number; quarantined: number };
  enrolled: { kiosk: string };
  /** Of guards of its gate. */
  revoked: { kiosk: string; pinsWithdrawn: number };
  /** By its own word; of guards of its gate, and of entries that the hub does not have. */
  retired: { kiosk: string; pinsWithdrawn: number; unsent: number | null };
  /** A venue's list of guards is another. */
  'guards-changed': { revision: string };
  'settings-set': { version: number };
  /** As for `internal-error`: of whoever answers questions of status. */
  'provider-failed': { name: string; where: string };
  /** By phone, at a gate whose entries this is: what was decided, and how long it took. A repeat is no other entry. */
  'checked-in': { phones: string; verdict: string; isRepeat: boolean; durationMs: number };
  /** A gate has another venue code, or its is out of use. */
  'venue-code-issued': { serial: number };
  'venue-code-withdrawn': { serial: number };
  /** Retention: days of receipt that are gone; those that somebody else held are tried again in a minute. */
  'days-dropped': { dropped: readonly string[]; heldUp: readonly string[] };
  'retention-failed': { name: string; where: string };
  /** Entries of before the console, or of a hub of then, that it finds and counts from now on. */
  'entries-sorted': { entries: number };
  'sorting-failed': { name: string; where: string };
  'database-lost': Record<string, never>;
  /** The error's class and the place in our code, never its message: messages quote their input. */
  'internal-error': { name: string; where: string };
  stopping: { signal: string };
  stopped: Record<string, never>;
}

export interface Log {
  write<E extends keyof LogEvents>(event: E, fields: LogEvents[E]): void;
}

/** JSON lines. @param stream where they go */
export function openLog(stream: { write(line: string): unknown }): Log {
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => stream.write(line) },
  );
  return {
    write: (event, fields) => {
      logger.info({ event, ...fields });
    },
  };
}
