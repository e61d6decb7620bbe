import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { BaseFetcher, Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { makeFolder } from '../folders.ts';
import type { FetchFault } from '../../shared/contract.ts';
import { isOlder, type RepositoryVersions } from '../../shared/policy/versions.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { takeChanges } from './changes.ts';
import { openPolicy, type OpenedPolicy } from './open.ts';
import { ONLINE_ROLES, POLICY_TARGET, REVOCATIONS_TARGET, SITES_TARGET } from './roles.ts';
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
  let fetcher: RepositoryFetcher | null = null;
  const result = (fetched: Fetched, opened: OpenedPolicy | null = null): Taken => ({
    fetched,
    opened,
    serverSeconds: fetcher?.serverSeconds ?? null,
  });
  const refused = (fault: FetchFault): Taken => result({ installed: false, version: heldVersion, fault });
  if (!existsSync(plan.trustedRootPath)) return refused('policy-missing');
  let staged: string;
  try {
    staged = stage(plan, held !== null);
  } catch {
    return refused('store-failed');
  }
  fetcher = new RepositoryFetcher(AbortSignal.timeout(plan.timeoutMs), staged);
  try {
    const hasNewTarget = await refresh(plan, fetcher, staged, held !== null);
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
    return refused(fetcher.failure ?? faultOf(error));
  } finally {
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
async function refresh(plan: FetchPlan, fetcher: RepositoryFetcher, staged: string, isHeld: boolean): Promise<boolean> {
  const base = /^https?:/u.test(plan.from) ? plan.from : pathToFileURL(plan.from).href;
  const updater = new Updater({
    metadataDir: staged,
    metadataBaseUrl: base,
    targetDir: join(staged, 'targets'),
    targetBaseUrl: `${base.replace(/\/$/u, '')}/targets`,
    fetcher,
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
    else if (!(isHeld && name === REVOCATIONS_TARGET && (await takeChanges(old, path, info, base, fetcher)))) {
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

const ROOT = /^\d{1,9}\.root\.json$/u;

/**
 * Fetches from a server or a folder, and keeps each root it sees: they are the chain back to the one that is trusted.
 */
class RepositoryFetcher extends BaseFetcher {
  /** What went wrong on the way, since the library hides it in an error of its own. */
  failure: FetchFault | null = null;
  serverSeconds: EpochSeconds | null = null;
  readonly #signal: AbortSignal;
  readonly #keepIn: string;

  constructor(signal: AbortSignal, keepIn: string) {
    super();
    this.#signal = signal;
    this.#keepIn = keepIn;
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    if (url.startsWith('file:')) return openFile(new URL(url));
    const response = await fetch(url, { signal: this.#signal, redirect: 'error' });
    const saidMs = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(saidMs)) this.serverSeconds = Math.floor(saidMs / 1000);
    if (!response.ok || response.body === null) throw new DownloadHTTPError('not found', response.status);
    return response.body;
  }

  override async downloadFile<T>(url: string, maxLength: number, handler: (file: string) => Promise<T>): Promise<T> {
    try {
      return await super.downloadFile(url, maxLength, handler);
    } catch (error) {
      // A next root that is not there is how the newest one is known.
      const isLastRoot = ROOT.test(nameOf(url)) && error instanceof DownloadHTTPError && isAbsent(error.statusCode);
      if (!isLastRoot && isOnTheWay(error))
        this.failure = this.#signal.aborted ? 'source-too-slow' : 'source-unreachable';
      throw error;
    }
  }

  override async downloadBytes(url: string, maxLength: number): Promise<Buffer> {
    const bytes = await super.downloadBytes(url, maxLength);
    if (ROOT.test(nameOf(url))) writeFileSync(join(this.#keepIn, nameOf(url)), bytes, { mode: 0o600 });
    return bytes;
  }
}

/** Some servers will not say whether a file is there. */
function isAbsent(status: number): boolean {
  return status === 404 || status === 403;
}

/** A server that sends more than it may, or something else than is listed, has been reached. */
function isOnTheWay(error: unknown): boolean {
  return error instanceof DownloadHTTPError || error instanceof TypeError || error instanceof DOMException;
}

function openFile(url: URL): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (!existsSync(url)) throw new DownloadHTTPError('not found', 404);
  return Readable.toWeb(createReadStream(url)) as ReadableStream<Uint8Array<ArrayBuffer>>;
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

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function rootsIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => ROOT.test(name));
}

function isSame(held: string, staged: string): boolean {
  return ['root.json', ...METADATA].every((name) =>
    readFileSync(join(held, name)).equals(readFileSync(join(staged, name))),
  );
}
