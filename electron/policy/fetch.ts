import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FetchFault } from '../../shared/contract.ts';
import { MAX_AHEAD_SECONDS } from '../../shared/policy/staleness.ts';
import { isOlder, type RepositoryVersions } from '../../shared/policy/versions.ts';
import type { Dispatcher } from 'undici';
import { fail, ok, type Result } from '../../shared/result.ts';
import { SECONDS_PER_DAY, type EpochSeconds } from '../../shared/time.ts';
import { openPolicy, type OpenedPolicy, type PolicySource } from './open.ts';
import { openRoot, openTrustedRoot, type TrustedRoot } from './open-root.ts';
import { patienceOf, type Patience } from './patience.ts';
import { Refused } from './reading.ts';
import { refresh } from './refresh.ts';
import { ONLINE_ROLES } from './roles.ts';
import { RepositorySource, ROOT_NAME } from './source.ts';
import { aloneWith } from './store-lock.ts';
import { readSeen, writeSeen } from './store-seen.ts';
import { currentRepository, installRepository, makeRepository } from './store.ts';

export interface Fetched {
  /** Whether something new is in force now: rules, revocations, states of sites, or who may sign them. */
  readonly installed: boolean;
  /** Of the rules in force now; `null`: there are none. */
  readonly version: number | null;
  readonly fault: FetchFault | null;
}

export interface FetchPlan {
  /** `http:` or `https:` URL, or a folder: a server, or what was copied from one. */
  readonly from: string;
  /** What the kiosk was given to trust. */
  readonly trustedRootPath: string;
  readonly store: string;
  /** The corrected time, by which signatures expire. */
  readonly now: EpochSeconds;
  /** By the machine's own clock, where it may be another; see `latestSigningTime`. */
  readonly clock?: EpochSeconds;
  /** See `PolicySource`. */
  readonly refusedKeys: ReadonlySet<string>;
  /** For the whole of it. */
  readonly timeoutMs: number;
  /** How long the source may send nothing; a quarter of a minute if absent. */
  readonly silenceMs?: number;
  /** What was in force here at any time; older rules are refused even where the store has lost them. */
  readonly seen?: RepositoryVersions | null;
  /** The way to a server; if absent, undici's own. */
  readonly dispatcher?: Dispatcher;
}

/** What came of an attempt, for whoever judges by the rules in force. */
export interface Taken {
  readonly fetched: Fetched;
  /** Of what is now in the store, if anything there has changed. */
  readonly opened: OpenedPolicy | null;
  /** The server's own clock, of which nothing is proved; `null`: a folder, or it does not say. */
  readonly serverSeconds: EpochSeconds | null;
  /** When that was signed which was not taken for being signed too far ahead of our clock. */
  readonly postDatedAt: EpochSeconds | null;
}

/** A publication takes milliseconds to be written out, and seconds where a server copies it. */
const RETRY_AFTER_MS = 2000;

const METADATA = ['root.json', 'timestamp.json', 'snapshot.json', 'targets.json'] as const;

/**
 * Takes newer rules from a TUF repository, if it has any. Whatever goes wrong, what is in force stays in force: the new
 * repository is put together beside it, opened and verified whole as at every start, and only then named the current one.
 */
export async function fetchPolicy(plan: FetchPlan): Promise<Fetched> {
  return (await takePolicy(plan, 'check')).fetched;
}

/**
 * As {@link fetchPolicy}, with what was taken.
 *
 * @param prefixes see `PolicySource`
 */
export async function takePolicy(plan: FetchPlan, prefixes: 'hold' | 'check' = 'hold'): Promise<Taken> {
  const trusted = openTrusted(plan);
  if (!trusted.ok) return nothingTaken(trusted.fault);
  const patience = patienceOf(plan.timeoutMs, plan.silenceMs);
  try {
    return await aloneWith(plan.store, patience, () => takeOrRetry({ ...plan, prefixes }, trusted.value, patience));
  } catch {
    // The store cannot be made, or those who are at it do not come to an end.
    return nothingTaken('store-failed');
  } finally {
    patience.end();
  }
}

async function takeOrRetry(plan: TakePlan, trusted: TrustedRoot, patience: Patience): Promise<Taken> {
  const first = await attempt(plan, trusted, patience);
  // A new root is published a moment before what its keys sign.
  if (first.fetched.fault !== 'policy-forged' || !first.hasNewRoot) return first;
  await patience.within(delay(RETRY_AFTER_MS)).catch(() => undefined);
  return attempt(plan, trusted, patience);
}

function openTrusted({ trustedRootPath, refusedKeys }: FetchPlan): Result<TrustedRoot, FetchFault> {
  try {
    return ok(openTrustedRoot(trustedRootPath, refusedKeys));
  } catch (error) {
    return fail(error instanceof Refused ? error.fault : 'policy-damaged');
  }
}

function nothingTaken(fault: FetchFault, version: number | null = null): Taken {
  return { fetched: { installed: false, version, fault }, opened: null, serverSeconds: null, postDatedAt: null };
}

