import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDemoKeys } from '../../electron/policy/demo-keys.ts';
import { takePolicy } from '../../electron/policy/fetch.ts';
import type { OpenedPolicy } from '../../electron/policy/open.ts';
import { NO_REVOCATIONS } from '../../shared/credential/revocation.ts';
import type { FetchFault } from '../../shared/contract.ts';
import type { Grounds } from '../../shared/judge.ts';
import type { PolicyFault } from '../../shared/policy/policy.ts';
import { fail, ok } from '../../shared/result.ts';
import { readRoot } from '../policy-folder.ts';

/** What of the rules the hub judges by. */
export type Rules = Pick<Grounds, 'policy' | 'trust' | 'revocations' | 'clockFloor' | 'policyExpiresAt'>;

export interface RulesParts {
  /** A TUF repository; `null`: the hub has none, and everybody goes to a person. */
  readonly folder: string | null;
  /** File of the root to begin with; `null`: the folder's newest when it is first looked at, which tickets pin too. */
  readonly trustedRoot: string | null;
  /** The published demo keys, which may sign nothing here. */
  readonly refusedKeys: ReadonlySet<string>;
  readonly nowMs: () => number;
}

export interface RulesKeeper {
  /** What is in force now. Never throws. */
  readonly current: () => Promise<Rules>;
  /** Takes away what was kept on the disk. */
  readonly close: () => void;
}

/** How long what was looked at is taken to be as it was: an office publishes every hour. */
const LOOK_EVERY_MS = 2000;
const TIMEOUT_MS = 10_000;

/** With the app's demo, on any hub: it is no demo itself. */
const RESOURCES = join(import.meta.dirname, '..', '..', 'resources');

export function demoKeys(): ReadonlySet<string> {
  return readDemoKeys(RESOURCES);
}

/**
 * Keeps the rules of the folder open as a kiosk does: what the office publishes is taken over into a store of the hub's own
 * by the kiosk's TUF client, verified from the trusted root on, and never given up for something older. Opened once,
 * and again when the folder has another timestamp.
 */
export function keepRules({ folder, trustedRoot, refusedKeys, nowMs }: RulesParts): RulesKeeper {
  let own: string | null = null;
  let held: OpenedPolicy | null = null;
  let fault: PolicyFault = 'policy-missing';
  let seen = '';
  let lookedMs = -Infinity;
  let looking: Promise<void> | null = null;

  const home = async (from: string): Promise<string | null> => {
    if (own !== null) return own;
    const root = trustedRoot === null ? await readRoot(from, null) : null;
    if (trustedRoot === null && root === null) return null;
    const made = mkdtempSync(join(tmpdir(), 'sentinel-hub-rules-'));
    const path = join(made, 'root.json');
    if (root !== null) writeFileSync(path, root);
    else if (trustedRoot !== null) copyFileSync(trustedRoot, path);
    own = made;
    return made;
  };

  const look = async (from: string): Promise<void> => {
    const mark = markOf(from);
    if (mark === seen) return;
    const at = await home(from);
    if (at === null) return;
    const now = Math.floor(nowMs() / 1000);
    const plan = { from, trustedRootPath: join(at, 'root.json'), store: join(at, 'store'), now, refusedKeys };
    const { fetched, opened } = await takePolicy({ ...plan, timeoutMs: TIMEOUT_MS });
    if (opened !== null) held = opened;
    if (held === null) fault = faultOf(fetched.fault);
    // What was being written while it was read is looked at again.
    if (fetched.fault === null) seen = mark;
  };

  const lookOnce = (from: string): Promise<void> => {
    looking ??= look(from)
      .catch(() => {
        // The folder cannot be read: what is in force stays, until it is too old.
        if (held === null) fault = 'policy-damaged';
      })
      .finally(() => {
        looking = null;
        lookedMs = nowMs();
      });
    return looking;
  };

  return {
    async current() {
      if (folder !== null && Math.abs(nowMs() - lookedMs) >= LOOK_EVERY_MS) await lookOnce(folder);
      return held === null ? without(fault) : rulesOf(held);
    },
    close() {
      if (own !== null) rmSync(own, { recursive: true, force: true });
    },
  };
}

function rulesOf({ policy, trust, revocations, signedAt, expiresAt }: OpenedPolicy): Rules {
  // A hub whose clock is behind what was signed is as wrong as a kiosk's.
  return { policy: ok(policy), trust: trust.list, revocations, clockFloor: signedAt, policyExpiresAt: expiresAt };
}

function without(fault: PolicyFault): Rules {
  const nothing = { trust: new Map(), revocations: NO_REVOCATIONS, clockFloor: null, policyExpiresAt: null };
  return { policy: fail(fault), ...nothing };
}

/** What anything that is published changes. */
function markOf(folder: string): string {
  const found = statSync(join(folder, 'timestamp.json'), { throwIfNoEntry: false });
  return found === undefined ? 'none' : [found.mtimeMs, found.size, found.ino].join(' ');
}

const OF_RULES: ReadonlySet<string> = new Set<PolicyFault>([
  'policy-missing',
  'policy-damaged',
  'policy-forged',
  'policy-expired',
  'policy-rolled-back',
]);

/** What kiosks say of it; what else can go wrong on the way is that there are none. */
function faultOf(fault: FetchFault | null): PolicyFault {
  return fault !== null && OF_RULES.has(fault) ? (fault as PolicyFault) : 'policy-missing';
}
