import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLEET_CALLS, type EnrolmentCode, type MadeCode } from '../../../shared/console/fleet.ts';
import { CODE } from '../../../shared/enrolment-code.ts';
import { decodeTicket } from '../../../shared/ticket.ts';
import { PATHS } from '../../../shared/wire.ts';
import { makeKiosk, type Answer } from '../kiosk.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';

let folder: string;
let server: ConsoleHub;
let it: Person;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-fleet-codes-'));
  writeFileSync(join(folder, '1.root.json'), 'root');
  server = await startConsole({}, { address: 'https://hub.example', policyFolder: folder });
  it = await server.person('it');
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function make(gates: readonly string[], lifeSeconds = 600, by = it): Promise<MadeCode[]> {
  const { body } = await by.ask('fleet:codes-make', { venue: null, gates: [...gates], lifeSeconds });
  return FLEET_CALLS['fleet:codes-make'].reply.parse(body).codes;
}

async function list(by = it): Promise<EnrolmentCode[]> {
  return FLEET_CALLS['fleet:codes'].reply.parse((await by.ask('fleet:codes', { venue: null })).body).codes;
}

const one = (codes: readonly MadeCode[]): MadeCode => {
  const [code] = codes;
  if (code === undefined) throw new Error('no code');
  return code;
};

function enrolBy({ code }: MadeCode): Promise<Answer> {
  const kiosk = makeKiosk([server.url]);
  return kiosk.post(PATHS.enrol, { code, publicKey: kiosk.publicKey });
}

const stateOf = async ({ id }: MadeCode): Promise<EnrolmentCode | undefined> =>
  (await list()).find((code) => code.id === id);

test('a code of the page enrols one kiosk, and the list says which; its ticket names the hub and the code', async () => {
  const code = one(await make(['north']));
  expect(decodeTicket(code.ticket ?? '')).toMatchObject({
    value: { hub: 'https://hub.example', code: code.code },
  });
  // To be typed, where nothing can be shown.
  expect(code).toMatchObject({ hub: 'https://hub.example', code: expect.stringMatching(CODE) as unknown });
  expect(await stateOf(code)).toMatchObject({
    ...{ state: 'open', venue: VENUE, gate: 'north', madeBy: it.login, kiosk: null, expiresAt: code.expiresAt },
  });
  const { status, body } = await enrolBy(code);
  expect(status).toBe(200);
  const { kiosk } = body as { kiosk: string };
  expect(await stateOf(code)).toMatchObject({ state: 'used', kiosk: { id: kiosk } });
  expect(faultOf(await enrolBy(code))).toBe('code-used');
});

test('a batch has a code for each gate in their order, on record by how many; a code’s text is told once and nowhere else', async () => {
  const gates = ['1号门', '2号门', '2号门'];
  const codes = await make(gates, 86_400);
  expect(codes.map(({ gate }) => gate)).toEqual(gates);
  expect(new Set(codes.map(({ code }) => code)).size).toBe(3);
  const listed = JSON.stringify([await list(), await server.audited(), server.logged]);
  for (const { code, ticket } of codes) {
    expect([listed.includes(code), listed.includes(ticket ?? 'none')]).toEqual([false, false]);
  }
  expect((await server.audited()).at(-1)).toMatchObject({
    ...{ login: it.login, did: 'enrolment-codes-made' },
    about: { codes: 3, untilMs: server.hub.nowMs() + 86_400_000 },
  });
});

test('a code that is withdrawn enrols nobody, once and for all', async () => {
  const code = one(await make(['north']));
  const withdraw = () => it.ask('fleet:code-withdraw', { id: code.id });
  expect((await withdraw()).body).toMatchObject({ id: code.id, state: 'withdrawn' });
  expect(faultOf(await enrolBy(code))).toBe('code-expired');
  expect(faultOf(await withdraw())).toBe('not-found');
  expect((await server.audited()).at(-1)).toMatchObject({ did: 'enrolment-code-withdrawn', about: { gate: 'north' } });
});

test('one that was used is not withdrawn, and of who enrols and who withdraws at the same time one does', async () => {
  const used = one(await make(['north']));
  await enrolBy(used);
  expect(faultOf(await it.ask('fleet:code-withdraw', { id: used.id }))).toBe('not-found');
  const raced = one(await make(['north']));
  const [enrolled, withdrawn] = await Promise.all([enrolBy(raced), it.ask('fleet:code-withdraw', { id: raced.id })]);
  expect([enrolled.status === 200, withdrawn.status === 200].filter(Boolean)).toHaveLength(1);
});

test('open ones come first; one that has expired says so, and is forgotten a day later', async () => {
  const short = one(await make(['north'], 1));
  const long = one(await make(['north'], 86_400));
  server.passSeconds(1);
  expect(await stateOf(short)).toMatchObject({ state: 'expired' });
  const states = (await list()).map(({ state }) => state);
  expect(states.lastIndexOf('open')).toBeLessThan(states.indexOf('expired'));
  expect(await stateOf(long)).toMatchObject({ state: 'open' });
});

test('IT of all venues makes the first code of a new venue, and names it', async () => {
  const over = await server.person('it', null);
  const ask = (venue: string | null) => over.ask('fleet:codes-make', { venue, gates: ['north'], lifeSeconds: 600 });
  expect(faultOf(await ask(null))).toBe('ask-malformed');
  expect((await ask('新馆')).status).toBe(200);
  expect((await list(over)).map(({ venue }) => venue)).toContain('新馆');
  expect((await list()).map(({ venue }) => venue)).not.toContain('新馆');
});

test.each([
  ['no gate', [], 600],
  ['more than a batch', Array.from({ length: 201 }, () => 'north'), 600],
  ['a gate that is no name', ['north/south'], 600],
  ['a life beyond a day', ['north'], 86_401],
  ['no life', ['north'], 0],
])('%s is refused', async (_what, gates, lifeSeconds) => {
  const answer = await it.ask('fleet:codes-make', { venue: null, gates, lifeSeconds });
  expect(faultOf(answer)).toBe('ask-malformed');
});

test('the largest batch there is fits, by names of the longest', async () => {
  const gates = Array.from({ length: 200 }, (_, i) => `${String(i)}${'门'.repeat(60)}`);
  expect(await make(gates)).toHaveLength(200);
});
