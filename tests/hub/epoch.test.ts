import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATHS, type Report } from '../../shared/wire.ts';
import { makeChain } from './journal.ts';
import { makeKiosk, type Answer, type Kiosk } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';

let server: TestHub;
let kiosk: Kiosk;

beforeAll(async () => {
  server = await startHub();
  kiosk = await server.enrolled();
});

afterAll(async () => {
  await server.close();
});

const REPORT: Report = {
  ...{ appVersion: '0.2.0', policyVersion: 7, policyAgeSeconds: 3600, clockOffsetSeconds: -2, unsent: 12 },
  ...{ journal: 'well', camera: 'reading', readers: [], keysAtRest: 'system', settingsVersion: 0 },
};

async function enrolAnother(): Promise<Answer> {
  const another = makeKiosk([server.url]);
  return another.post(PATHS.enrol, { code: await makeCode(server.administrate), publicKey: another.publicKey });
}

test.each<[string, () => Promise<Answer>]>([
  ['an acknowledgement', () => kiosk.send(makeChain(2))],
  ['where a chain stands', () => kiosk.post(PATHS.chain, { chain: randomUUID(), sequence: 0 })],
  ['what a heartbeat hears', () => kiosk.post(PATHS.heartbeat, REPORT)],
  ['an enrolment', enrolAnother],
])('%s names the epoch that the database has by then, also where it was restored under a hub', async (_what, ask) => {
  const epoch = randomUUID();
  await server.hub.database.store.updateTable('hub_epoch').set({ epoch }).execute();
  expect(await ask()).toMatchObject({ status: 200, body: { epoch } });
});
