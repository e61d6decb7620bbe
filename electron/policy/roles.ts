import { Root, Targets, type TargetFile } from '@tufjs/models';
import { publicKey, SPEC_VERSION } from './signing.ts';

/** How many of which keys a role is signed by. */
export interface Role {
  readonly threshold: number;
  /** Ed25519 public keys, base64url. */
  readonly keys: readonly string[];
}

/** Who signs what in a repository. */
export interface Roles {
  /** People; they sign offline, and seldom: who may sign all the rest. */
  readonly root: Role;
  /** People; they sign offline: the rules, the trust list, the office's keys. */
  readonly targets: Role;
  readonly snapshot: Role;
  readonly timestamp: Role;
  /** What may change by the hour. */
  readonly revocations: Role;
  readonly sites: Role;
}

/**
 * What may be signed online, and under which paths. A kiosk looks for each file with the role named here only: whoever
 * takes the online keys can neither change a rule nor trust an issuer.
 */
export const ONLINE_PATHS = { revocations: 'revocations/*', sites: 'sites/*' } as const;
export const POLICY_TARGET = 'policy.json';
export const REVOCATIONS_TARGET = 'revocations/all.bin';
export const SITE_STATES_TARGET = 'sites/states.json';
export const SITE_LIST_TARGET = 'sites/all.json';

export type OnlineRole = keyof typeof ONLINE_PATHS;
export const ONLINE_ROLES = ['revocations', 'sites'] as const satisfies readonly OnlineRole[];

/**
 * All that a kiosk takes from a repository besides metadata: the role its place is delegated to, and a size far above
 * any real one, beyond which it is neither fetched nor read. A list of revocations may have 16 million prefixes, one of
 * sites 30,000, of some 300 bytes each.
 */
export const TARGETS = {
  [POLICY_TARGET]: { role: null, maxBytes: 32 * 1024 * 1024 },
  [REVOCATIONS_TARGET]: { role: 'revocations', maxBytes: 128 * 1024 * 1024 },
  [SITE_STATES_TARGET]: { role: 'sites', maxBytes: 4 * 1024 * 1024 },
  [SITE_LIST_TARGET]: { role: 'sites', maxBytes: 16 * 1024 * 1024 },
} as const satisfies Readonly<Record<string, { role: OnlineRole | null; maxBytes: number }>>;

/** The files of each; a role that has published anything lists the first, and any other once it was there. */
export const ONLINE_TARGETS = {
  revocations: [REVOCATIONS_TARGET],
  sites: [SITE_STATES_TARGET, SITE_LIST_TARGET],
} as const satisfies Readonly<Record<OnlineRole, readonly [TargetPath, ...TargetPath[]]>>;

export type TargetPath = keyof typeof TARGETS;
export const TARGET_PATHS = [
  POLICY_TARGET,
  REVOCATIONS_TARGET,
  SITE_STATES_TARGET,
  SITE_LIST_TARGET,
] as const satisfies readonly TargetPath[];

/** @see The Update Framework specification §4.3 */
export function rootOf(
  { root, targets, snapshot, timestamp }: Roles,
  options: { version: number; expires: string; isConsistent: boolean; isDemo: boolean },
): Root {
  const roles = { root, targets, snapshot, timestamp };
  const keys = Object.values(roles).flatMap((role) => role.keys.map(publicKey));
  return Root.fromJSON({
    _type: 'root',
    spec_version: SPEC_VERSION,
    version: options.version,
    expires: options.expires,
    consistent_snapshot: options.isConsistent,
    ...(options.isDemo ? { 'x-demo': true } : {}),
    keys: Object.fromEntries(keys.map((key) => [key.keyID, key.toJSON()])),
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, role]) => [
        name,
        { keyids: role.keys.map((x) => publicKey(x).keyID), threshold: role.threshold },
      ]),
    ),
  });
}

/**
 * What the people sign: the rules, and who signs the rest for them.
 *
 * @see The Update Framework specification §4.5
 */
export function targetsOf(
  roles: Pick<Roles, OnlineRole>,
  options: { version: number; expires: string; targets: readonly TargetFile[] },
): Targets {
  const keys = ONLINE_ROLES.flatMap((name) => roles[name].keys.map(publicKey));
  return Targets.fromJSON({
    _type: 'targets',
    spec_version: SPEC_VERSION,
    version: options.version,
    expires: options.expires,
    targets: Object.fromEntries(options.targets.map((target) => [target.path, target.toJSON()])),
    delegations: {
      keys: Object.fromEntries(keys.map((key) => [key.keyID, key.toJSON()])),
      roles: ONLINE_ROLES.map((name) => ({
        name,
        keyids: roles[name].keys.map((x) => publicKey(x).keyID),
        threshold: roles[name].threshold,
        terminating: true,
        paths: [ONLINE_PATHS[name]],
      })),
    },
  });
}

/** Who signs for a role, as a root says. */
export function roleIn({ roles, keys }: Root, name: 'root' | 'targets' | 'snapshot' | 'timestamp'): Role {
  const role = roles[name];
  if (role === undefined) throw new Error(`the root names no ${name}`);
  return { threshold: role.threshold, keys: role.keyIDs.map((keyId) => xOf(keys[keyId]?.keyVal['public'] ?? '')) };
}

function xOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}
