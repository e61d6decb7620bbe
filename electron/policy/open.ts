import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  Metadata,
  MetadataKind,
  type MetaFile,
  type Root,
  type Snapshot,
  type TargetFile,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import { parsePolicy, revokedIn, type Policy, type PolicyFault } from '../../shared/policy/policy.ts';
import {
  buildRevocations,
  openRevocations,
  type Revocations,
  type RevokedPrefixes,
} from '../../shared/credential/revocation.ts';
import { openTrustList } from '../../shared/credential/trust-list.ts';
import type { RepositoryVersions } from '../../shared/policy/versions.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { primitives } from '../crypto.ts';
import { parseDateTime, type EpochSeconds } from '../../shared/time.ts';
import { piecesOf } from './pieces.ts';
import { ONLINE_PATHS, ONLINE_ROLES, POLICY_TARGET, REVOCATIONS_TARGET, type OnlineRole } from './roles.ts';

export interface PolicySource {
  /** A TUF repository: root.json, timestamp.json, snapshot.json, targets.json, targets/policy.json and what it delegates. */
  readonly directory: string;
  /** The root the repository must be signed under; it comes with the app or from enrolment, never from the repository. */
  readonly trustedRootPath: string;
  /** Ed25519 public keys, base64url, that may sign nothing here: the published demo keys, on a venue's kiosk. */
  readonly refusedKeys: ReadonlySet<string>;
  /** Leaves the long list of revoked prefixes on the disk, where only the rest is asked for. */
  readonly isWithoutPrefixes?: boolean;
}

export interface OpenedPolicy {
  readonly policy: Policy;
  /** The policy's own trust list. */
  readonly trust: ReturnType<typeof openTrustList>;
  /** What the policy and its trust list take back by name, and the repository's list of prefixes. */
  readonly revocations: Revocations;
  /** The latest moment that the repository's signers put their names to. */
  readonly signedAt: EpochSeconds;
  /** Of metadata and policy, all of which only ever grow under one root. */
  readonly versions: RepositoryVersions;
  /** First second at which the policy or its timestamp is no longer to be judged by, whichever is first. */
  readonly expiresAt: EpochSeconds;
}

/** Far above any real file; what is larger is not read. Metadata holds a few keys and signatures, a policy every rule. */
const MAX_METADATA_BYTES = 1024 * 1024;
const MAX_POLICY_BYTES = 32 * 1024 * 1024;
/** An Ed25519 key as TUF writes it, in one way only, so that no key passes as another by its spelling. */
const PUBLIC_KEY = /^[0-9a-f]{64}$/u;
/** 16 million prefixes of 8 bytes. */
const MAX_REVOCATIONS_BYTES = 128 * 1024 * 1024;

/** Thrown within this file only, to leave the chain of checks at its first fault. */
class Refused extends Error {
  readonly fault: Exclude<PolicyFault, 'policy-expired' | 'policy-rolled-back'>;
  constructor(fault: Exclude<PolicyFault, 'policy-expired' | 'policy-rolled-back'>) {
    super(fault);
    this.fault = fault;
  }
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

function open({ directory, trustedRootPath, refusedKeys, isWithoutPrefixes = false }: PolicySource): OpenedPolicy {
  const root = openRoot(directory, trustedRootPath, refusedKeys);
  const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, json(read(join(directory, 'timestamp.json'))));
  verify(root, MetadataKind.Timestamp, timestamp);
  const snapshot = openSnapshot(directory, root, timestamp);
  const targets = openTargets(directory, root, snapshot);
  const delegated = ONLINE_ROLES.flatMap((name) => openDelegated(directory, name, targets, snapshot) ?? []);
  const policy = openPolicyTarget(directory, targets);
  const trust = openTrustList(policy.trust, primitives);
  const prefixes = isWithoutPrefixes ? undefined : openRevocationsTarget(directory, delegated);
  const signers = [...trust.list.values()].flat();
  if (signers.some(({ jwk }) => refusedKeys.has(jwk.x ?? ''))) throw new Refused('policy-forged');
  const all = [root, timestamp, snapshot, targets, ...delegated.map(({ metadata }) => metadata)];
  return {
    policy,
    trust,
    revocations: buildRevocations(revokedIn(policy), prefixes),
    signedAt: Math.max(seconds(policy.issuedAt), signingTime(timestamp) ?? 0),
    expiresAt: Math.min(...all.map(({ signed }) => seconds(signed.expires)), seconds(policy.notAfter)),
    versions: {
      root: root.signed.version,
      timestamp: timestamp.signed.version,
      snapshot: snapshot.signed.version,
      targets: targets.signed.version,
      policy: policy.version,
    },
  };
}

/** When the timestamp was signed: the specification has no field for it, and allows others (TUF §4.1). */
function signingTime({ signed: { unrecognizedFields } }: Metadata<Timestamp>): EpochSeconds | null {
  const said = unrecognizedFields['x-signed-at'];
  return typeof said === 'string' ? seconds(said) : null;
}

