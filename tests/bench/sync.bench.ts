import { randomBytes, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { journalOver } from '../../electron/store/journal.ts';
import { CONNECTION } from '../../electron/store/migrate.ts';
import { openJournal } from '../../electron/store/open.ts';
import { openOutbox } from '../../electron/store/outbox.ts';
import { openDatabase } from '../../electron/store/sqlite.ts';
import { headSigner, packBatch } from '../../electron/sync/batch.ts';
import { startSync } from '../../electron/sync/syncing.ts';
import { MAX_BATCH_ENTRIES } from '../../shared/wire.ts';
import { startStubHub } from '../electron/sync/stub-hub.ts';
import { buildSyncWorker } from '../electron/sync/worker-program.ts';
import { entryAt, NINE } from '../electron/store/journal-entries.ts';
import type { Row } from './rows.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const ENTRIES = 20_000;

/** Of one whose person is sealed to the health office: 256 bytes padded, and what HPKE adds. */
const SEALED_BYTES = 323;

/** A backlog from the disk to a hub that acknowledges at once. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-sync-'));
  const stub = await startStubHub();
  try {
    const path = join(folder, 'journal.db');
    fill(path);
    const { privateKey } = newKeyPair('ed25519');
    const packing = pack(path, privateKey);
    const seconds = await drain(path, privateKey, stub.url, stub.key);
    return [
      {
        name: 'sync drain, from the disk to the acknowledgement',
        value: ENTRIES / seconds,
        unit: 'entries/s',
        note: `${ENTRIES} entries with sealed persons, thread and start included; the stub hub unpacks and parses beside it`,
        target: { atLeast: 10_000 },
      },
      { name: 'reading and packing alone', value: packing.perSecond, unit: 'entries/s' },
      { name: 'reading and packing, time of the processor', value: packing.cpuMicros, unit: 'µs per entry' },
      { name: 'a batch of 500 as it travels', value: packing.batchBytes / 1024, unit: 'KiB' },
    ];
  } finally {
    await stub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Entries as the journal writes them, but all in one transaction. */
function fill(path: string): void {
  const opened = openJournal(path, { now: () => NINE, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  const { chain } = opened.value.journal;
  opened.value.journal.close();
  const database = openDatabase(path);
  database.exec(CONNECTION);
  const journal = journalOver(database, path, chain, randomBytes);
  database.exec('begin');
  for (let n = 0; n < ENTRIES; n += 1) {
    const written = journal.append(entryAt(NINE + n * 1000, { seal: () => randomBytes(SEALED_BYTES) }));
    if (!written.ok) throw new Error(written.fault);
  }
  database.exec('commit');
  journal.close();
}

function pack(path: string, privateKey: KeyObject): { perSecond: number; cpuMicros: number; batchBytes: number } {
  const outbox = openOutbox(path, () => NINE);
  const signHead = headSigner(privateKey);
  const startedAt = performance.now();
  const before = process.cpuUsage();
  let batchBytes = 0;
  for (let after = -1; ;) {
    const packed = packBatch(outbox, after, MAX_BATCH_ENTRIES, signHead);
    if (packed === null) break;
    const bytes = gzipSync(JSON.stringify(packed.body), { level: 1 }).length;
    if (after === -1) batchBytes = bytes;
    after = packed.sent.through;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(before);
  outbox.close();
  return { perSecond: ENTRIES / seconds, cpuMicros: (user + system) / ENTRIES, batchBytes };
}

/** @returns seconds from the start of the thread until nothing is owed any more */
async function drain(journalPath: string, privateKey: KeyObject, hub: string, hubKey: string): Promise<number> {
  const program = await buildSyncWorker();
  const plan = { journalPath, hub, hubKey, kiosk: 'bench', privateKey, proxy: null, retentionDays: 14 };
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const syncing = startSync(
      plan,
      {
        state: ({ unsent, isOnline }) => {
          if (unsent !== 0 || !isOnline) return;
          const seconds = (performance.now() - startedAt) / 1000;
          void syncing.stop().then(() => {
            resolve(seconds);
          });
        },
        heard: () => undefined,
        checkIns: () => undefined,
        anchor: () => Promise.resolve(false),
        newChain: () => Promise.resolve(),
        damaged: () => undefined,
      },
      program,
    );
  });
}
