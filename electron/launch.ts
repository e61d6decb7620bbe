import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../shared/result.ts';
import { parseDateTime } from '../shared/time.ts';
import type { TriedRules } from './venue.ts';

/** How the app was asked to start. */
export interface Launch {
  readonly isDemo: boolean;
  /** Demo mode only: the moment the judging clock stands still at. */
  readonly frozenAtMs: number | null;
  /** Demo mode only: a window of this size instead of the full screen. */
  readonly windowSize: { readonly width: number; readonly height: number } | null;
  /** Demo mode only: other rules than those that come with the app. */
  readonly triedRules: TriedRules | null;
}

/** What is known of the machine when the app starts. */
export interface Surroundings {
  readonly isVenueSetUp: boolean;
  readonly isRoot: boolean;
  readonly isSandboxOff: boolean;
}

export type LaunchFault =
  | 'bad-option'
  | 'demo-on-venue-kiosk'
  | 'root-on-venue-kiosk'
  | 'no-sandbox-on-venue-kiosk'
  | 'demo-option-without-demo';

/** What to tell whoever started the app, in both languages, one sentence each. */
export const LAUNCH_SENTENCES: Record<LaunchFault, readonly [zh: string, en: string]> = {
  'bad-option': [
    '启动参数有误：--demo-time 须为带时区的时间，--window 须为 宽x高，--policy 与 --policy-root 须同时给出。',
    'An option is not understood: --demo-time wants a time with its zone, --window wants WIDTHxHEIGHT, --policy and --policy-root want each other.',
  ],
  'demo-on-venue-kiosk': [
    '本机已为场所配置，不能以演示模式启动（在源码目录下请用 npm start -- --venue）。',
    'This kiosk is set up for a venue and does not start in demo mode (from the repository: npm start -- --venue).',
  ],
  'root-on-venue-kiosk': [
    '场所用机不得以 root 身份运行，请换普通用户启动。',
    'A venue’s kiosk does not run as root. Start it as an ordinary user.',
  ],
  'no-sandbox-on-venue-kiosk': [
    '场所用机不得以 --no-sandbox 启动。',
    'A venue’s kiosk does not run with --no-sandbox.',
  ],
  'demo-option-without-demo': [
    '--demo-time、--window、--policy 与 --policy-root 只在演示模式下有效。',
    '--demo-time, --window, --policy and --policy-root are for demo mode only.',
  ],
};

/** Reads the app's own options; Chromium's switches pass by unread. */
export function parseLaunch(argv: readonly string[]): Result<Launch, 'bad-option'> {
  const { values } = parseArgs({
    args: argv.filter((arg) => /^--(?:demo|demo-time=.*|window=.*|policy=.*|policy-root=.*)$/u.test(arg)),
    options: {
      demo: { type: 'boolean' },
      'demo-time': { type: 'string' },
      window: { type: 'string' },
      policy: { type: 'string' },
      'policy-root': { type: 'string' },
    },
  });
  const time = values['demo-time'] === undefined ? null : parseDateTime(values['demo-time']);
  const size = values.window === undefined ? null : /^(\d{3,5})x(\d{3,5})$/u.exec(values.window);
  if (time?.ok === false || (size === null && values.window !== undefined)) return fail('bad-option');
  const { policy: source = '', 'policy-root': rootPath = '' } = values;
  if ((source === '') !== (rootPath === '')) return fail('bad-option');
  return ok({
    triedRules: source === '' ? null : { source, rootPath },
    isDemo: values.demo === true,
    frozenAtMs: time === null ? null : time.value * 1000,
    windowSize: size === null ? null : { width: Number(size[1]), height: Number(size[2]) },
  });
}

/** Tells whether the app may start like this on this machine: in demo mode, for its venue, or to be set up for one. */
export function checkLaunch(launch: Launch, around: Surroundings): Result<null, LaunchFault> {
  if (around.isVenueSetUp && launch.isDemo) return fail('demo-on-venue-kiosk');
  if (launch.isDemo) return ok(null);
  const { frozenAtMs, windowSize, triedRules } = launch;
  if ([frozenAtMs, windowSize, triedRules].some((option) => option !== null)) return fail('demo-option-without-demo');
  if (around.isRoot) return fail('root-on-venue-kiosk');
  return around.isSandboxOff ? fail('no-sandbox-on-venue-kiosk') : ok(null);
}