/** Each root vouches for the next, from the trusted one on; where there are none between, for the repository's own. */
function openRoot(directory: string, trustedRootPath: string, refusedKeys: ReadonlySet<string>): Metadata<Root> {
  let root = Metadata.fromJSON(MetadataKind.Root, json(read(trustedRootPath)));
  checkKeys(root.signed, refusedKeys);
  const between: string[] = [];
  for (let version = root.signed.version + 1; existsSync(join(directory, `${version}.root.json`)); version += 1) {
    between.push(`${version}.root.json`);
  }
  for (const name of [...between, 'root.json']) {
    const next = Metadata.fromJSON(MetadataKind.Root, json(read(join(directory, name))));
    verify(root, MetadataKind.Root, next);
    checkKeys(next.signed, refusedKeys);
    verify(next, MetadataKind.Root, next);
    if (next.signed.version < root.signed.version) throw new Refused('policy-forged');
    root = next;
  }
  return root;
}

/** Of the trusted root too: a root that replaces it is only as good as the keys that vouch for it. */
function checkKeys({ keys }: Root, refusedKeys: ReadonlySet<string>): void {
  const written = Object.values(keys).map(({ keyType, scheme, keyVal }) => ({
    keyType,
    scheme,
    key: keyVal['public'],
  }));
  const isPlain = written.every(
    ({ keyType, scheme, key = '' }) => keyType === 'ed25519' && scheme === 'ed25519' && PUBLIC_KEY.test(key),
  );
  // One key under two names would be counted as two people.
  if (!isPlain || new Set(written.map(({ key }) => key)).size < written.length) throw new Refused('policy-damaged');
  if (written.some(({ key = '' }) => refusedKeys.has(Buffer.from(key, 'hex').toString('base64url')))) {
    throw new Refused('policy-forged');
  }
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
  readonly name: OnlineRole;
  readonly metadata: Metadata<Targets>;
}

/** @returns `undefined` for a role to which nothing is delegated, or that has not published anything yet */
function openDelegated(
  directory: string,
  name: OnlineRole,
  targets: Metadata<Targets>,
  snapshot: Metadata<Snapshot>,
): Delegated | undefined {
  const listed = snapshot.signed.meta[`${name}.json`];
  const role = targets.signed.delegations?.roles?.[name];
  if (listed === undefined || role === undefined) return undefined;
  // A role that was given other paths would not be found by whoever walks the delegations.
  if (role.paths?.length !== 1 || role.paths[0] !== ONLINE_PATHS[name]) throw new Refused('policy-damaged');
  const bytes = readListed(join(directory, `${name}.json`), listed);
  const metadata = Metadata.fromJSON(MetadataKind.Targets, json(bytes));
  verify(targets, name, metadata);
  if (metadata.signed.version !== listed.version) throw new Refused('policy-damaged');
  return { name, metadata };
}

/** Rules are the people's: no delegation is asked for them. */
function openPolicyTarget(directory: string, { signed }: Metadata<Targets>): Policy {
  const target = signed.targets[POLICY_TARGET];
  if (target === undefined) throw new Refused('policy-damaged');
  const pieces = [...readTarget(directory, target, MAX_POLICY_BYTES)];
  const policy = parsePolicy(json(Buffer.concat(pieces)));
  if (!policy.ok) throw new Refused(policy.fault);
  return policy.value;
}

function openRevocationsTarget(directory: string, delegated: readonly Delegated[]): RevokedPrefixes | undefined {
  const role = delegated.find(({ name }) => name === 'revocations');
  const target = role?.metadata.signed.targets[REVOCATIONS_TARGET];
  if (target === undefined) return undefined;
  const prefixes = openRevocations(readTarget(directory, target, MAX_REVOCATIONS_BYTES), target.length);
  if (!prefixes.ok) throw new Refused('policy-damaged');
  return prefixes.value;
}

/** Reads a target in pieces; whoever has taken the last one knows that its length and hash are as listed. */
function* readTarget(directory: string, { path, length, hashes }: TargetFile, maxBytes: number): Generator<Uint8Array> {
  const file = join(directory, 'targets', path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new Refused('policy-missing');
  if (!found.isFile() || found.size > maxBytes || found.size !== length) throw new Refused('policy-damaged');
  const hash = createHash('sha256');
  for (const piece of piecesOf(file)) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== hashes['sha256']) throw new Refused('policy-damaged');
}

function verify(
  delegator: Metadata<Root> | Metadata<Targets>,
  role: MetadataKind | OnlineRole,
  metadata: Metadata<Root | Timestamp | Snapshot | Targets>,
): void {
  try {
    delegator.verifyDelegate(role, metadata);
  } catch {
    // Too few good signatures is all this call can find.
    throw new Refused('policy-forged');
  }
}

function read(path: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Refused('policy-missing');
  if (!found.isFile() || found.size > MAX_METADATA_BYTES) throw new Refused('policy-damaged');
  return readFileSync(path);
}

/** The signature over a file that does not match its listing would be of another version: mix-and-match. */
function readListed(path: string, listed: MetaFile): Buffer {
  const bytes = read(path);
  // The library checks length and hashes where they are listed, by the order the specification gives (§5.5.2).
  if (listed.length !== undefined || listed.hashes !== undefined) listed.verify(bytes);
  return bytes;
}

type Json = Parameters<typeof Metadata.fromJSON>[1];

function json(bytes: Buffer): Json {
  return JSON.parse(bytes.toString('utf8')) as Json;
}

function seconds(text: string): EpochSeconds {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Refused('policy-damaged');
  return parsed.value;
}
