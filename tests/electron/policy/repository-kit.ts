import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Metadata, MetadataKind, type Root, type Snapshot, type Targets, type Timestamp } from '@tufjs/models';
import { openPolicy, type OpenedPolicy } from '../../../electron/policy/open.ts';
import {
  buildRepository,
  type Repository,
  type RepositoryKeys,
  type RepositoryPlan,
} from '../../../electron/policy/repository.ts';
import { seal, signingKey, type SigningKey } from '../../../electron/policy/signing.ts';
import type { PolicyFault } from '../../../shared/policy/policy.ts';
import type { Result } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

export const RESOURCES = join(import.meta.dirname, '../../../resources');
const POLICY = readFileSync(join(RESOURCES, 'policy', 'targets', 'policy.json'));

export function newKey(): SigningKey {
  return signingKey(newKeyPair('ed25519').privateKey.export({ format: 'jwk' }) as Jwk);
}

type Jwk = Parameters<typeof signingKey>[0];

export function demoKey(name: string): SigningKey {
  return signingKey(JSON.parse(readFileSync(join(RESOURCES, 'demo', 'keys', `${name}.jwk`), 'utf8')) as Jwk);
}

export function newKeys(): RepositoryKeys {
  return { root: [newKey(), newKey(), newKey()], targets: newKey(), snapshot: newKey(), timestamp: newKey() };
}

/** The keys of a venue, the same for all tests of one file. */
export const KEYS = newKeys();

/** A sound repository of a venue, with what the test wants otherwise. */
export function repository(plan: Partial<RepositoryPlan> = {}): Repository {
  const times = { signedAt: '2026-05-12T12:00:00Z', expires: '2030-01-01T00:00:00Z' };
  return buildRepository({
    keys: KEYS,
    rootThreshold: 2,
    policy: POLICY,
    version: 3,
    ...times,
    isDemo: false,
    ...plan,
  });
}

/** Writes files out; `null` leaves one away. */
export function store(folder: string, files: Readonly<Record<string, Buffer | null>>): string {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (bytes === null) rmSync(path, { force: true });
    else writeFileSync(path, bytes);
  }
  return folder;
}

export interface Opening {
  /** What the kiosk was given at enrolment; the sound repository's root unless said otherwise. */
  readonly trustedRoot?: Buffer;
  readonly refusedKeys?: ReadonlySet<string>;
}

/** Opens files as a kiosk would find them on its disk. */
export function open(
  files: Readonly<Record<string, Buffer | null>>,
  { trustedRoot = SOUND['root.json'], refusedKeys = new Set() }: Opening = {},
): Result<OpenedPolicy, PolicyFault> {
  const folder = freshFolder();
  const trustedRootPath = join(folder, 'trusted-root.json');
  writeFileSync(trustedRootPath, trustedRoot);
  const directory = store(join(folder, 'policy'), files);
  return openPolicy({ directory, trustedRootPath, refusedKeys });
}

export const SOUND = repository();
const KINDS = {
  'root.json': MetadataKind.Root,
  'timestamp.json': MetadataKind.Timestamp,
  'snapshot.json': MetadataKind.Snapshot,
  'targets.json': MetadataKind.Targets,
} as const;

/** The same content with other signatures. */
export function resigned(name: keyof typeof KINDS, keys: readonly SigningKey[], bytes: Buffer = SOUND[name]): Buffer {
  const written = JSON.parse(bytes.toString()) as Parameters<typeof Metadata.fromJSON>[1];
  // The overloads want one kind at a time; which it is does not matter for signing.
  const metadata: Metadata<Root | Timestamp | Snapshot | Targets> = Metadata.fromJSON(
    KINDS[name] as MetadataKind.Root,
    { ...written, signatures: [] },
  );
  return seal(metadata, keys);
}
