import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeChallenge } from '../../hub/challenge.ts';
import { PATHS } from '../../shared/wire.ts';
import { getChallenge, REPORT, type Answer, type Kiosk } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

type Enrolled = Kiosk & { readonly id: string };

let server: TestHub;
let another: TestHub;

beforeAll(async () => {
  server = await startHub();
  const { database, secrets, nowMs } = server.hub;
  another = await startHub({}, {}, { database, secrets, nowMs });
});

afterAll(async () => {
  await another.app.close();
  await server.close();
});

const REFUSED = { status: 401, body: { fault: 'challenge-expired' } };

const at = (aheadMs: number): string =>
  makeChallenge(server.hub.secrets.challengeKey, server.hub.nowMs() + aheadMs, randomBytes);

/** The same request, byte for byte, where `unsent` and the challenge are the same. */
function beat(kiosk: Kiosk, challenge: string, unsent = 3, more: object = {}): Promise<Answer> {
  return kiosk.post(PATHS.heartbeat, { ...REPORT, unsent }, { challenge, ...more });
}

async function unsentOf({ id }: Enrolled): Promise<number | undefined> {
  const { store } = server.hub.database;
  const row = await store.selectFrom('kiosk_report').select('report').where('kiosk', '=', id).executeTakeFirst();
  return row?.report.unsent;
}

test('a heartbeat that somebody recorded is not taken again, and the kiosk’s last word stays', async () => {
  const kiosk = await server.enrolled();
  const challenge = await getChallenge(server.url);
  expect(await beat(kiosk, challenge, 1)).toMatchObject({ status: 200 });
  expect(await beat(kiosk, challenge, 2)).toMatchObject({ status: 200 });
  expect(await beat(kiosk, challenge, 1)).toMatchObject(REFUSED);
  expect(await beat(kiosk, challenge, 2)).toMatchObject(REFUSED);
  expect(await unsentOf(kiosk)).toBe(2);
});

test('nor in another spelling of its signature', async () => {
  const kiosk = await server.enrolled();
  const challenge = await getChallenge(server.url);
  await beat(kiosk, challenge);
  const { asked } = await kiosk.post(PATHS.heartbeat, REPORT, { challenge });
  // The last digit before the padding has four bits to spare.
  const spelt = asked.value.replace(/.==$/u, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}==`);
  const headers = { signature: `kiosk=:${spelt}:` };
  expect(Buffer.from(spelt, 'base64')).toEqual(Buffer.from(asked.value, 'base64'));
  expect(await beat(kiosk, challenge, 3, { headers })).toMatchObject(REFUSED);
});

test('nor by another process of the hub, nor by both at once', async () => {
  const kiosk = await server.enrolled();
  const challenge = await getChallenge(server.url);
  const both = [server, another];
  const send = (): Promise<Answer[]> => Promise.all(both.map(({ url }) => beat(kiosk, challenge, 3, { url })));
  const statuses = (await send()).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 401]);
  expect((await send()).map(({ status }) => status)).toEqual([401, 401]);
});

test.each([
  ['a later challenge', 1, { status: 200 }],
  ['the same', 0, { status: 200 }],
  ['one of before', -1, REFUSED],
])(
  'after a heartbeat one that says something else is taken under %s, or another challenge is wanted',
  async (_how, ms, expected) => {
    const kiosk = await server.enrolled();
    await beat(kiosk, at(0), 1);
    expect(await beat(kiosk, at(ms), 2)).toMatchObject(expected);
  },
);

test('a challenge is good for so many heartbeats, and then another is wanted', async () => {
  const kiosk = await server.enrolled();
  const challenge = await getChallenge(server.url);
  await beat(kiosk, challenge, 1);
  const { store } = server.hub.database;
  const fill = (count: number): Promise<unknown> =>
    store
      .updateTable('kiosk_report')
      .set({ signatures: Array.from({ length: count }, (_, i) => String(i)) })
      .where('kiosk', '=', kiosk.id)
      .execute();
  await fill(999);
  expect(await beat(kiosk, challenge, 2)).toMatchObject({ status: 200 });
  await fill(1000);
  expect(await beat(kiosk, challenge, 3)).toMatchObject(REFUSED);
  expect(await beat(kiosk, at(1), 3)).toMatchObject({ status: 200 });
});

test('a hub’s clock that was ahead and has been put back locks nobody out', async () => {
  const kiosk = await server.enrolled();
  await beat(kiosk, at(0), 1);
  const { store } = server.hub.database;
  const aheadBy = (ms: number): Promise<unknown> =>
    store
      .updateTable('kiosk_report')
      .set({ challenge_ms: server.hub.nowMs() + ms })
      .where('kiosk', '=', kiosk.id)
      .execute();
  await aheadBy(60_000);
  expect(await beat(kiosk, at(0), 2)).toMatchObject(REFUSED);
  await aheadBy(60_001);
  expect(await beat(kiosk, at(0), 2)).toMatchObject({ status: 200 });
  expect(await unsentOf(kiosk)).toBe(2);
});
