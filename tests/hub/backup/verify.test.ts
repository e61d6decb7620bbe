import { randomUUID, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Finding } from '../../../hub/backup/chains.ts';
import { restoreBackup } from '../../../hub/backup/restore.ts';
import { takeBackup } from '../../../hub/backup/take.ts';
import { verifyHub, type CheckedChain, type Verified } from '../../../hub/backup/verify.ts';
import { keyIdOf, openHubKey, sha256 } from '../../../hub/crypto.ts';
import { keepSigned } from '../../../hub/store/chain.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import { openDatabase, type Database } from '../../../hub/store/open.ts';
import { applyRetention } from '../../../hub/store/retention.ts';
import { encodeEntry } from '../../../shared/journal.ts';
import { headStatement } from '../../../shared/statement.ts';
import type { Batch } from '../../../shared/wire.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { lastHash, makeChain, makeEntry, slice } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const DAY_MS = 86_400_000;
const HUB_KEY = openHubKey(Buffer.alloc(32, 1));

let parent: string;
let url: string;
let database: Database;
let kiosk: Kiosk;
let chain: Batch;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sentinel-verify-'));
});

afterAll(async () => {
  await rm(parent, { recursive: true });
});

/** A chain of two days, with an entry that cannot be read, a hole, and a head that its kiosk has signed for. */
beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
  kiosk = await insertKiosk(database);
  chain = makeChain(20, { contents: { 3: Buffer.from('?') } });
  await deliver(database, kiosk, slice(chain, 0, 8), NOON);
  await deliver(database, kiosk, { ...slice(chain, 10), hole: { from: 8, reason: 'damaged' } }, NOON + DAY_MS);
  await signHead();
});

afterEach(async () => {
  await database.close();
});

async function signHead(): Promise<void> {
  const { publicKey, privateKey } = newKeyPair('ed25519');
  const x = publicKey.export({ format: 'jwk' }).x ?? '';
  kiosk = { ...kiosk, keyId: keyIdOf(x), publicKey: x };
  await database.store
    .updateTable('kiosk')
    .set({ key_id: kiosk.keyId, public_key: x })
    .where('id', '=', kiosk.id)
    .execute();
  const head = { chain: chain.chain, sequence: 19, hash: Buffer.from(lastHash(chain), 'base64') };
  const signature = sign(null, headStatement(head), privateKey);
  await keepSigned(database.store, kiosk, chain.chain, { ...head, signature });
}

async function verify(): Promise<{ chains: CheckedChain[]; verified: Verified }> {
  const chains: CheckedChain[] = [];
  const verified = await verifyHub(url, (checked) => {
    chains.push(checked);
    return Promise.resolve();
  });
  if (!verified.ok) throw new Error(verified.fault);
  return { chains, verified: verified.value };
}

/** An entry's bytes as somebody else would have them, with the hash that is right for them. */
async function forge(sequence: number): Promise<void> {
  const before = Buffer.from(chain.entries[sequence]?.previousHash ?? '', 'base64');
  const bytes = Buffer.from(encodeEntry(makeEntry(chain.chain, sequence, before, { maskedName: '王*三' })));
  await sql`update entry set bytes = ${bytes}, hash = ${sha256(bytes)} where sequence = ${sequence}`.execute(
    database.store,
  );
}

async function alertsAt(restoredUrl: string): Promise<unknown[]> {
  const { store, close } = openDatabase(restoredUrl, () => undefined);
  const alerts = await store.selectFrom('alert').select(['kind', 'sequence']).execute();
  await close();
  return alerts;
}

const change = (statement: string): Promise<unknown> => sql.raw(statement).execute(database.store);

test('a hub whose chains are whole is found whole, with what its kiosks lost', async () => {
  const { chains, verified } = await verify();
  expect(chains).toMatchObject([{ entries: 18, quarantined: 1, holes: [{ from: 8, through: 9 }], found: [] }]);
  expect(verified).toMatchObject({ chains: 1, entries: 18, wrong: 0, stray: 0 });
});

