import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyIdOf } from '../../hub/crypto.ts';
import { successionStatement } from '../../shared/statement.ts';
import { enrolledSchema, PATHS } from '../../shared/wire.ts';
import { makeChain, slice } from './journal.ts';
import { makeKiosk, type Answer, type Kiosk } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

interface Claim {
  readonly code: string;
  readonly old: Kiosk;
  readonly next: Kiosk;
  /** What the old key signs, instead of the right thing. */
  readonly statement?: Uint8Array;
}

function claim({ code, old, next, statement }: Claim): Promise<Answer> {
  const said = statement ?? successionStatement(keyIdOf(next.publicKey), code);
  const predecessor = { keyId: keyIdOf(old.publicKey), signature: old.sign(said) };
  return next.post(PATHS.enrol, { code, publicKey: next.publicKey, predecessor });
}

test('a kiosk with a new key goes on with the chains of the old one, which is refused from then on', async () => {
  const [old, next] = [await server.enrolled(), makeKiosk([server.url])];
  const chain = makeChain(4);
  await old.send(slice(chain, 0, 2));
  expect(await claim({ code: await makeCode(server.administrate), old, next })).toMatchObject({ status: 200 });
  expect(await next.send(slice(chain, 2))).toMatchObject({ status: 200, body: { through: 3 } });
  expect(await old.send(chain)).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
});

test('the list of kiosks says which kiosk followed another, also where that was revoked before', async () => {
  const [old, next] = [await server.enrolled(), makeKiosk([server.url])];
  const successors = async (): Promise<Map<string, string | null>> => {
    const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
    const answer = await fetch(`${server.url}/v1/kiosks`, { headers });
    const { kiosks } = (await answer.json()) as { kiosks: { kiosk: string; successor: string | null }[] };
    return new Map(kiosks.map(({ kiosk, successor }) => [kiosk, successor]));
  };
  await server.administrate(`/v1/kiosks/${old.id}/revoke`);
  expect((await successors()).get(old.id)).toBeNull();
  const enrolled = enrolledSchema.parse((await claim({ code: await makeCode(server.administrate), old, next })).body);
  expect((await successors()).get(old.id)).toBe(enrolled.kiosk);
  expect((await successors()).get(enrolled.kiosk)).toBeNull();
});

test('a kiosk that was revoked can be succeeded by whoever has its key and a code', async () => {
  const [old, next] = [await server.enrolled(), makeKiosk([server.url])];
  const chain = makeChain(2);
  await old.send(slice(chain, 0, 1));
  await server.administrate(`/v1/kiosks/${old.id}/revoke`);
  expect(await claim({ code: await makeCode(server.administrate), old, next })).toMatchObject({ status: 200 });
  expect(await next.send(chain)).toMatchObject({ status: 200 });
});

test('nobody’s place is taken without that key’s signature for this key and this code, and the code stays unused', async () => {
  const [old, next] = [await server.enrolled(), makeKiosk([server.url])];
  const [code, other] = [await makeCode(server.administrate), await makeCode(server.administrate)];
  const chain = makeChain(2);
  await old.send(slice(chain, 0, 1));
  const wrong = { status: 403, body: { fault: 'predecessor-wrong' } };
  const [newKey, strange] = [keyIdOf(next.publicKey), makeKiosk([server.url])];
  expect(await claim({ code, old, next, statement: successionStatement(newKey, other) })).toMatchObject(wrong);
  const forAnother = successionStatement(keyIdOf(strange.publicKey), code);
  expect(await claim({ code, old, next, statement: forAnother })).toMatchObject(wrong);
  expect(await claim({ code, old: strange, next })).toMatchObject({
    status: 403,
    body: { fault: 'predecessor-wrong', predecessor: 'unknown' },
  });
  expect(await claim({ code, old: { ...old, sign: strange.sign }, next })).toMatchObject(wrong);
  expect(await old.send(chain)).toMatchObject({ status: 200 });
  expect(await claim({ code, old, next })).toMatchObject({ status: 200 });
});

test('a kiosk of another venue is no predecessor', async () => {
  const [old, next] = [await server.enrolled(), makeKiosk([server.url])];
  const { body } = await server.administrate('/v1/enrolment-codes', { venue: 'elsewhere', gate: 'north' });
  const answer = await claim({ code: (body as { code: string }).code, old, next });
  expect(answer).toMatchObject({ status: 403 });
  expect(answer.body).toEqual({ fault: 'predecessor-wrong' });
  expect(await old.send(makeChain(1))).toMatchObject({ status: 200 });
});

