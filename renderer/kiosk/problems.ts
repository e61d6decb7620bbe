import type { CameraState, KioskStatus, SyncStatus } from '../../shared/contract.ts';
import type { DeviceState, DeviceStatus } from '../../shared/device/device.ts';
import type { PolicyFault } from '../../shared/policy/policy.ts';
import { freshnessOf } from '../../shared/policy/staleness.ts';
import type { SoundState } from './kiosk-state.ts';
import type { WedgeFault } from '../wedge/wedge.ts';

/** What may be wrong with the kiosk, other than its camera; each is a sentence and one thing to do. */
export type Problem =
  | 'main-silent'
  | 'journal-full'
  | 'journal-damaged'
  | 'journal-set-aside'
  | 'journal-nearly-full'
  | GateProblem
  | PolicyFault
  | 'clock-wrong'
  | SyncProblem
  | WedgeFault
  | DeviceProblem
  | 'venue-type-unknown'
  | 'sound-failed'
  | 'guards-damaged'
  | 'guards-none'
  | 'rules-old'
  | 'rules-ageing'
  | 'clock-doubtful'
  | 'settings-reset';

/** The gate does not open: the guard opens by hand. */
type GateProblem = `gate-${Exclude<DeviceState, 'starting' | 'ready' | 'sam-not-authorised'>}`;

/**
 * What somebody has to do something about before entries reach the hub again. That it is out of reach for a while is none:
 * the kiosk is made for it.
 */
type SyncProblem =
  | Exclude<NonNullable<SyncStatus['fault']>, 'hub-unreachable' | 'hub-busy' | 'internal-error'>
  | 'sync-failed'
  | 'hub-silent';

/** A device that is set up and cannot be used; which one is found by {@link deviceOf}. */
type DeviceProblem = `device-${Exclude<DeviceState, 'starting' | 'ready'>}`;

/**
 * The device that a problem is about; `undefined`: it is about none.
 *
 * @param place which of several of which the same is wrong, from 0, in the devices' order
 */
export function deviceOf(problem: Problem, devices: readonly DeviceStatus[], place: number): DeviceStatus | undefined {
  return devices.filter(({ state }) => problem === `device-${state}`)[place];
}

function deviceProblems(devices: readonly DeviceStatus[]): DeviceProblem[] {
  return devices.flatMap(({ state }) =>
    state === 'starting' || state === 'ready' ? [] : [`device-${state}` as const],
  );
}

/** Everything that is wrong, worst first. */
export function problemsOf(
  status: KioskStatus,
  isMainSilent: boolean,
  wedgeFault: WedgeFault | null = null,
  sound: SoundState = 'well',
): Problem[] {
  const problems: Problem[] = [];
  if (isMainSilent) problems.push('main-silent');
  const ofSync = status.sync === null ? null : syncProblemOf(status.sync, status.clock.at);
  if (ofSync === 'kiosk-revoked') problems.push(ofSync);
  if (status.journal === 'damaged' || status.journal === 'full') problems.push(`journal-${status.journal}`);
  const ofGate = gateProblemOf(status.gate);
  if (ofGate !== null) problems.push(ofGate);
  if (status.policy.fault !== null) problems.push(status.policy.fault);
  if (status.clock.isWrong) problems.push('clock-wrong');
  if (status.isVenueTypeUnknown) problems.push('venue-type-unknown');
  problems.push(...deviceProblems(status.devices));
  if (wedgeFault !== null) problems.push(wedgeFault);
  if (sound === 'failed') problems.push('sound-failed');
  const ofGuards = guardsProblemOf(status.guards);
  if (ofGuards !== null) problems.push(ofGuards);
  const freshness = freshnessOf(status.policy.ageSeconds ?? 0);
  // Beside rules that are not judged by any more, their age says nothing new.
  const areJudgedBy = status.policy.fault === null;
  if (areJudgedBy && freshness === 'old') problems.push('rules-old');
  if (status.policy.serverAheadSeconds !== null) problems.push('clock-doubtful');
  if (status.journal === 'set-aside' || status.journal === 'nearly-full') problems.push(`journal-${status.journal}`);
  if (ofSync !== null && ofSync !== 'kiosk-revoked') problems.push(ofSync);
  if (areJudgedBy && freshness === 'ageing') problems.push('rules-ageing');
  if (status.areSettingsReset) problems.push('settings-reset');
  return problems;
}