test('days that retention has dropped are not missed', async () => {
  await applyRetention(database.store, 1, new Date(NOON + 2 * DAY_MS));
  expect((await verify()).chains).toMatchObject([{ entries: 10, found: [] }]);
});

test.each<[string, Finding[], () => Promise<unknown>]>([
  [
    'bytes that were changed',
    [{ wrong: 'bytes', sequence: 5 }],
    () => change(`update entry set bytes = 'x' where sequence = 5`),
  ],
  ['an entry that was changed, and its hash', [{ wrong: 'link', sequence: 5 }], () => forge(4)],
  [
    'the last entry changed, and its hash',
    [
      { wrong: 'signature', sequence: 19 },
      { wrong: 'head', sequence: 19 },
    ],
    () => forge(19),
  ],
  [
    'two entries in each other’s place',
    [
      { wrong: 'place', sequence: 4 },
      { wrong: 'place', sequence: 5 },
      { wrong: 'link', sequence: 6 },
    ],
    async () => {
      await change('update entry set sequence = 99 where sequence = 4');
      await change('update entry set sequence = 4 where sequence = 5');
      await change('update entry set sequence = 5 where sequence = 99');
    },
  ],
  [
    'an entry that was taken out',
    [{ wrong: 'lack', sequence: 5 }],
    () => change('delete from entry where sequence = 5'),
  ],
  [
    'the last entry taken out',
    [{ wrong: 'lack', sequence: 19 }],
    () => change('delete from entry where sequence = 19'),
  ],
  [
    'the first of a hole’s sides taken out',
    [{ wrong: 'lack', sequence: 7 }],
    () => change('delete from entry where sequence = 7'),
  ],
  [
    'what nobody can read put in an entry’s place',
    [{ wrong: 'link', sequence: 6 }],
    () => change(`update entry set bytes = 'x', hash = sha256('x'), is_quarantined = true where sequence = 5`),
  ],
  ['a head that was moved back', [{ wrong: 'head', sequence: 19 }], () => change('update chain set through = 18')],
  [
    'a head that its kiosk has not signed',
    [
      { wrong: 'signature', sequence: 18 },
      { wrong: 'signature', sequence: 18 },
    ],
    () => change('update chain set signed_sequence = 18'),
  ],
  [
    'a key that was put in its kiosk’s place',
    [{ wrong: 'signature', sequence: 19 }],
    () => change(`update kiosk set public_key = '${openHubKey(Buffer.alloc(32, 3)).x}'`),
  ],
])('%s: is found, told by backup and restore, and keeps nothing from being restored', async (_what, found, tamper) => {
  await tamper();
  const { chains, verified } = await verify();
  expect(chains.map((it) => it.found)).toEqual([found]);
  expect(verified.wrong).toBe(1);
  const folder = join(parent, randomUUID());
  const nothing = (): Promise<void> => Promise.resolve();
  const taken = await takeBackup(url, { folder, hubKey: HUB_KEY, now: new Date(NOON) }, nothing);
  const unsound = { chains: [{ chain: { chain: chain.chain }, found }], stray: 0 };
  expect(taken).toMatchObject({ ok: true, value: { unsound } });
  const restoredUrl = await createDatabase();
  const order = { folder, replaces: null, hubKey: HUB_KEY, mayHaveAnotherKey: false, retentionDays: 30 };
  const restored = restoreBackup(restoredUrl, { ...order, epoch: randomUUID(), now: new Date(NOON + DAY_MS) }, nothing);
  expect(await restored).toMatchObject({ ok: true, value: { unsound } });
  expect(await alertsAt(restoredUrl)).toContainEqual({ kind: 'unsound', sequence: String(found[0]?.sequence) });
});

test('entries of a chain that the hub does not account for are counted', async () => {
  await change('delete from chain_hole');
  await change('delete from chain');
  expect((await verify()).verified).toMatchObject({ chains: 0, wrong: 0, stray: 18 });
});
