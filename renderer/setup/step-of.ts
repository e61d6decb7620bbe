import type { Calls } from '../../shared/contract.ts';
import type { SetUpStep } from '../../shared/setup.ts';

type SetUpState = Calls['setup:read']['reply'];

/** Before there is a kiosk no step of one is shown, and no step before it from then on. */
export function stepOf({ progress: { step }, kiosk }: Pick<SetUpState, 'progress' | 'kiosk'>): SetUpStep {
  const isOfKiosk = step !== 'language' && step !== 'hub';
  if (kiosk === null) return isOfKiosk ? 'hub' : step;
  return isOfKiosk ? step : 'venue';
}
