import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalize } from '@tufjs/canonical-json';
import {
  Metadata,
  MetadataKind,
  type Root,
  type Snapshot,
  type TargetFile,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import { SKEW_SECONDS } from '../../shared/credential/period.ts';
import {
  buildRevocations,
  isListOfPrefixes,
  openRevocations,
  type Revocations,
  type RevokedPrefixes,
} from '../../shared/credential/revocation.ts';
import { openTrustList } from '../../shared/credential/trust-list.ts';
import type { KnownSites } from '../../shared/policy/nearest-sites.ts';
import { parsePolicy, revokedIn, type Policy, type PolicyFault } from '../../shared/policy/policy.ts';
import { TIMESTAMP_LIFE_SECONDS } from '../../shared/policy/staleness.ts';
import type { RepositoryVersions } from '../../shared/policy/versions.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { primitives } from '../crypto.ts';
import { openRoot, openTrustedRoot } from './open-root.ts';
import { openSites } from './open-sites.ts';
import { json, read, readListed, readTarget, Refused, seconds, verify } from './reading.ts';
import {
  ONLINE_PATHS,
  ONLINE_ROLES,
  ONLINE_TARGETS,
  POLICY_TARGET,
  REVOCATIONS_TARGET,
  SITE_LIST_TARGET,
  SITE_STATES_TARGET,
  type OnlineRole,
  type TargetPath,
} from './roles.ts';

export interface PolicySource {
  /** A TUF repository: root.json, timestamp.json, snapshot.json, targets.json, targets/policy.json and what it delegates. */
  readonly directory: string;
  /** The root the repository must be signed under; it comes with the app or from enrolment, never from the repository. */
  readonly trustedRootPath: string;
  /** Ed25519 public keys, base64url, that may sign nothing here: the published demo keys, on a venue's kiosk. */
  readonly refusedKeys: ReadonlySet<string>;
  /**
   * What is to become of the long list of revoked prefixes: held in memory, as for judging, if absent; only checked, like
   * all the rest; or left on the disk unread.
   */
  readonly prefixes?: 'hold' | 'check' | 'leave';
}

export interface OpenedPolicy {
  readonly policy: Policy;
  /** The policy's own trust list. */
  readonly trust: ReturnType<typeof openTrustList>;
  /** What the policy and its trust list take back by name, and the repository's list of prefixes. */
  readonly revocations: Revocations;
  readonly sites: KnownSites;
  /** The latest moment that the repository's signers put their names to. */
  readonly signedAt: EpochSeconds;
  /** Of metadata and policy, all of which only ever grow under one root. */
  readonly versions: RepositoryVersions;
  /**
   * First second at which the policy or its timestamp is no longer to be judged by, whichever is first; never later than
   * seven days after the signing of the timestamp, whatever that says.
   */
  readonly expiresAt: EpochSeconds;
  /** SHA-256 of the trusted root's file, in hex. */
  readonly trustedRoot: string;
  /** Paths of the targets that are there. */
  readonly listed: readonly TargetPath[];
  /** The same for repositories that differ in nothing but how often, and when, they were signed. */
  readonly content: string;
}

/**
 * Opens a policy and verifies the whole chain it is signed by: trusted root → root → timestamp → snapshot → targets →
 * length and hash of the policy itself. Age is not judged here: a wrong clock must not look like a forged policy.
 *
 * @see The Update Framework specification §5.3-5.7
 */
export function openPolicy(source: PolicySource): Result<OpenedPolicy, PolicyFault> {
  try {
    return ok(open(source));
  } catch (error) {
    // Whatever the library throws at is not well-formed metadata.
    return fail(error instanceof Refused ? error.fault : 'policy-damaged');
  }
}

function open({ directory, trustedRootPath, refusedKeys, prefixes: use = 'hold' }: PolicySource): OpenedPolicy {
  const trusted = openTrustedRoot(trustedRootPath, refusedKeys);
  const root = openRoot(directory, trusted, refusedKeys);
  const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, json(read(join(directory, 'timestamp.json'))));
  verify(root, MetadataKind.Timestamp, timestamp);
  const signedAt = signingTime(root, timestamp);
  const snapshot = openSnapshot(directory, root, timestamp);
  const targets = openTargets(directory, root, snapshot);
  const delegated = ONLINE_ROLES.flatMap((name) => openDelegated(directory, name, targets, snapshot) ?? []);
  const listed = new Map<TargetPath, TargetFile>([
    [POLICY_TARGET, policyTarget(targets)],
    ...delegated.flatMap((role) => role.listed),
  ]);
  const { policy, trust } = openRules(directory, listed);
  const issuedAt = seconds(policy.issuedAt);
  // Whoever signs online has had the rules before him.
  if (signedAt !== null && issuedAt > signedAt + SKEW_SECONDS) throw new Refused('policy-damaged');
  const signers = [...trust.list.values()].flat();
  if (signers.some(({ jwk }) => refusedKeys.has(jwk.x ?? ''))) throw new Refused('policy-forged');
  const sites = openSites(policy, {
    states: readWhole(directory, SITE_STATES_TARGET, listed),
    list: readWhole(directory, SITE_LIST_TARGET, listed),
  });
  const prefixes = use === 'leave' ? undefined : openRevocationsTarget(directory, listed, use === 'hold');
  const all = [root, timestamp, snapshot, targets, ...delegated.map(({ metadata }) => metadata)];
  const ends = [...all.map(({ signed }) => seconds(signed.expires)), seconds(policy.notAfter)];
  return {
    policy,
    trust,
    revocations: buildRevocations(revokedIn(policy), prefixes),
    sites,
    trustedRoot: trusted.digest,
    signedAt: Math.max(issuedAt, signedAt ?? 0),
    expiresAt: Math.min(...ends, signedAt === null ? Infinity : signedAt + TIMESTAMP_LIFE_SECONDS),
    versions: {
      root: root.signed.version,
      timestamp: timestamp.signed.version,
      snapshot: snapshot.signed.version,
      targets: targets.signed.version,
      policy: policy.version,
    },
    listed: [...listed.keys()],
    content: contentOf(root, targets, listed),
  };
}

