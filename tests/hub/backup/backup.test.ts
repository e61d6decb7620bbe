// One hub with something of everything, filled anew for each test: what is lost on the way back is seen beside what is not.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readManifest, writeManifest, type Manifest } from '../../../hub/backup/manifest.ts';
import { restoreBackup, type Restored, type RestoreFault, type RestoreOrder } from '../../../hub/backup/restore.ts';
import { takeBackup } from '../../../hub/backup/take.ts';
import { openHubKey, sha256, type HubKey } from '../../../hub/crypto.ts';
import { enrol, saveCodes, type Candidate } from '../../../hub/store/enrolment.ts';
import { putGuard, readNews } from '../../../hub/store/guards.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import { migrateWithin, NEWEST_VERSION, readEpoch } from '../../../hub/store/migrate.ts';
import { createPartition } from '../../../hub/store/partition.ts';
import { saveSettings } from '../../../hub/store/setting.ts';
import { sortEntries } from '../../../hub/store/unsorted.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { holdDatabase } from '../../../hub/store/running.ts';
import type { Database } from '../../../hub/store/open.ts';
import type { Result } from '../../../shared/result.ts';
import type { Batch } from '../../../shared/wire.ts';
import { connect, createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain, slice } from '../journal.ts';
import { openData } from '../console/venues.ts';
import { deliver, insertAsBefore, insertKiosk, storedSequences } from '../store/delivering.ts';

const DAY_MS = 86_400_000;
const EPOCH = '0180bab7-0c00-7000-8000-00000000000e';

let parent: string;
let folder: string;
let url: string;
let database: Database;
let kiosk: Kiosk;
let chain: Batch;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sentinel-backup-'));
});

afterAll(async () => {
  await rm(parent, { recursive: true });
});

const GUARD = { venue: 'mall', number: 'G07', name: '小王', role: 'guard', gates: ['north'] } as const;

/** A hub with two days of one chain, an alert, and a guard. */
beforeEach(async () => {
  folder = join(parent, randomUUID());
  url = await createDatabase();
  database = await openMigrated(url);
  kiosk = await insertKiosk(database);
  chain = makeChain(20, { contents: { 3: Buffer.from('?') } });
  await deliver(database, kiosk, slice(chain, 0, 8), NOON);
  await deliver(database, kiosk, slice(chain, 8, 16), NOON + DAY_MS);
  await setPin('$argon2id$first');
});

/** @returns the revision that kiosks are told it under */
async function setPin(pin: string): Promise<string> {
  const revision = randomUUID();
  expect(await putGuard(database.store, { ...GUARD, pin }, { now: new Date(NOON), revision })).toMatchObject({
    ok: true,
  });
  return revision;
}

afterEach(async () => {
  await database.close();
});

const nothing = (): Promise<void> => Promise.resolve();

const KEYS = { ours: openHubKey(Buffer.alloc(32, 1)), another: openHubKey(Buffer.alloc(32, 2)) };

function take(to = folder, hubKey: HubKey | null = KEYS.ours): ReturnType<typeof takeBackup> {
  return takeBackup(url, { folder: to, hubKey, now: new Date(NOON) }, nothing);
}

function restore(to: string, changed: Partial<RestoreOrder> = {}): Promise<Result<Restored, RestoreFault>> {
  const key = { hubKey: KEYS.ours, mayHaveAnotherKey: false };
  const order = { folder, replaces: null, ...key, retentionDays: 30, epoch: EPOCH, now: new Date(NOON + DAY_MS) };
  return restoreBackup(to, { ...order, ...changed }, nothing);
}

/** All rows of all tables that hold any, but for what says when migrations ran. */
async function contents({ store }: Database): Promise<Record<string, unknown>> {
  const tables = [
    'kiosk',
    'enrolment_code',
    'chain',
    'entry',
    'entry_kind',
    'tally',
    'overruled',
    'alert',
    'guard',
    'guard_revision',
  ];
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    found[table] = (await sql`select * from ${sql.table(table)} as it order by it::text`.execute(store)).rows;
  }
  return found;
}

