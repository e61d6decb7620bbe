import { badnessOf } from '../../../shared/console/kiosk-state.ts';
import type { KioskHealth } from '../../../shared/console/overview.ts';
import type { en } from '../../text/en.ts';
import type { consoleEn } from '../text/catalogues.ts';

type Camera = Exclude<keyof (typeof en)['camera'], 'starting'>;
type OwnWords = keyof (typeof en)['problem'];
type DeviceState = OwnWords extends infer W ? (W extends `device-${infer S}` ? S : never) : never;
type Role = keyof (typeof en)['device']['role'];
type HubWords = keyof (typeof consoleEn)['kiosks']['problem'];

/**
 * In which words a problem is told: as the kiosk itself tells it (`camera`, `device`, `kiosk`), or as only the hub knows it;
 * `other`: a kiosk is newer than this page.
 */
export type ProblemWords =
  | { readonly by: 'hub'; readonly key: Exclude<HubWords, 'other'> }
  | { readonly by: 'camera'; readonly key: Camera }
  | { readonly by: 'device'; readonly key: DeviceState; readonly role: Role }
  | { readonly by: 'kiosk'; readonly key: (typeof OWN)[number] | (typeof SYNC_FAULTS)[number] }
  | { readonly by: 'other'; readonly code: string };

const BY_THE_HUB = [
  'retired',
  'revoked',
  'never-heard',
  'silent',
  'clock-off',
  'rules-missing',
  'rules-old',
  'rules-ageing',
  'sync-hub-busy',
  'settings-behind',
  'guards-behind',
] as const satisfies readonly HubWords[];

const CAMERAS = ['missing', 'busy', 'denied', 'unplugged', 'frozen', 'covered'] as const satisfies readonly Camera[];

const ROLES = ['scanner', 'id-card', 'thermometer', 'gate'] as const satisfies readonly Role[];
const DEVICE_STATES = [
  'not-connected',
  'no-answer',
  'denied',
  'busy',
  'faulty',
  'sam-not-authorised',
] as const satisfies readonly DeviceState[];

const OWN = [
  'journal-full',
  'journal-damaged',
  'journal-set-aside',
  'journal-nearly-full',
  'guards-none',
  'guards-damaged',
] as const satisfies readonly OwnWords[];

/** Why a kiosk's entries do not come. */
const SYNC_FAULTS = [
  'kiosk-revoked',
  'kiosk-unknown',
  'chain-forked',
  'entry-refused',
  'answer-not-of-the-hub',
  'certificate-untrusted',
  'certificate-out-of-date',
  'journal-unreadable',
  'key-unusable',
] as const satisfies readonly OwnWords[];

/** @param code as a hub gives it (hub/console/health.ts) */
export function problemWordsOf(code: string): ProblemWords {
  const hub = BY_THE_HUB.find((one) => one === code);
  if (hub !== undefined) return { by: 'hub', key: hub };
  const kiosk = OWN.find((one) => one === code) ?? SYNC_FAULTS.find((one) => code === `sync-${one}`);
  if (kiosk !== undefined) return { by: 'kiosk', key: kiosk };
  const camera = CAMERAS.find((one) => code === `camera-${one}`);
  if (camera !== undefined) return { by: 'camera', key: camera };
  const role = ROLES.find((one) => code.startsWith(`${one}-`));
  const key = DEVICE_STATES.find((one) => code === `${role ?? ''}-${one}`);
  return role === undefined || key === undefined ? { by: 'other', code } : { by: 'device', key, role };
}

/** Whether somebody has to look after it: one that was taken out of service is left alone. */
export function wantsSomebody({ isRevoked, problems }: KioskHealth): boolean {
  return !isRevoked && problems.length > 0;
}

/** The worst first, of alike ones by the name of their gate. */
export function worstFirst(kiosks: readonly KioskHealth[]): KioskHealth[] {
  return kiosks.toSorted((a, b) => badnessOf(a) - badnessOf(b) || a.gate.localeCompare(b.gate));
}