/** @returns also whether a newer root was fetched, whatever came of it */
async function attempt(
  plan: TakePlan,
  trusted: TrustedRoot,
  patience: Patience,
): Promise<Taken & { readonly hasNewRoot: boolean }> {
  const held = openHeld(plan);
  const directory = held === null ? null : currentRepository(plan.store);
  const version = held?.version ?? null;
  let staged: string;
  try {
    staged = stage(plan, directory);
  } catch {
    return { ...nothingTaken('store-failed', version), hasNewRoot: false };
  }
  const source = new RepositorySource(plan.from, patience, staged, plan.dispatcher);
  const result = (fetched: Fetched, opened: OpenedPolicy | null = null): Awaited<ReturnType<typeof attempt>> => ({
    fetched,
    opened,
    serverSeconds: source.serverSeconds,
    postDatedAt: null,
    hasNewRoot: source.hasNewRoot,
  });
  const refused = (fault: FetchFault): ReturnType<typeof result> => result({ installed: false, version, fault });
  const check = (): ReturnType<typeof openRoot> => openRoot(staged, trusted, plan.refusedKeys);
  try {
    const hasFetched = await refresh({ source, staged, held: directory, now: plan.now, check });
    if (directory !== null && !hasFetched && isSame(directory, staged)) {
      // Nothing newer than what is held: no good news where that was put back to an older state.
      const isPutBack = held !== null && wasNewer(held, plan);
      return result({ installed: false, version, fault: isPutBack ? 'policy-rolled-back' : null });
    }
    const opened = openPolicy({ ...plan, directory: staged });
    if (!opened.ok) return refused(opened.fault);
    const objection = objectionTo(opened.value, held, plan);
    if (objection === 'policy-post-dated') return { ...refused(objection), postDatedAt: opened.value.signedAt };
    if (objection !== null) return refused(objection);
    writeSeen(plan.store, opened.value);
    installRepository(plan.store, staged);
    const installed = opened.value.content !== held?.content;
    return result({ installed, version: opened.value.policy.version, fault: null }, opened.value);
  } catch (error) {
    return refused(source.failure ?? faultOf(error));
  } finally {
    if (currentRepository(plan.store) !== staged) rmSync(staged, { recursive: true, force: true });
  }
}

type TakePlan = FetchPlan & Pick<PolicySource, 'prefixes'>;

/** What is in force before, as far as it matters for what comes after: not its rules, which may take much memory. */
interface Held extends Pick<OpenedPolicy, 'listed' | 'content' | 'versions' | 'trustedRoot'> {
  readonly version: number;
}

function openHeld({ store, trustedRootPath, refusedKeys }: FetchPlan): Held | null {
  const directory = currentRepository(store);
  const opened = openPolicy({ directory, trustedRootPath, refusedKeys, prefixes: 'leave' });
  if (!opened.ok) return null;
  const { policy, listed, content, versions, trustedRoot } = opened.value;
  return { version: policy.version, listed, content, versions, trustedRoot };
}

/** Begins with what is held, so that nothing older is taken for new and nothing is fetched twice. */
function stage({ store, trustedRootPath }: FetchPlan, held: string | null): string {
  const staged = makeRepository(store, (bytes) => randomBytes(bytes).toString('hex'));
  if (held === null) copyFileSync(trustedRootPath, join(staged, 'root.json'));
  else for (const name of metadataOf(held)) copyFileSync(join(held, name), join(staged, name));
  return staged;
}

function metadataOf(held: string): string[] {
  const delegated = ONLINE_ROLES.map((name) => `${name}.json`).filter((name) => existsSync(join(held, name)));
  return [...METADATA, ...delegated, ...readdirSync(held).filter((name) => ROOT_NAME.test(name))];
}

function isSame(held: string, staged: string): boolean {
  return METADATA.every((name) => readFileSync(join(held, name)).equals(readFileSync(join(staged, name))));
}

/** Whether anything newer than this was in force here at any time. */
function wasNewer({ versions, trustedRoot }: Pick<OpenedPolicy, 'versions' | 'trustedRoot'>, plan: FetchPlan): boolean {
  const seen = [plan.seen ?? null, readSeen(plan.store, trustedRoot)];
  return seen.some((newest) => newest !== null && isOlder(versions, newest));
}

/** Why a repository that is sound in itself may not follow what is held here, or was. */
function objectionTo(opened: OpenedPolicy, held: Held | null, plan: FetchPlan): FetchFault | null {
  const isOlderRules = held !== null && opened.policy.version < held.version;
  if (isOlderRules || wasNewer(opened, plan)) return 'policy-rolled-back';
  // Whoever signs online could take back what was taken back by leaving its list away.
  if (held?.listed.some((path) => !opened.listed.includes(path)) === true) return 'policy-damaged';
  if (opened.expiresAt <= plan.now) return 'policy-expired';
  // A kiosk fresh from the box may not know the time at all, and has nothing to lose.
  return held !== null && opened.signedAt > latestSigningTime(plan) ? 'policy-post-dated' : null;
}

/** A clock so far behind the latest moment known has lost its battery and says nothing; so far may that moment move. */
const MONTH_SECONDS = 30 * SECONDS_PER_DAY;

/**
 * Whatever is signed moves a kiosk's idea of the time for ever, so that a moment far in the future must not get in. It is
 * held to the clock even where that is known to be behind: held to what was signed before, a day could be added to a day.
 */
function latestSigningTime({ now, clock = now }: FetchPlan): EpochSeconds {
  return clock < now - MONTH_SECONDS ? now + MONTH_SECONDS : clock + MAX_AHEAD_SECONDS;
}

/** What the library's errors say, in the order in which one may quote another. */
const SAYINGS: readonly (readonly [RegExp, FetchFault])[] = [
  [/signed by \d+\/\d+ keys/u, 'policy-forged'],
  [/less than current version|Expected version/u, 'policy-rolled-back'],
  [/is expired/u, 'policy-expired'],
];

function faultOf(error: unknown): FetchFault {
  if (error instanceof Refused) return error.fault;
  if (error instanceof Error && 'syscall' in error) return 'store-failed';
  const message = error instanceof Error ? error.message : '';
  return SAYINGS.find(([pattern]) => pattern.test(message))?.[1] ?? 'policy-damaged';
}
