import { fail, ok, type Result } from '../../shared/result.ts';
import type { Heard } from '../../shared/wire.ts';
import { hubRevisionOf, writeGuards } from './list.ts';

/** The list of guards as the hub has it, on this kiosk's disk. */
export interface HubGuards {
  /** By which the hub knows the list that is on the disk; `null`: it is not of a hub. */
  revision(): string | null;
  /** What was there stays where it cannot be written: the hub sends the list again until its revision is reported. */
  take(sent: NonNullable<Heard['guards']>): Result<null, 'write-failed'>;
}

/** @param directory the kiosk's */
export function openHubGuards(directory: string): HubGuards {
  return {
    revision: () => hubRevisionOf(directory),
    take({ revision, list }) {
      try {
        if (revision !== null) writeGuards(directory, list, revision);
        // The venue's guards are not the hub's to say any more: nobody is on the list until somebody is put there.
        else if (hubRevisionOf(directory) !== null) writeGuards(directory, []);
        return ok(null);
      } catch {
        // Whatever the disk says: the caller logs that it did not take it.
        return fail('write-failed');
      }
    },
  };
}
