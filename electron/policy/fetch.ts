import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Updater } from 'tuf-js';
import { makeFolder } from '../folders.ts';
import type { FetchFault } from '../../shared/contract.ts';
import { isOlder, type RepositoryVersions } from '../../shared/policy/versions.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { takeChanges } from './changes.ts';
import { openPolicy, type OpenedPolicy } from './open.ts';
import { patienceOf } from './patience.ts';
import { ONLINE_ROLES, POLICY_TARGET, REVOCATIONS_TARGET, SITES_TARGET } from './roles.ts';
import { RepositorySource, ROOT_NAME } from './source.ts';
import { currentRepository, installRepository, makeRepository } from './store.ts';

export interface Fetched {
  /** Whether something new is in force now: rules, revocations or states of sites. */
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
  /** See `PolicySource`. */
  readonly refusedKeys: ReadonlySet<string>;
  /** For the whole of it. */
  readonly timeoutMs: number;
  /** How long the source may send nothing; a quarter of a minute if absent. */
  readonly silenceMs?: number;
  /** What was in force here at any time; older rules are refused even where the store has lost them. */
  readonly seen?: RepositoryVersions | null;
}

/** What came of an attempt, for whoever judges by the rules in force. */
export interface Taken {
  readonly fetched: Fetched;
  /** Of what is now in the store, if anything there has changed. */
  readonly opened: OpenedPolicy | null;
  /** The server's own clock, of which nothing is proved; `null`: a folder, or it does not say. */
  readonly serverSeconds: EpochSeconds | null;
}

const METADATA = ['timestamp.json', 'snapshot.json', 'targets.json'] as const;
/** Each with the role that its place is delegated to. */
const TARGETS = [
  [POLICY_TARGET, null],
  [REVOCATIONS_TARGET, 'revocations'],
  [SITES_TARGET, 'sites'],
] as const;

/** A few keys and signatures each. */
const LIMITS = {
  rootMaxLength: 65_536,
  timestampMaxLength: 16_384,
  snapshotMaxLength: 65_536,
  targetsMaxLength: 1_048_576,
};

/**
 * Takes newer rules from a TUF repository, if it has any. Whatever goes wrong, what is in force stays in force: the new
 * repository is put together beside it, opened and verified whole as at every start, and only then named the current one.
 *
 * @see The Update Framework specification §5
 */
export async function fetchPolicy(plan: FetchPlan): Promise<Fetched> {
  return (await takePolicy(plan)).fetched;
}

/** As {@link fetchPolicy}, with what was taken. */
export async function takePolicy(plan: FetchPlan): Promise<Taken> {
  const held = openHeld(plan);
  const heldVersion = held?.policy.version ?? null;
  let source: RepositorySource | null = null;
  const result = (fetched: Fetched, opened: OpenedPolicy | null = null): Taken => ({
    fetched,
    opened,
    serverSeconds: source?.serverSeconds ?? null,
  });
  const refused = (fault: FetchFault): Taken => result({ installed: false, version: heldVersion, fault });
  if (!existsSync(plan.trustedRootPath)) return refused('policy-missing');
  let staged: string;
  try {
    staged = stage(plan, held !== null);
  } catch {
    return refused('store-failed');
  }
  const patience = patienceOf(plan.timeoutMs, plan.silenceMs);
  source = new RepositorySource(plan.from, patience, staged);
  try {
    const hasNewTarget = await refresh(plan, source, staged, held !== null);
    const isNew = held === null || !isSame(currentRepository(plan.store), staged);
    if (!isNew) return result({ installed: false, version: heldVersion, fault: null });
    const opened = openPolicy({ ...plan, directory: staged });
    if (!opened.ok) return refused(opened.fault);
    const { version } = opened.value.policy;
    const isRolledBack = heldVersion !== null && version < heldVersion;
    if (isRolledBack || (plan.seen && isOlder(opened.value.versions, plan.seen))) return refused('policy-rolled-back');
    if (opened.value.expiresAt <= plan.now) return refused('policy-expired');
    installRepository(plan.store, staged);
    return result({ installed: held === null || hasNewTarget, version, fault: null }, opened.value);
  } catch (error) {
    return refused(source.failure ?? faultOf(error));
  } finally {
    patience.end();
    if (currentRepository(plan.store) !== staged) rmSync(staged, { recursive: true, force: true });
  }
}