/**
 * When the timestamp was signed: the specification has no field for it, and allows others (TUF §4.1). Only the demo's,
 * which comes with the app and is signed once, says nothing.
 */
function signingTime(root: Metadata<Root>, { signed }: Metadata<Timestamp>): EpochSeconds | null {
  const said = signed.unrecognizedFields['x-signed-at'];
  if (said === undefined && root.signed.unrecognizedFields['x-demo'] === true) return null;
  const signedAt = seconds(said);
  if (signedAt > seconds(signed.expires)) throw new Refused('policy-damaged');
  return signedAt;
}

function openSnapshot(directory: string, root: Metadata<Root>, timestamp: Metadata<Timestamp>): Metadata<Snapshot> {
  const snapshot = Metadata.fromJSON(
    MetadataKind.Snapshot,
    json(readListed(join(directory, 'snapshot.json'), timestamp.signed.snapshotMeta)),
  );
  verify(root, MetadataKind.Snapshot, snapshot);
  if (snapshot.signed.version !== timestamp.signed.snapshotMeta.version) throw new Refused('policy-damaged');
  return snapshot;
}

function openTargets(directory: string, root: Metadata<Root>, snapshot: Metadata<Snapshot>): Metadata<Targets> {
  const listed = snapshot.signed.meta['targets.json'];
  if (listed === undefined) throw new Refused('policy-damaged');
  const targets = Metadata.fromJSON(MetadataKind.Targets, json(readListed(join(directory, 'targets.json'), listed)));
  verify(root, MetadataKind.Targets, targets);
  if (targets.signed.version !== listed.version) throw new Refused('policy-damaged');
  return targets;
}

interface Delegated {
  readonly metadata: Metadata<Targets>;
  readonly listed: readonly (readonly [TargetPath, TargetFile])[];
}

