import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decommission, type DecommissionParts } from '../../electron/decommission/decommission.ts';
import { openLastWords } from '../../electron/decommission/hub.ts';
import { verifyEvidence } from '../../electron/decommission/evidence.ts';
import { publicHalf } from '../../electron/crypto.ts';
import { keyIdOf } from '../../hub/crypto.ts';
import { bytesIn, foundIn, partsOf, usedKiosk, type Used } from '../electron/decommission/kit.ts';
import { freshFolder } from '../electron/folders.ts';
import { makeCode, startHub, type TestHub } from './server.ts';
import { makeKiosk, read } from './kiosk.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

/** A used kiosk that this hub knows. */
async function enrolled(entries = 5): Promise<Used & { readonly id: string }> {
  const used = usedKiosk(entries, freshFolder(), { hub: server.url, hubKey: server.hub.secrets.hubKey.x });
  const publicKey = publicHalf(used.privateKey);
  const id = await enrolAs(publicKey);
  return { ...used, id };
}

/** The hub is told of a key by its database: the kiosk's files are those of an enrolment already. */
async function enrolAs(publicKey: string): Promise<string> {
  const id = server.hub.newId();
  await server.hub.database.store
    .insertInto('kiosk')
    .values({
      ...{ id, venue: '人民广场商场', gate: 'north', key_id: keyIdOf(publicKey), public_key: publicKey },
      ...{ enrolled_at: new Date(server.hub.nowMs()), revoked_at: null },
    })
    .execute();
  return id;
}

const byNetwork = (used: Used, changes: Partial<DecommissionParts> = {}): ReturnType<typeof partsOf> =>
  partsOf(used, { openHub: (parties) => openLastWords(parties, 4000), ...changes });

async function listed(id: string): Promise<Record<string, unknown> | undefined> {
  const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
  const { body } = await fetch(`${server.url}/v1/kiosks`, { headers }).then(read);
  return (body as { kiosks: Record<string, unknown>[] }).kiosks.find(({ kiosk }) => kiosk === id);
}

async function storedOf(id: string): Promise<number> {
  const rows = await server.hub.database.store.selectFrom('entry').select('hash').where('kiosk', '=', id).execute();
  return rows.length;
}

test('what is owed reaches a real hub, which then says that it has it, and retires the kiosk', async () => {
  const used = await enrolled();
  const done = await decommission(byNetwork(used));
  expect(done).toMatchObject({
    ok: true,
    value: { entries: { is: 'synced', sent: 5, owed: 0, fault: null }, told: { is: 'told' }, left: [] },
  });
  expect(await storedOf(used.id)).toBe(5);
  expect(await listed(used.id)).toMatchObject({ retired: { unsent: 0, left: null } });
  expect(existsSync(used.profile)).toBe(false);
  expect(foundIn(bytesIn(used.folder), used)).toEqual([]);
});

test('interrupted once its entries are sent, it goes on from there', async () => {
  const used = await enrolled();
  const parts = byNetwork(used, {
    at(point) {
      if (point === 'settled') throw new Error('interrupted');
    },
    choice: { is: 'sync' },
  });
  await expect(decommission(parts)).rejects.toThrow('interrupted');
  expect(await storedOf(used.id)).toBe(5);
  const again = await decommission(byNetwork(used));
  expect(again).toMatchObject({ ok: true, value: { entries: { is: 'synced', sent: 5 }, told: { is: 'told' } } });
});

test('a kiosk that was revoked sends nothing: its entries go to a file, and its hub is not told', async () => {
  const used = await enrolled();
  await server.administrate(`/v1/kiosks/${used.id}/revoke`);
  expect(await decommission(byNetwork(used))).toMatchObject({
    ok: false,
    fault: { fault: 'entries-owed', owed: 5, why: 'kiosk-revoked' },
  });
  const file = join(used.folder, 'owed.ndjson');
  const done = await decommission(byNetwork(used, { choice: { is: 'export', file } }));
  expect(done).toMatchObject({
    ok: true,
    value: { entries: { is: 'exported', owed: 5 }, told: { is: 'revoked-before' } },
  });
  expect(await verifyEvidence(file)).toMatchObject([{ entries: 5, brokenAt: null }]);
  expect(await listed(used.id)).toMatchObject({ retired: null });
});

test('a hub that is told, and whose answer is lost by a power cut, is told again', async () => {
  const used = await enrolled();
  const interrupted = byNetwork(used, {
    openHub: (parties) => {
      const words = openLastWords(parties, 4000);
      const retire: typeof words.retire = async (retirement) => {
        await words.retire(retirement);
        throw new Error('interrupted');
      };
      return { ...words, retire };
    },
  });
  await expect(decommission(interrupted)).rejects.toThrow('interrupted');
  expect(await listed(used.id)).toMatchObject({ retired: { unsent: 0 } });
  expect(await decommission(byNetwork(used))).toMatchObject({ ok: true, value: { told: { is: 'told' } } });
});

test('a machine whose kiosk was retired enrols as another', async () => {
  const used = await enrolled();
  await decommission(byNetwork(used));
  const next = makeKiosk([server.url]);
  const code = await makeCode(server.administrate);
  expect(await next.post('/v1/enrol', { code, publicKey: next.publicKey })).toMatchObject({ status: 200 });
});
