import { verify } from '@node-rs/argon2';
import { randomUUID } from 'node:crypto';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { MAX_GUARDS } from '../../shared/guard-list.ts';
import { heardSchema, PATHS } from '../../shared/wire.ts';
import { ask, hear, LI, list, put, remove, VENUE, WANG } from './guards-kit.ts';
import { makeKiosk, REPORT } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

/** A venue of the test's own, and who enrols a kiosk there. */
function makeVenue(): { venue: string; kioskAt: (gate: string) => Promise<ReturnType<typeof makeKiosk>> } {
  const venue = `venue ${randomUUID()}`;
  return {
    venue,
    async kioskAt(gate) {
      const kiosk = makeKiosk([server.url]);
      const { body } = await server.administrate('/v1/enrolment-codes', { venue, gate });
      await kiosk.post(PATHS.enrol, { code: (body as { code: string }).code, publicKey: kiosk.publicKey });
      return kiosk;
    },
  };
}

test('guards are set, listed without what proves them, changed and taken off the list', async () => {
  const { venue, kioskAt } = makeVenue();
  await kioskAt('north');
  expect(await list(server, venue)).toEqual({ revision: null, guards: [] });
  const first = await ask(server, 'PUT', { ...WANG, venue, gates: ['north', ' north', 'south'] });
  expect(first).toMatchObject({ status: 200, body: { kiosks: 1 } });
  await put(server, { ...LI, venue, pin: undefined });
  const setAt = new Date(server.hub.nowMs()).toISOString();
  const [wang, li] = [
    { number: 'G07', name: '小王', role: 'guard', gates: ['north', 'south'], hasPin: true, pinChangedAt: setAt },
    { number: 'S01', name: '老李', role: 'supervisor', gates: ['north'], hasPin: false, pinChangedAt: null },
  ];
  expect((await list(server, venue)).guards).toEqual([wang, li]);
  server.passSeconds(60);
  await put(server, { ...WANG, venue, name: '王五', gates: ['south'], pin: undefined });
  expect((await list(server, venue)).guards[0]).toEqual({ ...wang, name: '王五', gates: ['south'] });
  expect(await remove(server, venue, 'G07')).toMatchObject({ status: 204 });
  expect(await remove(server, venue, 'G07')).toMatchObject({ status: 404, body: { fault: 'not-found' } });
  expect((await list(server, venue)).guards).toEqual([li]);
});

test('whoever sets a guard hears that no kiosk is at such a gate', async () => {
  const { venue, kioskAt } = makeVenue();
  await kioskAt('north');
  expect((await ask(server, 'PUT', { ...WANG, venue, gates: ['nroth'] })).body).toMatchObject({ kiosks: 0 });
});

test.each([
  ['five digits', 'refused', { ...WANG, pin: '50281' }],
  ['six digits', 'taken', WANG],
  ['twelve digits', 'taken', { ...WANG, pin: '502817028170' }],
  ['thirteen digits', 'refused', { ...WANG, pin: '5028170281702' }],
  ['seven digits for a supervisor', 'refused', { ...LI, pin: '9173550' }],
  ['eight digits for a supervisor', 'taken', LI],
  ['one digit over and over', 'refused', { ...WANG, pin: '000000' }],
  ['digits in a row', 'refused', { ...WANG, pin: '456789' }],
])('a PIN of %s is %s, and not repeated', async (_what, how, guard) => {
  const answer = await ask(server, 'PUT', { ...guard, venue: makeVenue().venue });
  expect(answer).toMatchObject(
    how === 'taken' ? { status: 200, body: { kiosks: 0 } } : { status: 400, body: { fault: 'pin-unfit' } },
  );
  expect(JSON.stringify(answer.body)).not.toContain(guard.pin);
});

test.each<[string, object]>([
  ['without a gate', { ...WANG, gates: [] }],
  ['with SQL for a gate', { ...WANG, gates: ["'; drop table guard; --"] }],
  ['with a number in small letters', { ...WANG, number: 'g07' }],
  ['without a name', { ...WANG, name: ' ' }],
  ['with a NUL in the name, which the database cannot hold', { ...WANG, name: 'a\0' }],
  ['with half of a character for a name', { ...WANG, name: '\ud800' }],
  ['with a role that nobody has', { ...WANG, role: 'chief' }],
  ['with a name that is none', { ...WANG, name: '<b>' }],
  ['with letters in the PIN', { ...WANG, pin: '50281a' }],
  ['with a PIN without end', { ...WANG, pin: '5'.repeat(65) }],
  ['with what nobody knows', { ...WANG, password: '1' }],
])('a guard is refused %s', async (_how, guard) => {
  expect(await ask(server, 'PUT', guard)).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
});

test('a guard becomes a supervisor with a PIN that a supervisor may have, or without any', async () => {
  const { venue } = makeVenue();
  await put(server, { ...WANG, venue });
  const promoted = { ...WANG, venue, role: 'supervisor', pin: undefined };
  expect(await ask(server, 'PUT', promoted)).toMatchObject({ status: 400, body: { fault: 'pin-unfit' } });
  await put(server, { ...promoted, pin: '91735508' });
  await put(server, { ...WANG, venue, pin: undefined });
  expect((await list(server, venue)).guards).toMatchObject([{ role: 'guard', hasPin: true }]);
  await put(server, { ...LI, venue, role: 'guard', pin: undefined });
  await put(server, { ...LI, venue, pin: undefined });
  expect((await list(server, venue)).guards).toMatchObject([{}, { role: 'supervisor', hasPin: false }]);
});

