import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeChain } from './journal.ts';
import { startHub, type TestHub } from './server.ts';
import { read, type Answer } from './kiosk.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

function look(path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
  return fetch(server.url + path, { headers }).then(read);
}

test.each([
  ['of a version that there is not', '11111111-1111-0111-0111-111111111111'],
  ['of a variant that there is not', '22222222-2222-f222-f222-222222222222'],
])('a chain whose id is %s is taken, and blinds no manager', async (_what, chain) => {
  const kiosk = await server.enrolled();
  await kiosk.send(makeChain(1));
  expect(await kiosk.send(makeChain(1, { chain }))).toMatchObject({ status: 200 });
  const alerts = await look('/v1/alerts');
  expect(alerts.status).toBe(200);
  expect(JSON.stringify(alerts.body)).toContain(chain);
  const kiosks = await look('/v1/kiosks');
  expect(kiosks.status).toBe(200);
  expect(JSON.stringify(kiosks.body)).toContain(chain);
});

test('the list of kiosks goes on after any id that a kiosk can have', async () => {
  expect(await look('/v1/kiosks?after=11111111-1111-0111-0111-111111111111')).toMatchObject({ status: 200 });
});
