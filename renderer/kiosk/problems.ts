import type { CameraState, KioskStatus } from '../../shared/contract.ts';
import type { PolicyFault } from '../../shared/policy/policy.ts';
import { freshnessOf } from '../../shared/policy/staleness.ts';

/** What may be wrong with the kiosk, other than its camera; each is a sentence and one thing to do. */
export type Problem =
  | 'main-silent'
  | 'journal-full'
  | 'journal-damaged'
  | 'journal-set-aside'
  | 'journal-nearly-full'
  | PolicyFault
  | 'clock-wrong'
  | 'venue-type-unknown'
  | 'rules-old'
  | 'rules-ageing'
  | 'clock-doubtful'
  | 'settings-reset';

/** Everything that is wrong, worst first. */
export function problemsOf(status: KioskStatus, isMainSilent: boolean): Problem[] {
  const problems: Problem[] = [];
  if (isMainSilent) problems.push('main-silent');
  if (status.journal === 'damaged' || status.journal === 'full') problems.push(`journal-${status.journal}`);
  if (status.policy.fault !== null) problems.push(status.policy.fault);
  if (status.clock.isWrong) problems.push('clock-wrong');
  if (status.isVenueTypeUnknown) problems.push('venue-type-unknown');
  const freshness = freshnessOf(status.policy.ageSeconds ?? 0);
  // Beside rules that are not judged by any more, their age says nothing new.
  const areJudgedBy = status.policy.fault === null;
  if (areJudgedBy && freshness === 'old') problems.push('rules-old');
  if (status.policy.serverAheadSeconds !== null) problems.push('clock-doubtful');
  if (status.journal === 'set-aside' || status.journal === 'nearly-full') problems.push(`journal-${status.journal}`);
  if (areJudgedBy && freshness === 'ageing') problems.push('rules-ageing');
  if (status.areSettingsReset) problems.push('settings-reset');
  return problems;
}

export type PartState = 'well' | 'wrong' | 'starting';

/** The four parts a guard can ask after, in the order they are shown. */
export function partsOf(
  status: KioskStatus,
  camera: CameraState,
): { part: 'camera' | 'policy' | 'journal' | 'clock'; state: PartState }[] {
  const wrongIf = (isWrong: boolean): PartState => (isWrong ? 'wrong' : 'well');
  return [
    { part: 'camera', state: camera === 'starting' ? 'starting' : wrongIf(camera !== 'running') },
    { part: 'policy', state: wrongIf(status.policy.fault !== null || status.isVenueTypeUnknown) },
    { part: 'journal', state: wrongIf(status.journal !== 'ok') },
    { part: 'clock', state: wrongIf(status.clock.isWrong) },
  ];
}