test('of one gate no more are taken than a kiosk takes, also where several are set at once', async () => {
  const { venue } = makeVenue();
  const guardOf = (n: number): object => ({ ...WANG, venue, number: `N${n}`, gates: ['north'], pin: undefined });
  for (let n = 0; n < MAX_GUARDS - 1; n += 1) await put(server, guardOf(n));
  const answers = await Promise.all([61, 62, 63].map((n) => ask(server, 'PUT', guardOf(n))));
  const bodies = answers.filter(({ status }) => status !== 200).map(({ status, body }) => ({ status, body }));
  expect(bodies).toEqual(Array(2).fill({ status: 409, body: { fault: 'guards-too-many' } }));
  await put(server, { ...guardOf(0), name: '小李' });
  await put(server, { ...guardOf(70), gates: ['south'] });
  const both = { ...guardOf(70), gates: ['south', 'north'] };
  expect(await ask(server, 'PUT', both)).toMatchObject({ status: 409, body: { fault: 'guards-too-many' } });
});

test('neither who has no token nor a kiosk reads or changes guards', async () => {
  const kiosk = await server.enrolled();
  const refused = { status: 401, body: { fault: 'bearer-wrong' } };
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const path = `/v1/guards?venue=${encodeURIComponent(VENUE)}&number=G07`;
    expect([method, (await fetch(server.url + path, { method })).status]).toEqual([method, 401]);
    expect(await kiosk.post(path, WANG, { method })).toMatchObject(refused);
  }
});

test('a kiosk is told of its own gate’s guards alone, each with what proves their PIN', async () => {
  const { venue, kioskAt } = makeVenue();
  const [north, south, west] = [await kioskAt('north'), await kioskAt('south'), await kioskAt('west')];
  await put(server, { ...WANG, venue, gates: ['north', 'south'] });
  const revision = await put(server, { ...LI, venue, gates: ['north'] });
  const heard = await hear(north, null);
  expect(heard).toMatchObject({
    revision,
    list: [
      { number: 'G07', name: '小王', role: 'guard' },
      { number: 'S01', name: '老李', role: 'supervisor' },
    ],
  });
  const [wang, li] = heard?.list ?? [];
  expect(wang?.pin).toMatch(/^\$argon2id\$v=19\$m=76800,t=3,p=1\$/u);
  expect(await verify(wang?.pin ?? '', WANG.pin)).toBe(true);
  expect(await verify(li?.pin ?? '', LI.pin)).toBe(true);
  expect((await hear(south, null))?.list.map(({ number }) => number)).toEqual(['G07']);
  expect(await hear(west, null)).toEqual({ revision, list: [] });
});

test('they are told where the kiosk has another revision, and only there', async () => {
  const { venue, kioskAt } = makeVenue();
  const kiosk = await kioskAt('north');
  expect(await hear(kiosk, null)).toBeUndefined();
  // As after a restore of what was before: nobody has set any there.
  expect(await hear(kiosk, randomUUID())).toEqual({ revision: null, list: [] });
  const first = await put(server, { ...WANG, venue });
  expect(await hear(kiosk, first)).toBeUndefined();
  const second = await put(server, { ...LI, venue, gates: ['south'] });
  expect(second).not.toBe(first);
  expect(await hear(kiosk, first)).toMatchObject({ revision: second, list: [{ number: 'G07' }] });
  await remove(server, venue, 'S01');
  const { revision: third } = await list(server, venue);
  expect(await hear(kiosk, second)).toMatchObject({ revision: third, list: [{ number: 'G07' }] });
  await put(server, { ...WANG, venue: makeVenue().venue });
  expect(await hear(kiosk, third)).toBeUndefined();
});

test('a venue whose last guard is taken off the list is one that nobody has set any for', async () => {
  const { venue, kioskAt } = makeVenue();
  const kiosk = await kioskAt('north');
  const revision = await put(server, { ...WANG, venue });
  await remove(server, venue, 'G07');
  expect(await hear(kiosk, revision)).toEqual({ revision: null, list: [] });
  expect(await hear(kiosk, null)).toBeUndefined();
});

test('a kiosk of an earlier release, which says no revision, is told of no guards', async () => {
  const { venue, kioskAt } = makeVenue();
  const kiosk = await kioskAt('north');
  await put(server, { ...WANG, venue });
  const { body } = await kiosk.post(PATHS.heartbeat, REPORT);
  expect(heardSchema.parse(body)).not.toHaveProperty('guards');
});

test('no PIN, name or number of a guard is in the hub’s log, nor a PIN in its database', async () => {
  await put(server, WANG);
  await ask(server, 'PUT', { ...WANG, pin: '123456' });
  for (const word of [WANG.pin, '123456', WANG.name, WANG.number]) expect(server.logged.join('')).not.toContain(word);
  const rows = await server.hub.database.store.selectFrom('guard').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(WANG.pin);
});
