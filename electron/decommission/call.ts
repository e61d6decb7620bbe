import type { Calls, Handlers, SyncStatus } from '../../shared/contract.ts';
import type { ByHandFault } from '../../shared/guard.ts';
import type { GuardDesk } from '../guards/desk.ts';
import type { HubFile } from '../sync/enrolment.ts';
import type { State } from './state.ts';

export interface EndParts {
  readonly desk: Pick<GuardDesk, 'prove' | 'waitSeconds'>;
  /** `null`: this kiosk has none. */
  readonly hub: HubFile | null;
  readonly sync: () => SyncStatus | null;
  /** The app ends, and does at its next start what a supervisor has decided. */
  readonly end: (wanted: NonNullable<State['wanted']>, kiosk: State['kiosk']) => void;
  /** Tells the window how the kiosk is now. */
  readonly changed: () => void;
}

/**
 * A supervisor takes this kiosk out of service: by their PIN, whoever it is open to, and for as many entries as they were told
 * that the hub lacks. Whether it lacks them is asked once more before anything is destroyed.
 */
export function endCall({
  desk,
  hub,
  sync,
  end,
  changed,
}: EndParts): Pick<{ [C in keyof Calls]: Handlers[C]['run'] }, 'kiosk:end'> {
  return {
    'kiosk:end': async ({ guard, pin, owed }) => {
      const proven = await desk.prove(guard, pin);
      const fault = proven.ok ? whyNot(proven.value.role === 'supervisor', owed, sync()) : proven.fault;
      if (fault === null) end(isToSync(owed, sync()) ? { is: 'sync' } : { is: 'abandon', entries: owed }, placeOf(hub));
      changed();
      return { fault, waitSeconds: desk.waitSeconds(guard) };
    },
  };
}

function whyNot(isSupervisor: boolean, owed: number, sync: SyncStatus | null): ByHandFault | null {
  if (!isSupervisor) return 'supervisor-wanted';
  return owed === (sync === null ? 0 : sync.unsent) ? null : 'owed-changed';
}

/** A hub that is not there cannot say that it has everything: somebody has decided to go on without its word. */
function isToSync(owed: number, sync: SyncStatus | null): boolean {
  return owed === 0 && sync?.isOnline !== false;
}

function placeOf(file: HubFile | null): State['kiosk'] {
  if (file === null) return null;
  const { kiosk, venue, gate, hub } = file;
  return { kiosk, venue, gate, hub };
}
