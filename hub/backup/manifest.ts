import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UUID } from '../../shared/uuid.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { sha256, type HubKey } from '../crypto.ts';
import { signManifest, isManifestOf } from './signature.ts';

const FILE = 'manifest.json';
const SIGNATURE = 'manifest.signature';

/** A name that is written into SQL and into a path: ours are all of this form. */
const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/u);
const count = z.int().nonnegative();

const partSchema = z.object({
  /** The table whose rows these are: a day's partition, or the table itself. */
  table: name,
  /** Its columns in the order of the file. */
  columns: z.array(name).min(1),
  rows: count,
  /** In the backup's folder: `COPY … (format binary)` of PostgreSQL, compressed by gzip. */
  file: z.string().regex(/^[a-z][a-z0-9_]{0,62}\.copy\.gz$/u),
  bytes: count,
  /** Of the file as it lies there, in hex as `sha256sum` writes it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type Part = z.infer<typeof partSchema>;

const manifestSchema = z.object({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  /** Migrations that had run. */
  version: z.int().positive(),
  epoch: z.string().regex(UUID),
  /** Thumbprint (RFC 7638) of the hub's key, base64url; `null`: the backup was not told it, or is of before it was kept. */
  hubKey: z
    .string()
    .regex(/^[\w-]{43}$/u)
    .nullable()
    .default(null),
  /** In an order in which each can be filled: what is referred to comes first. */
  parts: z
    .array(partSchema)
    .refine((parts) => new Set(parts.map(({ table }) => table)).size === parts.length, 'a table twice'),
});

/** What a backup consists of; written last, so that a folder without one is no backup. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Number of entries in all days. */
export function countEntries({ parts }: Manifest): number {
  return parts.filter(({ table }) => /^entry_\d{8}$/u.test(table)).reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * On disk, and complete, when this resolves.
 *
 * @param key the hub's, which signs it; `null`: nobody does
 * @returns SHA-256 of the file in hex
 */
export async function writeManifest(folder: string, manifest: Manifest, key: HubKey | null): Promise<string> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  if (key !== null) await writeSynced(join(folder, SIGNATURE), `${signManifest(key, Buffer.from(text))}\n`);
  const unfinished = join(folder, `${FILE}.unfinished`);
  await writeSynced(unfinished, text);
  await rename(unfinished, join(folder, FILE));
  await syncFolder(folder);
  return sha256(text).toString('hex');
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export type ManifestFault = 'backup-incomplete' | 'backup-damaged' | 'backup-newer';

/** A manifest as it lies there. */
export interface FoundManifest {
  readonly manifest: Manifest;
  /** Whether a hub has signed it. */
  readonly isOf: (key: HubKey) => boolean;
}

/** `backup-incomplete`: there is none, as after a backup that was cut off. `backup-newer`: of a release after this one. */
export async function readManifest(folder: string, newest: number): Promise<Result<FoundManifest, ManifestFault>> {
  const bytes = await readIfThere(join(folder, FILE));
  if (bytes === null) return fail('backup-incomplete');
  const signature = await readIfThere(join(folder, SIGNATURE));
  const json = parseJson(bytes.toString());
  const head = z.object({ format: z.int(), version: z.int() }).safeParse(json);
  if (head.success && (head.data.format > 1 || head.data.version > newest)) return fail('backup-newer');
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) return fail('backup-damaged');
  const isOf = (key: HubKey): boolean => signature !== null && isManifestOf(key, bytes, signature.toString());
  return ok({ manifest: parsed.data, isOf });
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told as what does not fit the schema.
    return undefined;
  }
}
