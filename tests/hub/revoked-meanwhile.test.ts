import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyIdOf } from '../../hub/crypto.ts';
import { successionStatement } from '../../shared/statement.ts';
import { PATHS } from '../../shared/wire.ts';
import { connect, untilHeldUp } from './database.ts';
import { makeChain } from './journal.ts';
import { makeKiosk, REPORT } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';
import { storedSequences } from './store/delivering.ts';

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

const chain = makeChain(2);

test.each<[string, string, unknown]>([
  ['a batch', PATHS.entries, chain],
  ['a heartbeat', PATHS.heartbeat, REPORT],
  ['a question of status', PATHS.status, { sealed: Buffer.alloc(300, 1).toString('base64') }],
])('%s that was under way when its kiosk was revoked does nothing any more', async (_what, path, body) => {
  const kiosk = await server.enrolled();
  const letGo = await revokeSlowly(kiosk.id);
  const sent = kiosk.post(path, body);
  await untilHeldUp(server.databaseUrl);
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
  await untilHeldUp(server.databaseUrl);
  const code = await makeCode(server.administrate);
  const signature = old.sign(successionStatement(keyIdOf(next.publicKey), code));
  const predecessor = { keyId: keyIdOf(old.publicKey), signature };
  const enrolled = next.post(PATHS.enrol, { code, publicKey: next.publicKey, predecessor });
  await letGo();
  expect(await sent).toMatchObject({ status: 403 });
  expect(await enrolled).toMatchObject({ status: 200 });
  expect(await next.send(begun)).toMatchObject({ status: 200 });
});
