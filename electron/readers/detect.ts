import type { DeviceState, PortIdentity } from '../../shared/device/device.ts';
import { SYSTEM_TIMING, type Found, type Timing } from './driver.ts';
import { keepAnyOpen } from './drivers.ts';
import type { Heard, KeptOpen } from './keep-open.ts';

/** What was found on a port; `state` is `ready` where it could be opened. */
export interface Detected {
  readonly state: DeviceState;
  /** `null`: nobody answers. Scanners speak only when they scan. */
  readonly found: Found | null;
}

/** All questions at all rates, and some to spare. */
const PATIENCE_MS = 4000;

/**
 * Asks what is on a port; whoever answers, or speaks by itself meanwhile, is told of.
 *
 * @param failed a bug of ours, or the system's trouble
 */
export async function detect(
  port: PortIdentity,
  failed: Heard['failed'],
  timing: Timing = SYSTEM_TIMING,
): Promise<Detected> {
  let cancel = (): void => undefined;
  let kept = null as KeptOpen | null;
  const detected = await new Promise<Detected>((resolve) => {
    kept = keepAnyOpen(
      { port, baudRate: null },
      {
        failed,
        act(action) {
          if (action.kind === 'found') resolve({ state: 'ready', found: action.found });
        },
        tell(state) {
          if (CLOSED.includes(state)) resolve({ state, found: null });
        },
      },
      timing,
    );
    cancel = timing.after(PATIENCE_MS, () => {
      resolve({ state: 'no-answer', found: null });
    });
  });
  cancel();
  await kept?.close();
  return detected;
}

/** It does not open. */
const CLOSED: readonly DeviceState[] = ['denied', 'busy', 'not-connected'];
