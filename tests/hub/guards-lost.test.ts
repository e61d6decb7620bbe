import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keyIdOf } from '../../hub/crypto.ts';
import { successionStatement } from '../../shared/statement.ts';
import { PATHS } from '../../shared/wire.ts';
import { hear, LI, list, put, remove, VENUE, WANG, withPins } from './guards-kit.ts';
import { makeKiosk, type Kiosk } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

/** Two at the north gate, one of whom is at the south gate too, and one at the south gate alone. */
beforeEach(async () => {
  await put(server, { ...WANG, gates: ['north', 'south'] });
  await put(server, LI);
  await put(server, { ...WANG, number: 'G09', name: '小赵', gates: ['south'], pin: '730264' });
  server.passSeconds(1);
});

function revoke(id: string): Promise<unknown> {
  return server.administrate(`/v1/kiosks/${id}/revoke`);
}

function logged(kiosk: string): unknown[] {
  const lines = server.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.filter((line) => line['event'] === 'revoked' && line['kiosk'] === kiosk);
}

/** As IT enrols a machine anew that still has its key. */
async function succeed(old: Kiosk): Promise<Kiosk> {
  const next = makeKiosk([server.url]);
  const code = await makeCode(server.administrate);
  const signature = old.sign(successionStatement(keyIdOf(next.publicKey), code));
  const predecessor = { keyId: keyIdOf(old.publicKey), signature };
  expect(await next.post(PATHS.enrol, { code, publicKey: next.publicKey, predecessor })).toMatchObject({ status: 200 });
  return next;
}

test('a kiosk that is revoked takes the PIN of everybody of its gate along, and the others of the gate hear of it', async () => {
  const [stolen, other] = [await server.enrolled(), await server.enrolled()];
  const { revision } = await list(server);
  await revoke(stolen.id);
  const withdrawnAt = new Date(server.hub.nowMs()).toISOString();
  const { guards } = await list(server);
  expect(guards.map(({ number, hasPin }) => [number, hasPin])).toEqual([
    ['G07', false],
    ['G09', true],
    ['S01', false],
  ]);
  expect(guards.map(({ pinChangedAt }) => pinChangedAt === withdrawnAt)).toEqual([true, false, true]);
  expect(await hear(other, revision)).toMatchObject({
    list: [
      { number: 'G07', pin: null },
      { number: 'S01', pin: null },
    ],
  });
  expect(logged(stolen.id)).toMatchObject([{ pinsWithdrawn: 2 }]);
});

test('a new PIN is another that kiosks are told, and holds where the same kiosk is revoked once more', async () => {
  const [stolen, other] = [await server.enrolled(), await server.enrolled()];
  await revoke(stolen.id);
  server.passSeconds(1);
  const revision = await put(server, { ...WANG, gates: ['north', 'south'], pin: '618403' });
  await revoke(stolen.id);
  expect(await withPins(server)).toEqual(['G07', 'G09']);
  expect(await hear(other, revision)).toBeUndefined();
  expect(logged(stolen.id)).toMatchObject([{ pinsWithdrawn: 2 }, { pinsWithdrawn: 0 }]);
});

test('a kiosk that enrols anew with its old key costs nobody their PIN', async () => {
  const old = await server.enrolled();
  const { revision } = await list(server);
  const next = await succeed(old);
  expect(await withPins(server)).toEqual(['G07', 'G09', 'S01']);
  expect(await hear(next, revision)).toBeUndefined();
});

test('nor does one whose place was taken, but for the PINs that it was told, once it is revoked by somebody', async () => {
  const old = await server.enrolled();
  server.passSeconds(1);
  await succeed(old);
  server.passSeconds(1);
  await put(server, { ...LI, pin: '40719266' });
  await revoke(old.id);
  expect(await withPins(server)).toEqual(['G09', 'S01']);
});

test('where nobody has set guards, a revoked kiosk does not take those away that kiosks have of their own', async () => {
  for (const { number } of (await list(server)).guards) await remove(server, VENUE, number);
  const [stolen, other] = [await server.enrolled(), await server.enrolled()];
  await revoke(stolen.id);
  expect(await hear(other, null)).toBeUndefined();
});

test('revoking who is no kiosk withdraws nothing', async () => {
  const { revision } = await list(server);
  await revoke('0180bab7-0c00-7000-8000-000000000001');
  expect((await list(server)).revision).toBe(revision);
});
