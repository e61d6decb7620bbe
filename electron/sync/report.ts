import type { KioskStatus } from '../../shared/contract.ts';
import type { DeviceStatus } from '../../shared/device/device.ts';
import type { Report } from '../../shared/wire.ts';
import type { AtRest } from '../keys.ts';

/** A report but for what the link to the hub itself knows. */
export type OwnReport = Omit<
  Report,
  'clockOffsetSeconds' | 'unsent' | 'settingsVersion' | 'syncFault' | 'guardsRevision'
>;

/** What a hub is told of how the kiosk is, as far as the screen is told the same. */
export function reportOf(
  {
    appVersion,
    policy,
    journal,
    camera,
    devices,
    gate,
    guards,
  }: Pick<KioskStatus, 'appVersion' | 'policy' | 'journal' | 'camera' | 'devices' | 'gate' | 'guards'>,
  keysAtRest: AtRest,
): OwnReport {
  const { version, ageSeconds } = policy;
  const readers = mostTelling(gate === null ? devices : [...devices, gate]).map(({ role, state }) => ({
    kind: role,
    state,
  }));
  return {
    ...{ appVersion, policyVersion: version, policyAgeSeconds: ageSeconds },
    ...{ journal, camera, readers, keysAtRest, guards: stateOf(guards) },
  };
}

function stateOf({ fault, list }: KioskStatus['guards']): 'ok' | 'none' | 'damaged' {
  if (fault !== null) return 'damaged';
  return list.length === 0 ? 'none' : 'ok';
}

/** As many as a hub takes. */
const MAX_READERS = 8;

/** Of eight readers and a gate, one that is well goes unsaid. */
function mostTelling(beside: readonly DeviceStatus[]): readonly DeviceStatus[] {
  if (beside.length <= MAX_READERS) return beside;
  const isWell = ({ state }: DeviceStatus): boolean => state === 'ready';
  return [...beside.filter((one) => !isWell(one)), ...beside.filter(isWell)].slice(0, MAX_READERS);
}