/** @returns `undefined` for a role that has not published anything yet */
function openDelegated(
  directory: string,
  name: OnlineRole,
  targets: Metadata<Targets>,
  snapshot: Metadata<Snapshot>,
): Delegated | undefined {
  const listed = snapshot.signed.meta[`${name}.json`];
  const role = targets.signed.delegations?.roles?.[name];
  if (listed === undefined) return undefined;
  // A role that was given other paths would not be found by whoever walks the delegations.
  if (role?.paths?.length !== 1 || role.paths[0] !== ONLINE_PATHS[name]) throw new Refused('policy-damaged');
  const bytes = readListed(join(directory, `${name}.json`), listed);
  const metadata = Metadata.fromJSON(MetadataKind.Targets, json(bytes));
  verify(targets, name, metadata);
  const [first, ...others] = ONLINE_TARGETS[name].map((path) => ({ path, target: metadata.signed.targets[path] }));
  // A role that lists nothing takes back what it had: an empty list has to be signed as one.
  if (metadata.signed.version !== listed.version || first?.target === undefined) throw new Refused('policy-damaged');
  const there = [first, ...others].flatMap(({ path, target }) =>
    target === undefined ? [] : [[path, target] as const],
  );
  return { metadata, listed: there };
}

type Listed = ReadonlyMap<TargetPath, TargetFile>;

/** Rules are the people's: no delegation is asked for them. */
function policyTarget({ signed }: Metadata<Targets>): TargetFile {
  const target = signed.targets[POLICY_TARGET];
  if (target === undefined) throw new Refused('policy-damaged');
  return target;
}

type OpenedRules = Pick<OpenedPolicy, 'policy' | 'trust'>;

/** The rules opened last, by their hash: an hour's news seldom brings others, and trying a hundred rules takes its time. */
let lastOpened: (OpenedRules & { readonly hash: string }) | undefined;

function openRules(directory: string, listed: Listed): OpenedRules {
  const bytes = readWhole(directory, POLICY_TARGET, listed) ?? Buffer.alloc(0);
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (lastOpened?.hash !== hash) {
    const policy = parsePolicy(json(bytes));
    if (!policy.ok) throw new Refused(policy.fault);
    lastOpened = { hash, policy: policy.value, trust: openTrustList(policy.value.trust, primitives) };
  }
  return lastOpened;
}

/** @returns `undefined` where it is not to be held, or there is none */
function openRevocationsTarget(directory: string, listed: Listed, isHeld: boolean): RevokedPrefixes | undefined {
  const target = listed.get(REVOCATIONS_TARGET);
  if (target === undefined) return undefined;
  const pieces = readTarget(directory, REVOCATIONS_TARGET, target);
  if (!isHeld) {
    if (!isListOfPrefixes(pieces, target.length)) throw new Refused('policy-damaged');
    return undefined;
  }
  const prefixes = openRevocations(pieces, target.length);
  if (!prefixes.ok) throw new Refused('policy-damaged');
  return prefixes.value;
}

function readWhole(directory: string, path: TargetPath, listed: Listed): Buffer | null {
  const target = listed.get(path);
  if (target === undefined) return null;
  return Buffer.concat(Array.from(readTarget(directory, path, target), (piece) => Buffer.from(piece)));
}

/** Who may sign, and what they have signed: all that makes a difference to a visitor, but for when it was signed. */
function contentOf({ signed: { keys, roles } }: Metadata<Root>, { signed }: Metadata<Targets>, listed: Listed): string {
  const named = <T extends { toJSON(): unknown }>(of: Readonly<Record<string, T>>): object =>
    Object.fromEntries(Object.entries(of).map(([name, one]) => [name, one.toJSON()]));
  const targets = Object.fromEntries(listed);
  const content = { keys: named(keys), roles: named(roles), delegations: signed.delegations?.toJSON() ?? null };
  return createHash('sha256')
    .update(canonicalize({ ...content, targets: named(targets) }))
    .digest('hex');
}
