import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  Metadata,
  MetadataKind,
  type MetaFile,
  type Root,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import { z } from 'zod';
import { makeFolder } from '../folders.ts';
import { parseDateTime, type EpochSeconds } from '../../shared/time.ts';
import { ONLINE_ROLES, type OnlineRole, type Roles } from './roles.ts';
import { signingKey, type SigningKey } from './signing.ts';

/**
 * The folder in which a health office writes, signs and publishes its rules:
 *
 * - `policy.json`: the rules as they are written
 * - `roles.json`: who signs what
 * - `sites.json`: how busy sampling sites are, if it is known
 * - `site-list.json`: which there are, if they are not named in the rules
 * - `hub-revocations.json`: what a hub has taken back of what it has signed, if it is known
 * - `drafts/`: what waits for more signatures
 * - `repository/`: what is served to kiosks, or copied to a stick for them
 * - `lock`: empty; held by whoever is signing or publishing
 */
export interface Office {
  readonly folder: string;
  readonly roles: Roles;
}

/** Thrown where an office's folder or keys cannot do what is asked; the message says what to do. */
export class OfficeError extends Error {}

/** What has been published, as the newest files of the repository say. */
export interface Published {
  readonly root: Metadata<Root> | null;
  readonly timestamp: Metadata<Timestamp> | null;
  readonly snapshot: Metadata<Snapshot> | null;
  readonly targets: Metadata<Targets> | null;
  readonly delegated: Readonly<Record<OnlineRole, Metadata<Targets> | null>>;
}

const publicX = z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u, 'not an Ed25519 public key (the "x" of its JWK)');
const role = z
  .strictObject({ threshold: z.int().min(1), keys: z.array(publicX).min(1) })
  .refine(({ threshold, keys }) => threshold <= keys.length, 'a threshold above the number of keys')
  .refine(({ keys }) => new Set(keys).size === keys.length, 'a key twice');
const rolesSchema: z.ZodType<Roles> = z.strictObject({
  root: role,
  targets: role,
  snapshot: role,
  timestamp: role,
  revocations: role,
  sites: role,
});

const privateJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: publicX, d: publicX });

export const REPOSITORY = 'repository';
export const DRAFTS = 'drafts';

/** @throws OfficeError */
export function openOffice(folder: string): Office {
  const path = join(folder, 'roles.json');
  const checked = rolesSchema.safeParse(readJson(path));
  if (checked.success) return { folder, roles: checked.data };
  const issue = checked.error.issues[0];
  throw new OfficeError(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not of the expected form'}`);
}

/** @throws OfficeError, without what is in the file */
export function readSigningKey(path: string): SigningKey {
  try {
    const jwk = privateJwk.parse(JSON.parse(readFileSync(path, 'utf8')));
    const key = signingKey(jwk);
    if (key.x === jwk.x) return key;
  } catch {
    // The parser's own message could quote the key.
  }
  throw new OfficeError(`${path}: not a readable private Ed25519 JWK, as \`sentinel policy keygen\` makes it`);
}

export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new OfficeError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws OfficeError where the repository is not whole */
export function readPublished({ folder }: Office): Published {
  const at = join(folder, REPOSITORY);
  const none = { timestamp: null, snapshot: null, targets: null, delegated: { revocations: null, sites: null } };
  const rootName = newestRoot(at);
  if (rootName === null) return { root: null, ...none };
  try {
    const root = Metadata.fromJSON(MetadataKind.Root, metadataIn(at, rootName));
    if (!existsSync(join(at, 'timestamp.json'))) return { root, ...none };
    const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, metadataIn(at, 'timestamp.json'));
    const { version } = timestamp.signed.snapshotMeta;
    const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, metadataIn(at, `${version}.snapshot.json`));
    const { meta } = snapshot.signed;
    const listed = (name: string): Metadata<Targets> | null => {
      const file: MetaFile | undefined = meta[`${name}.json`];
      if (file === undefined) return null;
      return Metadata.fromJSON(MetadataKind.Targets, metadataIn(at, `${file.version}.${name}.json`));
    };
    const [revocations, sites] = ONLINE_ROLES.map(listed);
    const delegated = { revocations: revocations ?? null, sites: sites ?? null };
    return { root, timestamp, snapshot, targets: listed('targets'), delegated };
  } catch (error) {
    throw new OfficeError(`${at} is not whole: ${error instanceof Error ? error.message : String(error)}`);
  }
}

type MetadataJson = Parameters<typeof Metadata.fromJSON>[1];

export function metadataIn(folder: string, name: string): MetadataJson {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as MetadataJson;
}

function newestRoot(at: string): string | null {
  const versions = existsSync(at)
    ? readdirSync(at).flatMap((name) => /^(?<version>\d{1,9})\.root\.json$/u.exec(name)?.groups?.['version'] ?? [])
    : [];
  return versions.length === 0 ? null : `${Math.max(...versions.map(Number))}.root.json`;
}

/** Whoever reads at the same time finds the old file or the new one. */
export function writeWhole(path: string, bytes: string | Uint8Array): void {
  makeFolder(dirname(path));
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  writeFileSync(temporary, bytes, { flush: true });
  renameSync(temporary, path);
}

/** As TUF writes times (§4.1): whole seconds, UTC. */
export function utc(at: EpochSeconds): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}

/** @throws OfficeError */
export function secondsOf(text: string): EpochSeconds {
  const parsed = parseDateTime(text);
  if (parsed.ok) return parsed.value;
  throw new OfficeError(`${JSON.stringify(text)} is not an RFC 3339 time with its zone`);
}
