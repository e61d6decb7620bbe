import type { AnewFault, AnewState } from '../shared/anew.ts';
import type { Calls, Handlers } from '../shared/contract.ts';
import type { Presented } from '../shared/device/device.ts';
import { OPEN_FOR_MS, type ByHandFault, type Guard } from '../shared/guard.ts';
import { decodeProvision, isSetUpCode, type Provision } from '../shared/provision.ts';
import { fail, type Result } from '../shared/result.ts';
import { noteSighting, type RawScan, type Sightings } from '../shared/scan.ts';
import { describeError } from '../shared/error-place.ts';
import type { GuardDesk } from './guards/desk.ts';
import type { Log } from './log.ts';
import { provisionSettingsSchema } from './settings.ts';

type Name = Extract<keyof Calls, `anew:${string}`>;

export interface AnewParts {
  readonly guards: Pick<GuardDesk, 'prove' | 'waitSeconds'>;
  readonly monotonicMs: () => number;
  /** Runs something once after so many milliseconds, unless what it returns is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Enrols, and keeps what that brings for the next start. */
  readonly enrol: (given: Provision) => Promise<Result<{ readonly venue: string; readonly gate: string }, AnewFault>>;
  readonly tell: (state: AnewState) => void;
  /** Starts the app anew. */
  readonly restart: () => void;
  readonly log: Log;
}

/** Setting a kiosk up anew, by a code that is shown to it and behind a supervisor's PIN. */
export interface Anew {
  /**
   * Whether what was presented, to whichever reader, is not a visitor's: a set-up code while one is waited for; everything while
   * the hub is asked and until the app has started anew, since what is entered then might stay here for ever.
   */
  takes(what: RawScan | Presented): boolean;
  readonly calls: { [C in Name]: Handlers[C]['run'] };
}

/** Long enough to read whose kiosk it is now. */
const RESTART_AFTER_MS = 2500;

export function openAnew(parts: AnewParts): Anew {
  let state: 'closed' | 'waiting' | AnewState['is'] = 'closed';
  let seen: Sightings = new Map();
  let cancel = (): void => undefined;

  const close = (): void => {
    cancel();
    if (state === 'waiting') state = 'closed';
  };
  const wait = (): void => {
    cancel();
    state = 'waiting';
    cancel = parts.after(OPEN_FOR_MS, () => {
      close();
      parts.tell({ is: 'closed' });
    });
  };

  const enrolBy = async (text: string): Promise<void> => {
    cancel();
    state = 'enrolling';
    parts.tell({ is: 'enrolling' });
    const enrolled = await enrolOrFail(text, parts);
    if (!enrolled.ok) {
      parts.log.write('anew-refused', { fault: enrolled.fault });
      wait();
      parts.tell({ is: 'failed', fault: enrolled.fault });
      return;
    }
    state = 'done';
    parts.log.write('anew-enrolled', {});
    const { venue, gate } = enrolled.value;
    parts.tell({ is: 'done', venue, gate });
    parts.after(RESTART_AFTER_MS, parts.restart);
  };

  /** A session that another has open is not enough: whoever sets up anew proves that they may. */
  const begin = (guard: Guard): ByHandFault | null => {
    if (guard.role !== 'supervisor') return 'supervisor-wanted';
    if (state === 'closed' || state === 'waiting') {
      seen = new Map();
      wait();
    }
    return null;
  };

  return {
    takes(what) {
      if (state === 'enrolling' || state === 'done') return true;
      const text = 'text' in what ? what.text : '';
      if (state !== 'waiting' || !isSetUpCode(text)) return false;
      // One that was refused is still held before the camera: it is asked about again once it was taken away.
      const sighting = noteSighting(seen, text, parts.monotonicMs());
      seen = sighting.seen;
      if (!sighting.isRepeat) void enrolBy(text);
      return true;
    },
    calls: {
      'anew:begin': async ({ guard, pin }) => {
        const proven = await parts.guards.prove(guard, pin);
        const fault = proven.ok ? begin(proven.value) : proven.fault;
        return { fault, waitSeconds: parts.guards.waitSeconds(guard) };
      },
      'anew:end': () => {
        close();
        return Promise.resolve(null);
      },
    },
  };
}

async function enrolOrFail(
  text: string,
  { enrol, log }: AnewParts,
): Promise<Result<{ readonly venue: string; readonly gate: string }, AnewFault>> {
  const given = decodeProvision(text, provisionSettingsSchema);
  if (!given.ok) return given;
  try {
    return await enrol(given.value);
  } catch (error) {
    log.write('internal-error', describeError(error));
    return fail('not-written');
  }
}
