import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PATHS, retiredSchema } from '../../shared/wire.ts';
import { hear, LI, list, put, WANG, withPins } from './guards-kit.ts';
import { connect, untilHeldUp } from './database.ts';
import { makeChain } from './journal.ts';
import { getChallenge, makeKiosk, read, REPORT, type Kiosk } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

beforeEach(async () => {
  await put(server, WANG);
  await put(server, LI);
  server.passSeconds(1);
});

const NOTHING_LEFT = { unsent: 0, left: null };

const now = (): string => new Date(server.hub.nowMs()).toISOString();

async function listed(id: string): Promise<Record<string, unknown> | undefined> {
  const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
  const { body } = await fetch(`${server.url}/v1/kiosks`, { headers }).then(read);
  return (body as { kiosks: Record<string, unknown>[] }).kiosks.find(({ kiosk }) => kiosk === id);
}

function logged(kiosk: string): unknown[] {
  const lines = server.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.filter((line) => line['event'] === 'retired' && line['kiosk'] === kiosk);
}

test('a kiosk that says it is at its end is retired and revoked, with what it said of its entries', async () => {
  const kiosk = await server.enrolled();
  const retiredAt = now();
  const answer = await kiosk.post(PATHS.retire, { unsent: 7, left: 'exported' });
  expect(answer).toMatchObject({ status: 200 });
  expect(retiredSchema.parse(answer.body)).toEqual({ kiosk: kiosk.id, retiredAt });
  expect(await listed(kiosk.id)).toMatchObject({
    revokedAt: retiredAt,
    retired: { at: retiredAt, unsent: 7, left: 'exported' },
  });
  expect(logged(kiosk.id)).toMatchObject([{ pinsWithdrawn: 2, unsent: 7 }]);
});

test('a kiosk that is in service, or was revoked by somebody, is not retired', async () => {
  const [inService, revoked] = [await server.enrolled(), await server.enrolled()];
  await server.administrate(`/v1/kiosks/${revoked.id}/revoke`);
  expect(await listed(inService.id)).toMatchObject({ revokedAt: null, retired: null });
  expect(await listed(revoked.id)).toMatchObject({ revokedAt: now(), retired: null });
});

test.each<[string, (kiosk: Kiosk) => Promise<unknown>]>([
  ['entries', (kiosk) => kiosk.send(makeChain(1))],
  ['heartbeats', (kiosk) => kiosk.post(PATHS.heartbeat, REPORT)],
  ['questions where a chain stands', (kiosk) => kiosk.post(PATHS.chain, { chain: makeChain(1).chain, sequence: 0 })],
  ['questions of status', (kiosk) => kiosk.post(PATHS.status, { sealed: 'AAAA' })],
])('of a kiosk that is retired %s are refused', async (_what, ask) => {
  const kiosk = await server.enrolled();
  await kiosk.post(PATHS.retire, NOTHING_LEFT);
  expect(await ask(kiosk)).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
});

test('PINs of its gate are void, as by revoking, and the others of the gate hear of it', async () => {
  const [kiosk, other] = [await server.enrolled(), await server.enrolled()];
  const { revision } = await list(server);
  await kiosk.post(PATHS.retire, NOTHING_LEFT);
  expect(await withPins(server)).toEqual([]);
  expect(await hear(other, revision)).toMatchObject({
    list: [
      { number: 'G07', pin: null },
      { number: 'S01', pin: null },
    ],
  });
});

test('said again it is answered as the first time, by other words too, and PINs that were set since stay', async () => {
  const kiosk = await server.enrolled();
  const retiredAt = now();
  await kiosk.post(PATHS.retire, { unsent: 7, left: 'exported' });
  server.passSeconds(60);
  await put(server, WANG);
  const again = await kiosk.post(PATHS.retire, { unsent: 0, left: null });
  expect(again).toMatchObject({ status: 200, body: { kiosk: kiosk.id, retiredAt } });
  expect(await withPins(server)).toEqual(['G07']);
  expect(await listed(kiosk.id)).toMatchObject({ retired: { at: retiredAt, unsent: 7, left: 'exported' } });
  expect(logged(kiosk.id)).toHaveLength(1);
});

test('what somebody recorded of it and sends again changes nothing; nor does it once its challenge is over', async () => {
  const kiosk = await server.enrolled();
  const challenge = await getChallenge(server.url);
  const replay = (): Promise<unknown> => kiosk.post(PATHS.retire, NOTHING_LEFT, { challenge });
  await replay();
  await put(server, WANG);
  expect(await replay()).toMatchObject({ status: 200 });
  expect(await withPins(server)).toEqual(['G07']);
  server.passSeconds(900);
  expect(await replay()).toMatchObject({ status: 401, body: { fault: 'challenge-expired' } });
});

test('of two that come at once one retires the kiosk', async () => {
  const kiosk = await server.enrolled();
  const both = await Promise.all([kiosk.post(PATHS.retire, NOTHING_LEFT), kiosk.post(PATHS.retire, NOTHING_LEFT)]);
  expect(both).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(logged(kiosk.id)).toHaveLength(1);
});

test('whoever has the key of a kiosk that was revoked makes no end of it', async () => {
  const stolen = await server.enrolled();
  await server.administrate(`/v1/kiosks/${stolen.id}/revoke`);
  expect(await stolen.post(PATHS.retire, NOTHING_LEFT)).toMatchObject({
    status: 403,
    body: { fault: 'kiosk-revoked' },
  });
  expect(await listed(stolen.id)).toMatchObject({ retired: null });
});

test('nor where it is revoked while its word is under way', async () => {
  const stolen = await server.enrolled();
  const other = connect(server.databaseUrl);
  const transaction = await other.store.startTransaction().execute();
  await transaction.updateTable('kiosk').set({ revoked_at: new Date() }).where('id', '=', stolen.id).execute();
  const sent = stolen.post(PATHS.retire, NOTHING_LEFT);
  await untilHeldUp(server.databaseUrl);
  await transaction.commit().execute();
  await other.close();
  expect(await sent).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
  expect(await listed(stolen.id)).toMatchObject({ retired: null });
});

test('nobody retires another’s kiosk: neither by its name, nor with a token, nor with a key that the hub does not know', async () => {
  const [kiosk, other] = [await server.enrolled(), await server.enrolled()];
  await other.post(PATHS.retire, { ...NOTHING_LEFT, kiosk: kiosk.id });
  expect(await listed(kiosk.id)).toMatchObject({ retired: null, revokedAt: null });
  expect(await server.administrate(PATHS.retire, NOTHING_LEFT)).toMatchObject({ status: 401 });
  expect(await makeKiosk([server.url]).post(PATHS.retire, NOTHING_LEFT)).toMatchObject({
    status: 401,
    body: { fault: 'kiosk-unknown' },
  });
});

test.each([{ unsent: -1, left: null }, { unsent: 0, left: 'lost' }, { unsent: 0 }, { left: null }])(
  'what is no last word is refused: %j',
  async (body) => {
    const kiosk = await server.enrolled();
    expect(await kiosk.post(PATHS.retire, body)).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
    expect(await listed(kiosk.id)).toMatchObject({ retired: null });
  },
);

test('a kiosk that cannot count its entries says so', async () => {
  const kiosk = await server.enrolled();
  expect(await kiosk.post(PATHS.retire, { unsent: null, left: 'abandoned' })).toMatchObject({ status: 200 });
  expect(await listed(kiosk.id)).toMatchObject({ retired: { unsent: null, left: 'abandoned' } });
});
