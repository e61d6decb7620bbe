import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { sql } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { HubKey } from '../crypto.ts';
import { raise } from '../store/alert.ts';
import { migrateWithin, NEWEST_VERSION, readEpoch } from '../store/migrate.ts';
import { createPartition, dayOfPartition } from '../store/partition.ts';
import { applyRetentionWithin } from '../store/retention.ts';
import { keepHubsAway } from '../store/running.ts';
import type { Store } from '../store/schema.ts';
import { forgetSessions } from '../store/sessions.ts';
import { endTraces } from '../store/traces.ts';
import { readManifest, type FoundManifest, type Manifest, type ManifestFault, type Part } from './manifest.ts';
import { inTransaction, type Session } from './session.ts';
import { copyStatement, dropTables, forgetUnusedCodes, listTables, moveNumbers, whatIsThere } from './tables.ts';
import { findUnsound, type Unsound } from './verify.ts';

/**
 * `backup-damaged`: a file is missing, or another than was written. `database-not-empty`:
 * a hub's data is there, and was not named as what is to be replaced. `not-a-hub`: something else's is. `hub-running`: a
 * hub process is at work on the database, idle or not. `hub-key-of-another`: kiosks would not believe the restored hub.
 */
export type RestoreFault = ManifestFault | 'hub-key-of-another' | 'database-not-empty' | 'not-a-hub' | 'hub-running';

export interface Restored {
  readonly manifest: Manifest;
  /** By which kiosks see that the hub may lack what it once acknowledged. */
  readonly epoch: string;
  /** Days that were in the backup and are beyond retention by now. */
  readonly dropped: readonly string[];
  /** Enrolment codes that were open when the backup was taken, and may have been used since. */
  readonly forgottenCodes: number;
  /** What does not hold together of what was backed up; it is restored as it was. */
  readonly unsound: Unsound;
}

export interface RestoreOrder {
  readonly folder: string;
  /** Epoch of the hub whose data is to be replaced; `null`: none, the database is to be empty. */
  readonly replaces: string | null;
  /** The key that the hub will have; `null`: there is none yet. */
  readonly hubKey: HubKey | null;
  /** Whether it may be another than the one the backup was taken under: kiosks then need new tickets. */
  readonly mayHaveAnotherKey: boolean;
  readonly retentionDays: number;
  /** A fresh UUID. */
  readonly epoch: string;
  readonly now: Date;
}

/**
 * Fills a database from a backup, in one transaction: a hub sees nothing of it, or all of it, brought to this release's
 * schema, under a new epoch and with retention applied. Chains are looked at, and what does not hold together is told and raises an alert: a
 * kiosk that has spoilt its own chain keeps no other from being restored.
 *
 * @param onPart called for each table that is filled
 */
export async function restoreBackup(
  url: string,
  order: RestoreOrder,
  onPart: (part: Part) => Promise<void>,
): Promise<Result<Restored, RestoreFault>> {
  const read = await readManifest(order.folder, NEWEST_VERSION);
  if (!read.ok) return read;
  const { manifest } = read.value;
  const wrong = findWrongKey(read.value, order);
  if (wrong !== null) return fail(wrong);
  for (const part of manifest.parts) if (!(await isAsWritten(order.folder, part))) return fail('backup-damaged');
  return inTransaction(url, 'begin', async (session) => {
    const room = await makeRoom(session.store, order.replaces);
    if (!room.ok) return room;
    await migrateWithin(session.store, manifest.version, order.now);
    await sql`delete from hub_epoch`.execute(session.store);
    for (const part of manifest.parts) {
      if (!(await fill(session, order.folder, part))) return fail('backup-damaged');
      await onPart(part);
    }
    if (!(await isEachFilled(session.store, manifest))) return fail('backup-damaged');
    await migrateWithin(session.store, NEWEST_VERSION, order.now);
    await moveNumbers(session.store, order.now);
    const forgottenCodes = await forgetUnusedCodes(session.store);
    await forgetSessions(session.store);
    await endTraces(session.store, order.now);
    const unsound = await findUnsound(session.store);
    await raiseUnsound(session.store, unsound, order.now);
    const dropped = await applyRetentionWithin(session.store, order.retentionDays, order.now);
    await beginEpoch(session.store, order);
    return ok({ manifest, epoch: order.epoch, dropped, forgottenCodes, unsound });
  });
}