/** A list that was given and has nobody on it locks the kiosk; where none ever was, nobody is missing. */
function guardsProblemOf({ fault, list, access }: KioskStatus['guards']): 'guards-damaged' | 'guards-none' | null {
  return fault ?? (list.length === 0 && access === 'locked' ? 'guards-none' : null);
}

/** `null`: the gate is well, is just being opened, or there is none. */
export function gateProblemOf(gate: KioskStatus['gate']): GateProblem | null {
  if (gate === null || gate.state === 'ready' || gate.state === 'starting') return null;
  return gate.state === 'sam-not-authorised' ? 'gate-faulty' : `gate-${gate.state}`;
}

/** A day without the hub is no mere bad night. */
const HUB_SILENT_AFTER_MS = 86_400_000;

/** @param now RFC 3339 */
function syncProblemOf({ fault, isOnline, lastHeardAt }: SyncStatus, now: string): SyncProblem | null {
  const isSilent = !isOnline && lastHeardAt !== null && Date.parse(now) - Date.parse(lastHeardAt) > HUB_SILENT_AFTER_MS;
  if (fault === 'internal-error') return 'sync-failed';
  if (fault !== null && fault !== 'hub-unreachable' && fault !== 'hub-busy') return fault;
  return isSilent ? 'hub-silent' : null;
}

/** `count`: entries that wait; `null`: they cannot be counted. */
type SyncLine =
  | { readonly line: 'online' | 'sending' | 'offline' | 'held'; readonly count: number }
  | { readonly line: 'offline' | 'held'; readonly count: null };

/** How it stands with the hub, for the quiet line; `null`: the kiosk has none. */
export function syncLineOf(sync: SyncStatus | null): SyncLine | null {
  if (sync === null) return null;
  const { isOnline, unsent: count, fault } = sync;
  if (fault !== null && !PASSING.has(fault)) return { line: 'held', count };
  if (!isOnline) return { line: 'offline', count };
  return { line: (count ?? 0) > SENDING_FROM ? 'sending' : 'online', count: count ?? 0 };
}

/** Nothing that the kiosk does not get over by itself. Where a network wants a login, something else shows its certificate. */
const PASSING: ReadonlySet<SyncStatus['fault']> = new Set([
  'hub-unreachable',
  'hub-busy',
  'answer-not-of-the-hub',
  'certificate-untrusted',
]);

/** Fewer are on their way whenever somebody was just at the door. */
const SENDING_FROM = 20;

/** `nearly-full`, `set-aside`: of a journal that keeps everything, and that somebody should see to. */
export type PartState = 'well' | 'wrong' | 'starting' | 'nearly-full' | 'set-aside';

const JOURNAL: Readonly<Record<KioskStatus['journal'], PartState>> = {
  ok: 'well',
  'nearly-full': 'nearly-full',
  'set-aside': 'set-aside',
  full: 'wrong',
  damaged: 'wrong',
};

/** The four parts a guard can ask after, in the order they are shown. */
export function partsOf(
  status: KioskStatus,
  camera: CameraState,
): { part: 'camera' | 'policy' | 'journal' | 'clock'; state: PartState }[] {
  const wrongIf = (isWrong: boolean): PartState => (isWrong ? 'wrong' : 'well');
  return [
    { part: 'camera', state: camera === 'starting' ? 'starting' : wrongIf(camera !== 'running') },
    { part: 'policy', state: wrongIf(status.policy.fault !== null || status.isVenueTypeUnknown) },
    { part: 'journal', state: JOURNAL[status.journal] },
    { part: 'clock', state: wrongIf(status.clock.isWrong) },
  ];
}