async function tablesIn(address: string): Promise<number> {
  const { store, close } = connect(address);
  const { rows } = await sql`select from pg_class where relnamespace = 'public'::regnamespace`.execute(store);
  await close();
  return rows.length;
}

test('what is restored is what was there, under a new epoch, and goes on from there', async () => {
  expect(await take()).toMatchObject({ ok: true });
  const target = await createDatabase();
  expect(await restore(target)).toMatchObject({ ok: true, value: { epoch: EPOCH, dropped: [] } });
  const restored = connect(target);
  expect(await contents(restored)).toEqual(await contents(database));
  expect(await readEpoch(restored.store)).toBe(EPOCH);
  const broken = makeChain(20, { chain: chain.chain, contents: { 3: Buffer.from('?'), 18: Buffer.from('?') } });
  expect(await deliver(restored, kiosk, broken, NOON + DAY_MS)).toMatchObject({ value: { stored: 4, repeated: 16 } });
  expect(await storedSequences(restored, chain.chain)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  const numbers = await restored.store.selectFrom('alert').select('id').orderBy('id').execute();
  // Above whatever the lost hub gave since the backup was taken.
  expect(numbers.map(({ id }) => Number(id))).toEqual([1, NOON + DAY_MS + 1]);
  await restored.close();
});

test('a code that may have been used since the backup was taken is void, and one that was used stays so', async () => {
  const codeOf = (name: string): Buffer => sha256(name);
  const place = { venue: 'mall', gate: 'north', expiresAt: new Date(NOON + 7 * DAY_MS) };
  await saveCodes(database.store, [
    { codeHash: codeOf('open'), ...place },
    { codeHash: codeOf('used'), ...place },
  ]);
  const candidate = (): Candidate => ({ id: randomUUID(), keyId: randomUUID(), publicKey: 'none', predecessor: null });
  await enrol(database.store, codeOf('used'), candidate(), new Date(NOON));
  await take();
  const target = await createDatabase();
  expect(await restore(target)).toMatchObject({ ok: true, value: { forgottenCodes: 1 } });
  const restored = connect(target);
  const tried = ['open', 'used'].map((name) => enrol(restored.store, codeOf(name), candidate(), new Date(NOON)));
  expect(await Promise.all(tried)).toEqual([
    { ok: false, fault: 'code-unknown' },
    { ok: false, fault: 'code-used' },
  ]);
  await restored.close();
});

test('what is set after a restore is newer than what kiosks were told before it, also after a second one', async () => {
  const set = ({ store }: Database): Promise<number> =>
    saveSettings(store, { venue: 'mall', gate: null }, {}, new Date(NOON));
  const known = await set(database);
  await take();
  const lost = await set(database);
  const versions = [known, lost];
  for (const nowMs of [NOON + DAY_MS, NOON + DAY_MS + 1000, 0]) {
    const target = await createDatabase();
    await restore(target, { now: new Date(nowMs) });
    const restored = connect(target);
    versions.push(await set(restored));
    await restored.close();
  }
  expect(versions).toEqual([1, 2, NOON + DAY_MS + 1, NOON + DAY_MS + 1001, 1_000_002]);
});

test('guards are restored with what proves their PINs, and a kiosk that was told of others since is told of these', async () => {
  await take();
  const since = await setPin('$argon2id$second');
  const target = await createDatabase();
  await restore(target);
  const restored = connect(target);
  expect(await readNews(restored.store, kiosk, since)).toMatchObject({
    list: [{ number: 'G07', pin: '$argon2id$first' }],
  });
  await restored.close();
});

test('a backup of before hubs had guards is one of a hub where nobody has set any', async () => {
  const address = await createDatabase();
  const old = connect(address);
  const before = 10;
  await old.store.transaction().execute((tx) => migrateWithin(tx, before, new Date(NOON)));
  await old.store
    .insertInto('hub_epoch')
    .values({ epoch: EPOCH, began_at: new Date(NOON) })
    .execute();
  const known = await insertKiosk(old);
  expect(await takeBackup(address, { folder, hubKey: KEYS.ours, now: new Date(NOON) }, nothing)).toMatchObject({
    ok: true,
    value: { manifest: { version: before } },
  });
  await old.close();
  const target = await createDatabase();
  expect(await restore(target)).toMatchObject({ ok: true });
  const restored = connect(target);
  expect(await readNews(restored.store, known, null)).toBeUndefined();
  expect(await readNews(restored.store, known, EPOCH)).toEqual({ revision: null, list: [] });
  await restored.close();
});

test('entries of a backup of before hubs had a console are found once they are sorted', async () => {
  const address = await createDatabase();
  const old = connect(address);
  await old.store.transaction().execute((tx) => migrateWithin(tx, 11, new Date(NOON)));
  await old.store
    .insertInto('hub_epoch')
    .values({ epoch: EPOCH, began_at: new Date(NOON) })
    .execute();
  const known = await insertKiosk(old);
  await old.store.transaction().execute((tx) => createPartition(tx, '2022-05-13'));
  await insertAsBefore(old.store, known.id, [{ guard: 'G07' }, {}, {}], NOON);
  expect(await takeBackup(address, { folder, hubKey: KEYS.ours, now: new Date(NOON) }, nothing)).toMatchObject({
    ok: true,
    value: { manifest: { version: 11 } },
  });
  await old.close();
  const target = await createDatabase();
  expect(await restore(target)).toMatchObject({ ok: true });
  const restored = connect(target);
  expect(await sortEntries(restored.longStore, () => false)).toBe(3);
  const data = openData(restored);
  expect(await data.count('mall', EVERYTHING)).toEqual({ count: 3, isAll: true });
  expect(await data.count('mall', { ...EVERYTHING, guard: 'G07' })).toEqual({ count: 1, isAll: true });
  await restored.close();
});

test('a backup is of one moment, whatever comes and goes while it is written', async () => {
  const before = await contents(database);
  const parts: string[] = [];
  const taken = await takeBackup(url, { folder, hubKey: KEYS.ours, now: new Date(NOON) }, async ({ table }) => {
    parts.push(table);
    if (parts.length > 1) return;
    await deliver(database, kiosk, slice(chain, 16), NOON + 3 * DAY_MS);
    await deliver(database, await insertKiosk(database), makeChain(3), NOON + DAY_MS);
  });
  expect(taken).toMatchObject({ ok: true });
  const target = await createDatabase();
  expect(await restore(target)).toMatchObject({ ok: true });
  const restored = connect(target);
  expect(await contents(restored)).toEqual(before);
  await restored.close();
});

test('days that are beyond retention by now do not come back, and the chain says so', async () => {
  await take();
  const target = await createDatabase();
  const now = new Date(NOON + 31 * DAY_MS);
  expect(await restore(target, { now })).toMatchObject({ value: { dropped: ['2022-05-13'] } });
  const restored = connect(target);
  expect(await storedSequences(restored, chain.chain)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  expect(await restored.store.selectFrom('chain').select('dropped_through').execute()).toEqual([
    { dropped_through: '7' },
  ]);
  await restored.close();
});

test('what was restored can be backed up and restored again, also after retention', async () => {
  // One kiosk refers to another, which may be written after it.
  const next = await insertKiosk(database);
  await database.store.updateTable('kiosk').set({ succeeded_by: next.id }).where('id', '=', kiosk.id).execute();
  await take();
  const second = await createDatabase();
  await restore(second, { now: new Date(NOON + 31 * DAY_MS) });
  const again = join(parent, randomUUID());
  expect(await takeBackup(second, { folder: again, hubKey: KEYS.ours, now: new Date(NOON) }, nothing)).toMatchObject({
    ok: true,
  });
  expect(await restore(await createDatabase(), { folder: again })).toMatchObject({ ok: true });
});

test('a backup can be read by its owner alone, and says of each file what it is', async () => {
  const taken = await take();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const names = (await readdir(folder)).sort();
  expect(names).toContain('entry_20220513.copy.gz');
  expect(names.filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  for (const name of names) expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
  if (!taken.ok) throw new Error(taken.fault);
  const { parts } = taken.value.manifest;
  expect(parts.find(({ table }) => table === 'entry_20220514')?.rows).toBe(8);
  expect(parts.findIndex(({ table }) => table === 'kiosk')).toBeLessThan(
    parts.findIndex(({ table }) => table === 'chain'),
  );
});

test('a backup is never written over anything, nor taken of what is no hub', async () => {
  await take();
  expect(await take()).toEqual({ ok: false, fault: 'folder-not-empty' });
  const order = { folder: join(parent, randomUUID()), hubKey: null, now: new Date(NOON) };
  const empty = takeBackup(await createDatabase(), order, nothing);
  expect(await empty).toEqual({ ok: false, fault: 'not-a-hub' });
});

/** As whoever has the hub's key, unless another signs. */
async function changeManifest(change: (manifest: Manifest) => Manifest, key = KEYS.ours): Promise<void> {
  const read = await readManifest(folder, NEWEST_VERSION);
  if (!read.ok) throw new Error(read.fault);
  for (const name of ['manifest.json', 'manifest.signature']) await rm(join(folder, name));
  await writeManifest(folder, change(read.value.manifest), key);
}

const entries = (): string => join(folder, 'entry_20220513.copy.gz');

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** As whoever damages a file and its manifest too: the chain itself then says so. */
const leaveOutDay = (): Promise<void> => leaveOut('entry_20220513');

function leaveOut(name: string): Promise<void> {
  return changeManifest((it) => ({ ...it, parts: it.parts.filter(({ table }) => table !== name) }));
}

/** As whoever wants rows to go where no backup has any. */
function renameTable(name: string): Promise<void> {
  return changeManifest((it) => ({
    ...it,
    parts: it.parts.map((part) => (part.table === 'demo_status' ? { ...part, table: name } : part)),
  }));
}

async function addBlank(): Promise<void> {
  const path = join(folder, 'manifest.json');
  await writeFile(path, `${await readFile(path, 'utf8')}\n`);
}

test.each<[string, RestoreFault, () => Promise<unknown>]>([
  ['that was broken off before its end', 'backup-incomplete', () => rm(join(folder, 'manifest.json'))],
  [
    'whose manifest was broken off',
    'backup-incomplete',
    () => rename(join(folder, 'manifest.json'), join(folder, 'manifest.json.unfinished')),
  ],
  ['whose manifest is cut short', 'backup-damaged', () => truncate(join(folder, 'manifest.json'), 100)],
  ['with one bit changed', 'backup-damaged', () => flipByte(entries())],
  ['with a file cut short', 'backup-damaged', () => truncate(entries(), 100)],
  ['with a file missing', 'backup-damaged', () => rm(entries())],
  ['with a table of PostgreSQL’s own', 'backup-damaged', () => renameTable('pg_authid')],
  ['with a table that hubs do not have', 'backup-damaged', () => renameTable('visitor')],
  ['with a day that is none', 'backup-damaged', () => renameTable('entry_20229999')],
  [
    'with a table twice',
    'backup-damaged',
    () => changeManifest((it) => ({ ...it, parts: [...it.parts, ...it.parts] })),
  ],
  ['without one of its tables', 'backup-damaged', () => leaveOut('setting')],
  ['whose manifest another has signed', 'backup-damaged', () => changeManifest((it) => it, KEYS.another)],
  ['whose manifest was changed after it was signed', 'backup-damaged', addBlank],
  ['whose signature is missing', 'backup-damaged', () => rm(join(folder, 'manifest.signature'))],
  [
    'that leads out of its folder',
    'backup-damaged',
    async () => {
      const path = join(folder, 'manifest.json');
      await writeFile(path, (await readFile(path, 'utf8')).replace('entry_20220513.copy.gz', '../x.copy.gz'));
    },
  ],
  ['of a newer release', 'backup-newer', () => changeManifest((it) => ({ ...it, version: NEWEST_VERSION + 1 }))],
])('a backup %s is refused, and leaves the database empty', async (_what, fault, change) => {
  await take();
  await change();
  const target = await createDatabase();
  expect(await restore(target)).toEqual({ ok: false, fault });
  expect(await tablesIn(target)).toBe(0);
});

test.each<[string, string, () => Promise<unknown>]>([
  ['an entry changed', 'bytes', () => sql`update entry set bytes = 'x' where sequence = 5`.execute(database.store)],
  ['a day lost', 'lack', () => Promise.resolve()],
])('what its hub has signed is restored as it was backed up, with %s, which is told', async (_what, wrong, change) => {
  await change();
  await take();
  if (wrong === 'lack') await leaveOutDay();
  expect(await restore(await createDatabase())).toMatchObject({
    ok: true,
    value: {
      unsound: {
        chains: expect.arrayContaining([
          expect.objectContaining({ found: [expect.objectContaining({ wrong })] }),
        ]) as unknown,
      },
    },
  });
});

test('a hub’s data is replaced only by whoever names its epoch, and while no hub runs', async () => {
  await take();
  const target = await createDatabase();
  const running = await openMigrated(target);
  const epoch = await readEpoch(running.store);
  await deliver(running, await insertKiosk(running), makeChain(2), NOON);
  expect(await restore(target)).toEqual({ ok: false, fault: 'database-not-empty' });
  expect(await restore(target, { replaces: EPOCH })).toEqual({ ok: false, fault: 'database-not-empty' });
  await running.close();
  // As an idle hub: its pool has let all connections go.
  const letGo = await holdDatabase(target, () => undefined);
  expect(await restore(target, { replaces: epoch })).toEqual({ ok: false, fault: 'hub-running' });
  await letGo();
  // PostgreSQL hears that a connection is over a little later than whoever closed it.
  await expect.poll(() => restore(target, { replaces: epoch })).toMatchObject({ ok: true });
  const restored = connect(target);
  expect(await contents(restored)).toEqual(await contents(database));
  await restored.close();
});

test.each<[string, HubKey | null, Partial<RestoreOrder>, boolean]>([
  ['under the key it was taken under', KEYS.ours, { hubKey: KEYS.ours }, true],
  ['under another', KEYS.ours, { hubKey: KEYS.another }, false],
  ['where there is no key yet', KEYS.ours, { hubKey: null }, false],
  ['under another, by whoever says so', KEYS.ours, { hubKey: KEYS.another, mayHaveAnotherKey: true }, true],
  ['that nobody has signed', null, {}, false],
  ['that nobody has signed, by whoever says so', null, { mayHaveAnotherKey: true }, true],
])('a backup restored %s: kiosks would believe the hub, or nothing is restored', async (_how, of, changed, isTaken) => {
  await take(folder, of);
  const target = await createDatabase();
  const restored = await restore(target, changed);
  expect(restored).toMatchObject(isTaken ? { ok: true } : { ok: false, fault: 'hub-key-of-another' });
  expect((await tablesIn(target)) > 0).toBe(isTaken);
});

test('a backup of before keys were noted is read as one whose key nobody knows', async () => {
  await take(folder, KEYS.ours);
  const path = join(folder, 'manifest.json');
  const older = { ...(JSON.parse(await readFile(path, 'utf8')) as object), hubKey: undefined };
  await writeFile(path, JSON.stringify(older));
  expect(await readManifest(folder, NEWEST_VERSION)).toMatchObject({ ok: true, value: { manifest: { hubKey: null } } });
});

test('tables of something else are left alone', async () => {
  await take();
  const target = await createDatabase();
  const other = connect(target);
  await sql`create table visitor (name text)`.execute(other.store);
  expect(await restore(target)).toEqual({ ok: false, fault: 'not-a-hub' });
  expect(await restore(target, { replaces: EPOCH })).toEqual({ ok: false, fault: 'not-a-hub' });
  await other.close();
});