/** A backup of this very hub is as the hub signed it, whatever else is let pass. */
function findWrongKey(
  { manifest, isOf }: FoundManifest,
  { hubKey, mayHaveAnotherKey }: RestoreOrder,
): RestoreFault | null {
  if (hubKey !== null && manifest.hubKey === hubKey.keyId) return isOf(hubKey) ? null : 'backup-damaged';
  return mayHaveAnotherKey ? null : 'hub-key-of-another';
}

async function isAsWritten(folder: string, { file, bytes, sha256 }: Part): Promise<boolean> {
  const digest = createHash('sha256');
  let read = 0;
  try {
    for await (const chunk of createReadStream(join(folder, file)) as AsyncIterable<Buffer>) {
      digest.update(chunk);
      read += chunk.length;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  return read === bytes && digest.digest('hex') === sha256;
}

/** Sees to an empty database: it is, or holds the very hub that is to be replaced. */
async function makeRoom(store: Store, replaces: string | null): Promise<Result<null, RestoreFault>> {
  const there = await whatIsThere(store);
  if (there === 'nothing') return (await keepHubsAway(store)) ? ok(null) : fail('hub-running');
  if (there === 'strange') return fail('not-a-hub');
  if (replaces === null || (await readEpoch(store)) !== replaces) return fail('database-not-empty');
  if (!(await keepHubsAway(store))) return fail('hub-running');
  await dropTables(store);
  return ok(null);
}

/** The hub whose data is in a database: the epoch by which it is named, and whether it is at work. */
export async function describeHub(url: string): Promise<{ readonly epoch: string; readonly isHubRunning: boolean }> {
  const described = await inTransaction(url, 'begin read only', async ({ store }) =>
    ok({ epoch: await readEpoch(store), isHubRunning: !(await keepHubsAway(store)) }),
  );
  return described.value;
}

/** @returns whether as many rows came in as had been written, into a table of a hub's and no other */
async function fill({ client, store }: Session, folder: string, part: Part): Promise<boolean> {
  const day = dayOfPartition(part.table);
  if (day !== null && !z.iso.date().safeParse(day).success) return false;
  if (day !== null) await createPartition(store, day);
  const known = (await listTables(store)).find(({ name }) => name === part.table);
  if (known === undefined || !isSameSet(known.columns, part.columns)) return false;
  const table = { ...known, columns: part.columns };
  const rows = client.query(copyFrom(copyStatement(table, 'from stdin')));
  await pipeline(createReadStream(join(folder, part.file)), createGunzip(), rows);
  return rows.rowCount === part.rows;
}

/** Files go by their columns' names, so that their order is of no account. */
function isSameSet(known: readonly string[], given: readonly string[]): boolean {
  return [...known].sort().join() === [...given].sort().join();
}

/** A backup has a file for every table of its time, also for one without rows. */
async function isEachFilled(store: Store, { parts }: Manifest): Promise<boolean> {
  const names = new Set(parts.map(({ table }) => table));
  return (await listTables(store)).every(({ name }) => names.has(name));
}

async function raiseUnsound(store: Store, { chains }: Unsound, now: Date): Promise<void> {
  for (const { chain: row, found } of chains) {
    const kiosk = { venue: row.venue, id: row.kiosk };
    await raise(store, 'unsound', { kiosk, chain: row.chain, sequence: found[0]?.sequence ?? 0, now });
  }
}

async function beginEpoch(store: Store, { epoch, now }: RestoreOrder): Promise<void> {
  await store.updateTable('hub_epoch').set({ epoch, began_at: now }).execute();
}
