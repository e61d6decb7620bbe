import type { KioskStatus } from '../../shared/contract.ts';
import type { Report } from '../../shared/wire.ts';
import type { AtRest } from '../keys.ts';

/** What a hub is told of how the kiosk is, as far as the screen is told the same. */
export function reportOf(
  {
    appVersion,
    policy,
    journal,
    camera,
    devices,
    gate,
  }: Pick<KioskStatus, 'appVersion' | 'policy' | 'journal' | 'camera' | 'devices' | 'gate'>,
  keysAtRest: AtRest,
): Omit<Report, 'clockOffsetSeconds' | 'unsent' | 'settingsVersion' | 'syncFault'> {
  const { version, ageSeconds } = policy;
  const beside = gate === null ? devices : [...devices, gate];
  const readers = beside.map(({ role, state }) => ({ kind: role, state }));
  return { appVersion, policyVersion: version, policyAgeSeconds: ageSeconds, journal, camera, readers, keysAtRest };
}
