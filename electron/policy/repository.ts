import { Metadata, Snapshot, Targets, Timestamp } from '@tufjs/models';
import { POLICY_TARGET, REVOCATIONS_TARGET, rootOf, targetsOf, type Roles } from './roles.ts';
import { describe, listing, seal, SPEC_VERSION, type SigningKey } from './signing.ts';

export interface RepositoryKeys {
  /** Those who may sign a root; all of them sign this one. */
  readonly root: readonly SigningKey[];
  readonly targets: SigningKey;
  /** Signs what a list of revocations is delegated to, too. */
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
  /** When the timestamp was signed, RFC 3339; absent: it does not say. */
  readonly signedAt?: string | undefined;
  /** Marks a root that only demo mode may trust. */
  readonly isDemo: boolean;
}

/** File names within the repository, in the order in which they are verified. */
export const REPOSITORY_FILES = [
  'root.json',
  'timestamp.json',
  'snapshot.json',
  'targets.json',
  `targets/${POLICY_TARGET}`,
] as const;

export type Repository = Readonly<Record<(typeof REPOSITORY_FILES)[number], Buffer> & Record<string, Buffer>>;

/**
 * Builds a whole TUF repository at once, without consistent snapshots: one that comes with the app.
 *
 * The same plan gives the same bytes.
 *
 * @see docs/policy.md, "How it is signed"
 */
export function buildRepository(plan: RepositoryPlan): Repository {
  const { keys, policy, revocations, version, expires, signedAt } = plan;
  const common = { version, specVersion: SPEC_VERSION, expires };
  const roles = rolesOf(plan);
  const written = targetsOf(roles, { version, expires, targets: [describe(POLICY_TARGET, policy)] });
  const targets = seal(new Metadata(written), [keys.targets]);
  const delegated: Record<string, Buffer> = {};
  if (revocations !== undefined) {
    const list = { [REVOCATIONS_TARGET]: describe(REVOCATIONS_TARGET, revocations) };
    delegated['revocations.json'] = seal(new Metadata(new Targets({ ...common, targets: list })), [keys.snapshot]);
  }
  const listed = Object.fromEntries(
    Object.entries({ 'targets.json': targets, ...delegated }).map(([name, bytes]) => [name, listing(bytes, version)]),
  );
  const snapshot = seal(new Metadata(new Snapshot({ ...common, meta: listed })), [keys.snapshot]);
  const said = signedAt === undefined ? {} : { unrecognizedFields: { 'x-signed-at': signedAt } };
  const timestamp = new Metadata(new Timestamp({ ...common, ...said, snapshotMeta: listing(snapshot, version) }));
  const root = rootOf(roles, { ...plan, version: plan.rootVersion ?? version, isConsistent: false });
  return {
    'root.json': seal(new Metadata(root), keys.root),
    'timestamp.json': seal(timestamp, [keys.timestamp]),
    'snapshot.json': snapshot,
    'targets.json': targets,
    ...delegated,
    'targets/policy.json': policy,
    ...(revocations === undefined ? {} : { [`targets/${REVOCATIONS_TARGET}`]: revocations }),
  };
}

function rolesOf({ keys, rootKeys = keys.root, rootThreshold }: RepositoryPlan): Roles {
  const one = ({ x }: SigningKey): Roles['targets'] => ({ threshold: 1, keys: [x] });
  return {
    root: { threshold: rootThreshold, keys: rootKeys.map(({ x }) => x) },
    targets: one(keys.targets),
    snapshot: one(keys.snapshot),
    timestamp: one(keys.timestamp),
    revocations: one(keys.snapshot),
    sites: one(keys.snapshot),
  };
}
