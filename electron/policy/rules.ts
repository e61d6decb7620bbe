import { buildRevocations, NO_REVOCATIONS } from '../../shared/credential/revocation.ts';
import type { FetchFault, RootStatus } from '../../shared/contract.ts';
import type { Grounds } from '../../shared/judge.ts';
import { revokedIn, type PolicyFault } from '../../shared/policy/policy.ts';
import type { KnownSites } from '../../shared/policy/nearest-sites.ts';
import { isOlder } from '../../shared/policy/versions.ts';
import { fail, ok } from '../../shared/result.ts';
import { SECONDS_PER_HOUR, toSeconds, type EpochSeconds } from '../../shared/time.ts';
import type { Clock } from '../clock.ts';
import { latestOf } from '../clock-watch.ts';
import type { Log } from '../log.ts';
import { describeError } from '../../shared/error-place.ts';
import { isCounted } from '../store/clock-memory.ts';
import type { RulesSeen } from '../store/journal.ts';
import type { JournalKeeper } from '../store/keeper.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { FetchPlan } from './fetch.ts';
import type { FetchReport } from './fetching.ts';
import { openPolicy, type OpenedPolicy } from './open.ts';
import { digestOfTrustedRoot } from './open-root.ts';
import { rootFingerprint } from './root-fingerprint.ts';
import { currentRepository } from './store.ts';

/** What rules a kiosk judges by. */
export type Rules = Pick<Grounds, 'policy' | 'trust' | 'revocations' | 'clockFloor' | 'policyExpiresAt'>;

export interface RulesKeeper {
  current(): Rules;
  /** Where sampling sites are, and how busy; `null`: there are no rules. */
  sites(): KnownSites | null;
  /** When somebody last signed that these rules are the newest; `null`: there are none. */
  signedAt(): EpochSeconds | null;
  /** Every moment that lies here with a signature, be it believed or not. */
  momentsSigned(): readonly EpochSeconds[];
  /** The root that these rules are signed under; `null`: there are none. */
  root(): RootStatus | null;
  /** The last few, newest first. */
  attempts(): readonly Attempt[];
  nextAttemptAt(): EpochSeconds | null;
  /** How far the server's clock is ahead of ours, as of the last attempt. Nothing proves it. */
  serverAheadSeconds(): number | null;
  isFetching(): boolean;
  /** Fetches from the usual place; never throws. One at a time: a second call joins the first. */
  fetch(): Promise<void>;
  /**
   * Fetches from each of these in turn, since a later one may be newer. The last attempt then says how all went: well, if
   * any did; no place at all counts as one that does not answer.
   */
  fetchFromAll(places: readonly string[]): Promise<void>;
  /** Fetches every hour from now on. */
  start(): void;
  stop(): void;
}

export interface RulesParts {
  readonly store: string;
  readonly trustedRootPath: string;
  readonly refusedKeys: ReadonlySet<string>;
  /** Where newer rules come from, a URL or a folder; `null`: nowhere, they are what they are. */
  readonly source: string | null;
  readonly clock: Clock;
  readonly attempts: Attempts;
  readonly journal: Pick<JournalKeeper, 'rulesSeen' | 'seeRules' | 'lastConfirmed' | 'clockReset'>;
  readonly log: Log;
  /** From 0 to below 1, so that not all kiosks ask in the same second. */
  readonly random: () => number;
  /** Other rules are in force, or an attempt has begun or ended. */
  readonly changed: () => void;
  readonly run: (plan: FetchPlan) => Promise<FetchReport>;
}

/** A long list may take its time over a slow line; a server that gives nothing may not hold the next attempt up. */
const TIMEOUT_MS = 20 * 60_000;
/** The first attempt waits until the kiosk stands; each after an hour, give or take six minutes. */
const FIRST_AFTER_MS = 5000;
const JITTER = 0.1;
/** With a wrong clock: until the hub has told the time, which it mostly has done by then. */
const FOR_TIME_MS = 60_000;

