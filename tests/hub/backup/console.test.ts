import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoreBackup } from '../../../hub/backup/restore.ts';
import { takeBackup } from '../../../hub/backup/take.ts';
import { openHubKey, sha256 } from '../../../hub/crypto.ts';
import { insertAccount } from '../../../hub/store/accounts.ts';
import { note } from '../../../hub/store/audit.ts';
import { beginSession } from '../../../hub/store/sessions.ts';
import { decideTrace, insertTrace, readTraces, stateOf } from '../../../hub/store/traces.ts';
import { connect, createDatabase, NOON, openMigrated } from '../database.ts';

const VENUE = 'mall';
const NOW = new Date(NOON);
const SCOPE = { is: 'person', withinMinutes: 15, stayHours: 2, fromMs: NOON - 1, untilMs: NOON } as const;

test('a restored hub has its accounts and audit log; nobody is signed in, and no trace is open any more', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'sentinel-backup-')), 'backup');
  const url = await createDatabase();
  const { store, close } = await openMigrated(url);
  const [id, waiting, approved] = [randomUUID(), randomUUID(), randomUUID()];
  const account = { id, login: 'manager', name: '小经', role: 'manager', venue: VENUE } as const;
  await insertAccount(store, { ...account, password: '$argon2id$', mustChangePassword: false }, null, NOW);
  await note(store, { by: account, venue: VENUE, did: 'sign-in', about: {} }, NOW);
  await beginSession(store, { cookieHash: sha256('cookie'), token: 'token' }, id, NOW);
  const asked = { venue: VENUE, requester: id, caseNumber: 'T-1', purpose: 'an outbreak', scope: SCOPE };
  for (const trace of [waiting, approved])
    await insertTrace(store, { ...asked, id: trace, personKey: sha256('k') }, NOW);
  await decideTrace(store, approved, { by: id, isApproved: true }, NOW);
  const hubKey = openHubKey(Buffer.alloc(32, 1));
  const nothing = (): Promise<void> => Promise.resolve();
  expect(await takeBackup(url, { folder, hubKey, now: NOW }, nothing)).toMatchObject({ ok: true });
  await close();
  const target = await createDatabase();
  const order = { folder, replaces: null, hubKey, mayHaveAnotherKey: false, retentionDays: 30 };
  const restored = await restoreBackup(target, { ...order, epoch: randomUUID(), now: NOW }, nothing);
  expect(restored).toMatchObject({ ok: true });
  const after = connect(target);
  expect(await after.store.selectFrom('account').select('login').execute()).toEqual([{ login: 'manager' }]);
  expect(await after.store.selectFrom('audit').select('did').execute()).toEqual([{ did: 'sign-in' }]);
  expect(await after.store.selectFrom('console_session').selectAll().execute()).toEqual([]);
  const traces = await readTraces(after.store, { venue: VENUE, id: null, requester: null });
  expect(traces.map((trace) => [stateOf(trace, NOW), trace.person_key])).toEqual(Array(2).fill(['withdrawn', null]));
  await expect(after.store.deleteFrom('audit').execute()).rejects.toMatchObject({ code: '23001' });
  await after.close();
  await rm(join(folder, '..'), { recursive: true });
});
