import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { Key, Metadata, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models';

/** Builds the small TUF repository in which a policy is signed. @see docs/policy.md §5 */
const SPEC_VERSION = '1.0.31';

/** A key that signs a role of the repository. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Public half: base64url of its 32 bytes. */
  readonly x: string;
  readonly key: Key;
}

export interface RepositoryKeys {
  /** Those who may sign a root; all of them sign this one. */
  readonly root: readonly SigningKey[];
  readonly targets: SigningKey;
  readonly snapshot: SigningKey;
  readonly timestamp: SigningKey;
}

export interface RepositoryPlan {
  readonly keys: RepositoryKeys;
  /** How many of the root keys must sign a root. */
  readonly rootThreshold: number;
  readonly policy: Buffer;
  /** Prefixes of what was taken back, 8 bytes each in ascending order; absent: no such target. */
  readonly revocations?: Buffer;
  /** Version of every metadata file, of the root too where it has none of its own. */
  readonly version: number;
  readonly rootVersion?: number;
  /** Whose keys the root names, where more have to sign it: those of the root before. */
  readonly rootKeys?: readonly SigningKey[];
  /** RFC 3339; of every metadata file. */
  readonly expires: string;
  /** Marks a root that only demo mode may trust. */
  readonly isDemo: boolean;
}

/** File names within the repository, in the order in which they are verified. */
export const REPOSITORY_FILES = [
  'root.json',
  'timestamp.json',
  'snapshot.json',
  'targets.json',
  'targets/policy.json',
] as const;

export type Repository = Readonly<
  Record<(typeof REPOSITORY_FILES)[number], Buffer> & { 'targets/revocations.bin'?: Buffer }
>;

/** Makes a key of a private Ed25519 JWK. Its TUF key id is the SHA-256 of its canonical public form (TUF §4.2). */
export function signingKey(jwk: { kty: string; crv: string; x: string; d: string }): SigningKey {
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const written = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: Buffer.from(x, 'base64url').toString('hex') },
  };
  return { privateKey, x, key: Key.fromJSON(sha256(Buffer.from(canonicalize(written))), written) };
}

/** The same plan gives the same bytes: Ed25519 signatures have no randomness in them (RFC 8032 §5.1.6). */
export function buildRepository(plan: RepositoryPlan): Repository {
  const { keys, policy, revocations, version, expires } = plan;
  const common = { version, specVersion: SPEC_VERSION, expires };
  const described = {
    'policy.json': describe('policy.json', policy),
    ...(revocations === undefined ? {} : { 'revocations.bin': describe('revocations.bin', revocations) }),
  };
  const targets = seal(new Metadata(new Targets({ ...common, targets: described })), [keys.targets]);
  const listed = { 'targets.json': listing(targets, version) };
  const snapshot = seal(new Metadata(new Snapshot({ ...common, meta: listed })), [keys.snapshot]);
  const timestamp = new Metadata(new Timestamp({ ...common, snapshotMeta: listing(snapshot, version) }));
  return {
    'root.json': seal(new Metadata(buildRoot(plan)), keys.root),
    'timestamp.json': seal(timestamp, [keys.timestamp]),
    'snapshot.json': snapshot,
    'targets.json': targets,
    'targets/policy.json': policy,
    ...(revocations === undefined ? {} : { 'targets/revocations.bin': revocations }),
  };
}

function describe(path: string, bytes: Buffer): TargetFile {
  return new TargetFile({ path, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

function buildRoot({ keys, rootThreshold, version, expires, isDemo, ...plan }: RepositoryPlan): Root {
  const { rootVersion = version, rootKeys = keys.root } = plan;
  const one = ({ key }: SigningKey): object => ({ keyids: [key.keyID], threshold: 1 });
  const all = [...rootKeys, keys.targets, keys.snapshot, keys.timestamp];
  return Root.fromJSON({
    _type: 'root',
    spec_version: SPEC_VERSION,
    version: rootVersion,
    expires,
    consistent_snapshot: false,
    ...(isDemo ? { 'x-demo': true } : {}),
    keys: Object.fromEntries(all.map(({ key }) => [key.keyID, key.toJSON()])),
    roles: {
      root: { keyids: rootKeys.map(({ key }) => key.keyID), threshold: rootThreshold },
      targets: one(keys.targets),
      snapshot: one(keys.snapshot),
      timestamp: one(keys.timestamp),
    },
  } as Parameters<typeof Root.fromJSON>[0]);
}

/** Signs metadata and writes it out as it is to be stored. */
export function seal(
  metadata: Metadata<Root | Targets | Snapshot | Timestamp>,
  signers: readonly SigningKey[],
): Buffer {
  for (const { key, privateKey } of signers) {
    metadata.sign((data) => new Signature({ keyID: key.keyID, sig: sign(null, data, privateKey).toString('hex') }));
  }
  return Buffer.from(`${JSON.stringify(metadata.toJSON(), null, 1)}\n`);
}

function listing(bytes: Buffer, version: number): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
