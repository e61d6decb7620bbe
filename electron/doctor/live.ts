import type { KioskStatus } from '../../shared/contract.ts';
import { parseDateTime, type EpochSeconds } from '../../shared/time.ts';
import type { Live } from './examine.ts';

/** What the screen is not told. */
interface Untold {
  readonly isClockFrozen: boolean;
  readonly isSandboxOff: boolean;
  /** How far the clock may be off from the hub's at most; `null`: nobody knows. */
  readonly offSeconds: number | null;
}

/** How the running app has it, for the same checks as those of the files. */
export function liveOf(
  { policy, clock, venueTypes, camera, devices, gate }: KioskStatus,
  { isClockFrozen, isSandboxOff, offSeconds }: Untold,
): Live {
  return {
    rules: {
      fault: policy.fault,
      version: policy.version,
      areBuiltIn: policy.areBuiltIn,
      ageSeconds: policy.ageSeconds,
      expiresAt: momentIn(policy.expiresAt),
      fingerprint: policy.root?.fingerprint ?? null,
    },
    clock: {
      at: momentIn(clock.at) ?? 0,
      floor: momentIn(clock.floor),
      isWrong: clock.isWrong,
      offSeconds,
      isFrozen: isClockFrozen,
    },
    venueTypes: venueTypes.length === 0 ? null : venueTypes.map(({ id }) => id),
    camera,
    devices: gate === null ? devices : [...devices, gate],
    isSandboxOff,
  };
}

/** What the screen is told in words was a number before. */
function momentIn(text: string | null): EpochSeconds | null {
  const parsed = text === null ? null : parseDateTime(text);
  return parsed?.ok === true ? parsed.value : null;
}
