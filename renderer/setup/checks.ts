import type { CameraState, KioskStatus } from '../../shared/contract.ts';
import type { SetUpProgress } from '../../shared/setup.ts';
import { problemsOf, type Problem } from '../kiosk/problems.ts';
import { gradeOf } from './score.ts';

/**
 * What the finish test looks at, in the order it is shown: first what IT does something for, so that no key moves when what
 * is said of the others takes more lines or fewer.
 */
const NAMES = ['sound', 'visitor', 'hub', 'rules', 'clock', 'journal', 'camera', 'readers', 'guards'] as const;
export type CheckName = (typeof NAMES)[number];

/** What is not wrong and not done yet either. */
export type Lack =
  | 'hub-waiting'
  | 'hub-gone'
  | 'rules-waiting'
  | 'camera-untried'
  | 'camera-poor'
  | 'readers-starting'
  | 'visitor-untried'
  | 'sound-untried'
  | 'sound-unheard'
  | 'guards-none';

/** One of them; what is said of a problem or of a camera's state is said as on the guard's screen. */
export type Check = { readonly name: CheckName } & (
  | { readonly light: 'green' }
  | { readonly light: 'amber' | 'red'; readonly lack: Lack }
  | { readonly light: 'amber' | 'red'; readonly problem: Problem }
  | { readonly light: 'amber' | 'red'; readonly camera: Exclude<CameraState, 'running'> }
);

/** Which check a problem of the kiosk is told at; `null`: set-up has its own way to say it. */
const TOLD_AT: Readonly<Record<Problem, CheckName | null>> = {
  'main-silent': null,
  'sound-failed': null,
  'settings-reset': null,
  'scanner-input-method': null,
  'scanner-alt-codes': null,
  'guards-none': null,
  'journal-full': 'journal',
  'journal-damaged': 'journal',
  'journal-set-aside': 'journal',
  'journal-nearly-full': 'journal',
  'gate-not-connected': 'readers',
  'gate-no-answer': 'readers',
  'gate-denied': 'readers',
  'gate-busy': 'readers',
  'gate-faulty': 'readers',
  'device-not-connected': 'readers',
  'device-no-answer': 'readers',
  'device-denied': 'readers',
  'device-busy': 'readers',
  'device-faulty': 'readers',
  'device-sam-not-authorised': 'readers',
  'policy-missing': 'rules',
  'policy-damaged': 'rules',
  'policy-forged': 'rules',
  'policy-expired': 'rules',
  'policy-rolled-back': 'rules',
  'venue-type-unknown': 'rules',
  'rules-old': 'rules',
  'rules-ageing': 'rules',
  'clock-wrong': 'clock',
  'clock-doubtful': 'clock',
  'guards-damaged': 'guards',
  'hub-silent': 'hub',
  'sync-failed': 'hub',
  'kiosk-revoked': 'hub',
  'kiosk-unknown': 'hub',
  'chain-forked': 'hub',
  'entry-refused': 'hub',
  'answer-not-of-the-hub': 'hub',
  'certificate-untrusted': 'hub',
  'certificate-out-of-date': 'hub',
  'journal-unreadable': 'hub',
  'key-unusable': 'hub',
};

/** The kiosk works all the same. */
const AMBER: ReadonlySet<Problem> = new Set<Problem>([
  'journal-set-aside',
  'journal-nearly-full',
  'rules-old',
  'rules-ageing',
  'clock-doubtful',
  'hub-silent',
  'sync-failed',
]);

/** What is known at the step itself. */
export interface Tried {
  readonly camera: CameraState;
  /** Whether a code was judged. */
  readonly hasJudged: boolean;
}

/** The finish test, of the kiosk as it is now. */
export function checksOf(kiosk: KioskStatus, tried: Tried, progress: SetUpProgress): readonly Check[] {
  const problems = problemsOf(kiosk, false);
  return NAMES.map((name) => {
    const waiting = waitingOf(name, kiosk);
    if (waiting !== null) return { name, light: 'amber', lack: waiting };
    const problem = problems.find((one) => TOLD_AT[one] === name);
    if (problem !== undefined) return { name, light: AMBER.has(problem) ? 'amber' : 'red', problem };
    return ownCheck(name, kiosk, tried, progress);
  });
}

/** Where it is too early to say that something is wrong. */
function waitingOf(name: CheckName, { sync, policy }: KioskStatus): Lack | null {
  if (name === 'rules' && policy.fault === 'policy-missing' && isFetchingFirst(policy)) return 'rules-waiting';
  const isSilent = sync !== null && !sync.isOnline && (sync.fault === null || PASSING.has(sync.fault));
  return name === 'hub' && isSilent && sync.lastHeardAt === null ? 'hub-waiting' : null;
}

const PASSING: ReadonlySet<string> = new Set(['hub-unreachable', 'hub-busy']);

function isFetchingFirst({ isFetching, attempts }: KioskStatus['policy']): boolean {
  return isFetching || attempts.length === 0;
}

function ownCheck(name: CheckName, kiosk: KioskStatus, tried: Tried, progress: SetUpProgress): Check {
  switch (name) {
    case 'hub':
      return hubCheck(kiosk.sync);
    case 'camera':
      return cameraCheck(tried.camera, progress.camera);
    case 'readers':
      return kiosk.devices.some(({ state }) => state === 'starting')
        ? { name, light: 'amber', lack: 'readers-starting' }
        : { name, light: 'green' };
    case 'visitor':
      return tried.hasJudged ? { name, light: 'green' } : { name, light: 'amber', lack: 'visitor-untried' };
    case 'sound':
      if (progress.isSoundHeard === null) return { name, light: 'amber', lack: 'sound-untried' };
      return progress.isSoundHeard ? { name, light: 'green' } : { name, light: 'red', lack: 'sound-unheard' };
    case 'guards':
      return kiosk.guards.list.length > 0 ? { name, light: 'green' } : { name, light: 'amber', lack: 'guards-none' };
    // What is wrong with these is a problem of the kiosk, and was told before.
    case 'rules':
    case 'clock':
    case 'journal':
      return { name, light: 'green' };
  }
}

/** What is wrong with it was told before, and so was one that was never heard; one that was is out of reach by now. */
function hubCheck(sync: KioskStatus['sync']): Check {
  const name = 'hub';
  if (sync?.isOnline === true) return { name, light: 'green' };
  return { name, light: 'amber', lack: (sync?.lastHeardAt ?? null) === null ? 'hub-waiting' : 'hub-gone' };
}

function cameraCheck(camera: CameraState, score: SetUpProgress['camera']): Check {
  const name = 'camera';
  if (camera !== 'running') return { name, light: camera === 'starting' ? 'amber' : 'red', camera };
  if (score === null) return { name, light: 'amber', lack: 'camera-untried' };
  return gradeOf(score) === 'poor' ? { name, light: 'amber', lack: 'camera-poor' } : { name, light: 'green' };
}