test('nor is one whose place was taken before: its chains are the other’s', async () => {
  const [old, next, late] = [await server.enrolled(), makeKiosk([server.url]), makeKiosk([server.url])];
  expect(await claim({ code: await makeCode(server.administrate), old, next })).toMatchObject({ status: 200 });
  const answer = await claim({ code: await makeCode(server.administrate), old, next: late });
  expect(answer.body).toEqual({ fault: 'predecessor-wrong' });
});

/** A kiosk that has used a code, and may not have heard of it. */
async function used(code: string): Promise<Kiosk> {
  const kiosk = makeKiosk([server.url]);
  const answer = await kiosk.post(PATHS.enrol, { code, publicKey: kiosk.publicKey });
  expect(answer).toMatchObject({ status: 200 });
  return kiosk;
}

test('a code is good again for the kiosk that has used it, by another new key: the answer may have been lost', async () => {
  const code = await makeCode(server.administrate);
  const lost = await used(code);
  const [next, late] = [makeKiosk([server.url]), makeKiosk([server.url])];
  expect(await claim({ code, old: lost, next })).toMatchObject({ status: 200, body: { gate: 'north' } });
  expect(await next.send(makeChain(1))).toMatchObject({ status: 200 });
  expect(await lost.send(makeChain(1))).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
  // That answer may be lost as well.
  expect(await claim({ code, old: next, next: late })).toMatchObject({ status: 200 });
});

test('a key that never came, of which the kiosk knows no better, leaves the code good for the one that did', async () => {
  const code = await makeCode(server.administrate);
  const [lost, never] = [await used(code), makeKiosk([server.url])];
  expect(await claim({ code, old: never, next: makeKiosk([server.url]) })).toMatchObject({
    body: { fault: 'predecessor-wrong', predecessor: 'unknown' },
  });
  expect(await claim({ code, old: lost, next: makeKiosk([server.url]) })).toMatchObject({ status: 200 });
});

test.each<[string, (lost: Kiosk, code: string) => Promise<unknown>, string]>([
  ['another kiosk of its venue', async () => Promise.resolve(), 'code-used'],
  [
    'one that it knows no more, replayed',
    (lost, code) => claim({ code, old: lost, next: makeKiosk([server.url]) }),
    'predecessor-wrong',
  ],
])('a used code is no good for %s', async (_who, before, fault) => {
  const code = await makeCode(server.administrate);
  const lost = await used(code);
  await before(lost, code);
  const old = fault === 'code-used' ? await server.enrolled() : lost;
  expect(await claim({ code, old, next: makeKiosk([server.url]) })).toMatchObject({ status: 403, body: { fault } });
});

test('a used code makes nothing new of a kiosk that was revoked meanwhile, nor of any when its time is over', async () => {
  const [code, other] = [await makeCode(server.administrate), await makeCode(server.administrate)];
  const stolen = makeKiosk([server.url]);
  const { kiosk } = enrolledSchema.parse((await stolen.post(PATHS.enrol, { code, publicKey: stolen.publicKey })).body);
  await server.administrate(`/v1/kiosks/${kiosk}/revoke`);
  const refused = { status: 403, body: { fault: 'code-used' } };
  expect(await claim({ code, old: stolen, next: makeKiosk([server.url]) })).toMatchObject(refused);
  const slow = await used(other);
  server.passSeconds(600);
  expect(await claim({ code: other, old: slow, next: makeKiosk([server.url]) })).toMatchObject(refused);
});

test('all kiosks of a venue get one key, those of another venue another, and it is in no table', async () => {
  const [one, two] = [await enrolAt('mall', 'north'), await enrolAt('mall', 'south')];
  expect(two).toBe(one);
  expect(await enrolAt('museum', 'north')).not.toBe(one);
  const { store } = server.hub.database;
  for (const table of ['kiosk', 'enrolment_code'] as const) {
    expect(JSON.stringify(await store.selectFrom(table).selectAll().execute())).not.toContain(one);
  }
  expect(server.logged.join('')).not.toContain(one);
});

/** @returns the venue's key */
async function enrolAt(venue: string, gate: string): Promise<string> {
  const kiosk = makeKiosk([server.url]);
  const { body } = await server.administrate('/v1/enrolment-codes', { venue, gate });
  const enrolled = await kiosk.post(PATHS.enrol, { code: (body as { code: string }).code, publicKey: kiosk.publicKey });
  return enrolledSchema.parse(enrolled.body).venueKey;
}
