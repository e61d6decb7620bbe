import type { Calls } from '../../shared/contract.ts';
import type { SetUpStep } from '../../shared/setup.ts';

type SetUpState = Calls['setup:read']['reply'];

/**
 * Before there is a kiosk no step of one is shown, and no step before it from then on, unless its gate is another.
 *
 * @param isElsewhere whether IT has said so, and shows another ticket; the window alone knows, and a restart forgets it
 */
export function stepOf(
  { progress: { step }, kiosk }: Pick<SetUpState, 'progress' | 'kiosk'>,
  isElsewhere: boolean,
): SetUpStep {
  const isOfKiosk = step !== 'language' && step !== 'hub';
  if (kiosk === null) return isOfKiosk ? 'hub' : step;
  if (isElsewhere) return 'hub';
  return isOfKiosk ? step : 'venue';
}