function openHeld({ store, trustedRootPath, refusedKeys }: FetchPlan): OpenedPolicy | null {
  const directory = currentRepository(store);
  const opened = openPolicy({ directory, trustedRootPath, refusedKeys, isWithoutPrefixes: true });
  return opened.ok ? opened.value : null;
}

/** Begins with what is held, so that nothing older is taken for new and nothing is fetched twice. */
function stage({ store, trustedRootPath }: FetchPlan, isHeld: boolean): string {
  const held = currentRepository(store);
  const staged = makeRepository(store, (bytes) => randomBytes(bytes).toString('hex'));
  copyFileSync(isHeld ? join(held, 'root.json') : trustedRootPath, join(staged, 'root.json'));
  if (isHeld) {
    const delegated = ONLINE_ROLES.map((name) => `${name}.json`).filter((name) => existsSync(join(held, name)));
    for (const name of [...METADATA, ...delegated, ...rootsIn(held)])
      copyFileSync(join(held, name), join(staged, name));
  }
  return staged;
}

/** @returns whether a target is not the one that is held */
async function refresh(plan: FetchPlan, source: RepositorySource, staged: string, isHeld: boolean): Promise<boolean> {
  const updater = new Updater({
    metadataDir: staged,
    metadataBaseUrl: source.base,
    targetDir: join(staged, 'targets'),
    targetBaseUrl: `${source.base}/targets`,
    fetcher: source,
    config: LIMITS,
  });
  setTime(updater, plan.now);
  await updater.refresh();
  const held = join(currentRepository(plan.store), 'targets');
  let hasNewTarget = false;
  for (const [name, role] of TARGETS) {
    // The library stumbles over a role that has not published anything yet.
    if (role !== null && !isListed(updater, `${role}.json`)) continue;
    const info = await updater.getTargetInfo(name);
    if (info === undefined) continue;
    const path = join(staged, 'targets', name);
    makeFolder(dirname(path), 0o700);
    const old = join(held, name);
    const isCached = isHeld && (await updater.findCachedTarget(info, old)) !== undefined;
    hasNewTarget ||= !isCached;
    if (isCached) takeOver(old, path);
    else if (!(isHeld && name === REVOCATIONS_TARGET && (await takeChanges(old, path, info, source)))) {
      await updater.downloadTarget(info, path);
    }
  }
  return hasNewTarget;
}

/** What never changes need not be there twice; where the disk knows no links, it is. */
function takeOver(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function isListed(updater: Updater, name: string): boolean {
  const { trustedSet } = updater as unknown as { trustedSet: { snapshot?: { signed: { meta: object } } } };
  return Object.hasOwn(trustedSet.snapshot?.signed.meta ?? {}, name);
}

/** The library asks the machine's clock, which may be wrong, and has no other way to be told. */
function setTime(updater: Updater, now: EpochSeconds): void {
  const { trustedSet } = updater as unknown as { trustedSet: { referenceTime: Date } };
  trustedSet.referenceTime = new Date(now * 1000);
}

/** What the library's errors say, in the order in which one may quote another. */
const SAYINGS: readonly (readonly [RegExp, FetchFault])[] = [
  [/signed by \d+\/\d+ keys/u, 'policy-forged'],
  [/less than current version|Expected version/u, 'policy-rolled-back'],
  [/is expired/u, 'policy-expired'],
];

function faultOf(error: unknown): FetchFault {
  if (error instanceof Error && 'syscall' in error) return 'store-failed';
  const message = error instanceof Error ? error.message : '';
  return SAYINGS.find(([pattern]) => pattern.test(message))?.[1] ?? 'policy-damaged';
}

function rootsIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => ROOT_NAME.test(name));
}

function isSame(held: string, staged: string): boolean {
  return ['root.json', ...METADATA].every((name) =>
    readFileSync(join(held, name)).equals(readFileSync(join(staged, name))),
  );
}
