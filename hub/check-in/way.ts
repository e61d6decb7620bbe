import type { CheckInWay } from '../../shared/venue-code.ts';
import type { ScopeSetting } from '../store/setting.ts';

/** How visitors of a gate check in, by what was set from afar: before its kiosk, unless somebody has said otherwise. */
export function wayOf(settings: Pick<ScopeSetting, 'values'> | null): CheckInWay {
  return settings?.values.checkIn ?? 'sentinel';
}
