import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { to as copyTo } from 'pg-copy-streams';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { HubKey } from '../crypto.ts';
import { readEpoch, readVersion } from '../store/migrate.ts';
import { writeManifest, type Manifest, type Part } from './manifest.ts';
import { AT_ONE_MOMENT, inTransaction, type Session } from './session.ts';
import { copyStatement, isHub, listTables, type Table } from './tables.ts';
import { findUnsound, type Unsound } from './verify.ts';

/** `folder-not-empty`: a backup is never written over another. `not-a-hub`: the database is no hub's. */
export type BackupFault = 'folder-not-empty' | 'not-a-hub';

export interface Taken {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's file, in hex. */
  readonly sha256: string;
  /** What does not hold together of what was backed up; it is in the backup as it is. */
  readonly unsound: Unsound;
}

export interface BackupOrder {
  /** Made if it is not there; readable by its owner only. */
  readonly folder: string;
  /** The hub's key, which signs the manifest; `null`: not known. */
  readonly hubKey: HubKey | null;
  readonly now: Date;
}

/** Hashes and sealed bytes do not get smaller, the rest does at once: more effort would only take longer. */
const COMPRESSION_LEVEL = 1;

/**
 * Writes all of a hub's database into a folder, as it was at one moment, while hubs go on. What a break leaves behind
 * has no manifest, and is no backup.
 *
 * @param onPart called for each table that is written
 */
export async function takeBackup(
  url: string,
  { folder, hubKey, now }: BackupOrder,
  onPart: (part: Part) => Promise<void>,
): Promise<Result<Taken, BackupFault>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) return fail('folder-not-empty');
  if (!(await isHub(url))) return fail('not-a-hub');
  return inTransaction(url, AT_ONE_MOMENT, async (session) => {
    const parts: Part[] = [];
    for (const table of await listTables(session.store)) {
      const part = await writePart(session, folder, table);
      parts.push(part);
      await onPart(part);
    }
    const [version, epoch] = [await readVersion(session.store), await readEpoch(session.store)];
    const hub = { version, epoch, hubKey: hubKey?.keyId ?? null };
    const manifest = { format: 1 as const, takenAt: now.toISOString(), ...hub, parts };
    const sha256 = await writeManifest(folder, manifest, hubKey);
    // Last: there is a backup by now, however long the chains are.
    return ok({ manifest, sha256, unsound: await findUnsound(session.store) });
  });
}

async function writePart({ client }: Session, folder: string, table: Table): Promise<Part> {
  const file = `${table.name}.copy.gz`;
  const rows = client.query(copyTo(copyStatement(table, 'to stdout')));
  const { meter, read } = measure();
  const target = createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(rows, createGzip({ level: COMPRESSION_LEVEL }), meter, target);
  return { table: table.name, columns: [...table.columns], rows: rows.rowCount, file, ...read() };
}

/** A place in a pipe that counts and hashes what goes through. */
function measure(): { meter: Transform; read: () => { bytes: number; sha256: string } } {
  const digest = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { meter, read: () => ({ bytes, sha256: digest.digest('hex') }) };
}