/** Opens the signed rules and keeps them up to date. Whatever is wrong with them is a fault to judge by, never a stop. */
export function keepRules(parts: RulesParts): RulesKeeper {
  const { clock, log, attempts } = parts;
  const { watch } = clock;
  let inForce = open(parts);
  recall(parts, inForce.signedAt);
  /** Signed so far ahead of our clock that it was not taken; while nothing confirms the clock, that may be to blame. */
  let postDatedAt: EpochSeconds | null = null;
  let running: Promise<void> | null = null;
  let nextAttemptAt: EpochSeconds | null = null;
  let serverAheadSeconds: number | null = null;
  let timer: NodeJS.Timeout | undefined;

  const now = (): EpochSeconds => toSeconds(clock.now());

  const note = (fault: FetchFault | null): void => {
    attempts.add({ at: now(), fault });
  };

  const attempt = async (from: string): Promise<void> => {
    // Signatures expire by the latest moment that is known to have passed, not by a clock that was set back.
    const plan = {
      from,
      trustedRootPath: parts.trustedRootPath,
      store: parts.store,
      now: Math.max(now(), watch.floor() ?? 0),
      clock: now(),
      refusedKeys: parts.refusedKeys,
      timeoutMs: TIMEOUT_MS,
      seen: seenBy(parts)?.versions ?? null,
    };
    try {
      const report = await parts.run(plan);
      const { fetched, stored, serverSeconds } = report;
      if (stored !== null) {
        inForce = take(parts, inForce, stored, fetched.installed);
        watch.hear(stored.signedAt);
      }
      // Who has nothing newer says nothing of the time.
      if (stored !== null || report.postDatedAt !== null) postDatedAt = report.postDatedAt;
      note(fetched.fault);
      if (serverSeconds !== null) serverAheadSeconds = serverSeconds - now();
      log.write('policy-fetched', { installed: fetched.installed, version: fetched.version, fault: fetched.fault });
    } catch (error) {
      log.write('internal-error', describeError(error));
      note('internal-error');
    }
  };

  const fetch = (from: string): Promise<void> => {
    running ??= attempt(from).finally(() => {
      running = null;
      parts.changed();
    });
    parts.changed();
    return running;
  };

  const schedule = (afterMs: number): void => {
    const { source } = parts;
    if (source === null) return;
    nextAttemptAt = now() + Math.round(afterMs / 1000);
    timer = setTimeout(() => {
      void fetch(source).then(() => {
        const isForTime = attempts.list()[0]?.fault === 'certificate-out-of-date';
        schedule(isForTime ? FOR_TIME_MS : SECONDS_PER_HOUR * 1000 * (1 - JITTER + 2 * JITTER * parts.random()));
        parts.changed();
      });
    }, afterMs);
  };

  return {
    current: () => {
      const doubted = watch.isConfirmed() || watch.isTrusted() ? null : postDatedAt;
      return { ...inForce.rules, clockFloor: latestOf([watch.floor(), watch.expected(), doubted]) };
    },
    sites: () => inForce.sites,
    signedAt: () => inForce.signedAt,
    momentsSigned: () =>
      [inForce.signedAt, seenBy(parts)?.signedAt ?? null, postDatedAt].filter((moment) => moment !== null),
    root: () => inForce.root,
    attempts: () => attempts.list(),
    nextAttemptAt: () => nextAttemptAt,
    serverAheadSeconds: () => serverAheadSeconds,
    isFetching: () => running !== null,
    fetch: () => (parts.source === null ? Promise.resolve() : fetch(parts.source)),
    fetchFromAll: async (places) => {
      await running;
      if (places.length === 0) note('source-unreachable');
      const faults: (FetchFault | null | undefined)[] = [];
      for (const place of places) {
        await fetch(place);
        faults.push(attempts.list()[0]?.fault);
      }
      // An old stick beside the new one is no failure.
      if (faults.includes(null) && faults.at(-1) !== null) note(null);
    },
    start: () => {
      // A kiosk without rules can judge nobody.
      schedule(inForce.rules.policy.ok ? FIRST_AFTER_MS : 0);
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
}

interface InForce {
  readonly rules: Omit<Rules, 'clockFloor'>;
  readonly sites: KnownSites | null;
  readonly signedAt: EpochSeconds | null;
  readonly root: RootStatus | null;
}

function open(parts: RulesParts): InForce {
  const directory = currentRepository(parts.store);
  const opened = openPolicy({ directory, trustedRootPath: parts.trustedRootPath, refusedKeys: parts.refusedKeys });
  const seen = seenBy(parts);
  if (!opened.ok) return without(parts, opened.fault);
  // Whoever puts the folder of last month back puts last month's rules back.
  if (seen !== null && isOlder(opened.value.versions, seen.versions)) return without(parts, 'policy-rolled-back');
  const { policy, trust, revocations, sites, ...rest } = opened.value;
  parts.log.write('policy-opened', { version: policy.version });
  for (const problem of trust.problems) parts.log.write('trust-entry-problem', problem);
  return putInForce(parts, { policy: ok(policy), trust: trust.list, revocations }, sites, rest);
}

function without(parts: RulesParts, fault: PolicyFault): InForce {
  parts.log.write('policy-refused', { fault });
  const rules = { policy: fail(fault), trust: new Map(), revocations: NO_REVOCATIONS };
  return { rules: { ...rules, policyExpiresAt: null }, sites: null, signedAt: null, root: null };
}

/** What was just stored: where only the time of signing is new, everything else stays as it is in memory. */
function take(parts: RulesParts, held: InForce, stored: NonNullable<FetchReport['stored']>, isNew: boolean): InForce {
  if (!isNew && held.rules.policy.ok) return putInForce(parts, held.rules, held.sites, stored);
  const { store, trustedRootPath, refusedKeys } = parts;
  const directory = currentRepository(store);
  const opened = openPolicy({ directory, trustedRootPath, refusedKeys, prefixes: 'leave' });
  if (!opened.ok) return without(parts, opened.fault);
  const { policy, trust, sites } = opened.value;
  parts.log.write('policy-opened', { version: policy.version });
  for (const problem of trust.problems) parts.log.write('trust-entry-problem', problem);
  const revocations = buildRevocations(revokedIn(policy), stored.prefixes ?? undefined);
  return putInForce(parts, { policy: ok(policy), trust: trust.list, revocations }, sites, stored);
}

function putInForce(
  parts: RulesParts,
  { policy, trust, revocations }: Pick<Rules, 'policy' | 'trust' | 'revocations'>,
  sites: KnownSites | null,
  times: Pick<OpenedPolicy, 'signedAt' | 'expiresAt' | 'versions' | 'trustedRoot'>,
): InForce {
  const { signedAt, expiresAt, versions, trustedRoot } = times;
  parts.journal.seeRules({ trustedRoot, versions, signedAt });
  const fingerprint = rootFingerprint(currentRepository(parts.store));
  const root = { version: versions.root, fingerprint };
  return { rules: { policy, trust, revocations, policyExpiresAt: expiresAt }, sites, signedAt, root };
}

/** Numbers and times that were signed under another root than the one trusted now say nothing any more. */
function seenBy({ journal, trustedRootPath }: RulesParts): RulesSeen | null {
  const trustedRoot = digestOfTrustedRoot(trustedRootPath);
  return trustedRoot === null ? null : journal.rulesSeen(trustedRoot);
}

/** Tells the clock's watch what lies here of moments that have passed, as far as no reset has taken it back. */
function recall(parts: RulesParts, heldSignedAt: EpochSeconds | null): void {
  const { watch } = parts.clock;
  const [reset, confirmedMs] = [parts.journal.clockReset(), parts.journal.lastConfirmed()];
  // What is held was signed last: only where nothing is, or something older was put back, what was seen says more.
  const signedAt = heldSignedAt ?? seenBy(parts)?.signedAt ?? null;
  if (signedAt !== null && isCounted(signedAt, reset)) watch.know(signedAt);
  if (reset !== null && (confirmedMs ?? 0) <= reset.at * 1000) watch.rely();
  if (confirmedMs !== null) watch.remember(Math.floor(confirmedMs / 1000));
  if (reset !== null) watch.remember(reset.at);
}
