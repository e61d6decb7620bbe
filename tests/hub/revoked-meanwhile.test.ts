import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyIdOf } from '../../hub/crypto.ts';
import { successionStatement } from '../../shared/statement.ts';
import { PATHS, type Report } from '../../shared/wire.ts';
import { connect } from './database.ts';
import { makeChain } from './journal.ts';
import { makeKiosk } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';
import { storedSequences } from './store/delivering.ts';

const REPORT: Report = {
  appVersion: '0.2.0',
  policyVersion: null,
  policyAgeSeconds: null,
  clockOffsetSeconds: 0,
  unsent: 3,
  journal: 'well',
  camera: 'reading',
  readers: [],
  keysAtRest: 'file',
  settingsVersion: 0,
};

let server: TestHub;
let asked = 0;

beforeAll(async () => {
  const statusProvider = {
    answer: (): Promise<never> => {
      asked += 1;
      return Promise.reject(new Error('asked'));
    },
  };
  server = await startHub({}, {}, { statusProvider });
});

afterAll(async () => {
  await server.close();
});

/** Revokes a kiosk in a transaction that is open: whoever looks sees none of it, until it is let go. */
async function revokeSlowly(id: string): Promise<() => Promise<void>> {
  const other = connect(server.databaseUrl);
  const transaction = await other.store.startTransaction().execute();
  await transaction.updateTable('kiosk').set({ revoked_at: new Date() }).where('id', '=', id).execute();
  return async () => {
    await transaction.commit().execute();
    await other.close();
  };
}

/** Waits until one of the hub's statements waits for a lock. */
async function untilHeldUp(): Promise<void> {
  const watcher = connect(server.databaseUrl);
  for (let held = 0; held === 0;) {
    const { rows } = await sql<{ held: number }>`
      select count(*)::int as held from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`.execute(watcher.store);
    held = rows[0]?.held ?? 0;
  }
  await watcher.close();
}

const chain = makeChain(2);

test.each<[string, string, unknown]>([
  ['a batch', PATHS.entries, chain],
  ['a heartbeat', PATHS.heartbeat, REPORT],
  ['a question of status', PATHS.status, { sealed: Buffer.alloc(300, 1).toString('base64') }],
])('%s that was under way when its kiosk was revoked does nothing any more', async (_what, path, body) => {
  const kiosk = await server.enrolled();
  const letGo = await revokeSlowly(kiosk.id);
  const sent = kiosk.post(path, body);
  await untilHeldUp();
  await letGo();
  expect(await sent).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
  expect(await storedSequences(server.hub.database, chain.chain)).toEqual([]);
  const { store } = server.hub.database;
  expect(await store.selectFrom('kiosk_report').selectAll().where('kiosk', '=', kiosk.id).execute()).toEqual([]);
  expect(asked).toBe(0);
});

test('a kiosk whose place is taken begins no further chain, also by a batch that was under way', async () => {
  const [old, next] = [await server.enrolled(), makeKiosk([server.url])];
  const letGo = await revokeSlowly(old.id);
  const begun = makeChain(1);
  const sent = old.send(begun);
  await untilHeldUp();
  const code = await makeCode(server.administrate);
  const signature = old.sign(successionStatement(keyIdOf(next.publicKey), code));
  const predecessor = { keyId: keyIdOf(old.publicKey), signature };
  const enrolled = next.post(PATHS.enrol, { code, publicKey: next.publicKey, predecessor });
  await letGo();
  expect(await sent).toMatchObject({ status: 403 });
  expect(await enrolled).toMatchObject({ status: 200 });
  expect(await next.send(begun)).toMatchObject({ status: 200 });
});
