import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { venueKeyOf } from '../../../hub/crypto.ts';
import { ACCOUNT_ROLES, type AccountRole } from '../../../shared/console/abilities.ts';
import { CONSOLE_CALLS, type ConsoleAsk, type ConsoleCall } from '../../../shared/console/calls.ts';
import { trace } from '../../../shared/console/person.ts';
import { cardholder, personKeyInput } from '../../../shared/credential/person.ts';
import { encodeEntry, NO_PREVIOUS_HASH } from '../../../shared/journal.ts';
import { makeChain, makeEntry } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { NOON } from '../database.ts';
import { ASKS, NUMBER } from './calls-kit.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';

const OTHER = '南站';

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
  const kiosk = await insertKiosk(server.hub.database, VENUE);
  await deliver(server.hub.database, kiosk, makeChain(5), NOON);
});

afterAll(async () => {
  await server.close();
});

const OWN = ['me', 'me:password', 'me:codes-begin', 'me:codes-confirm', 'me:codes-end'] as const;
const LOG = ['facets', 'list', 'count', 'detail'] as const;
const ACCOUNTS = ['accounts:list', 'accounts:create', 'accounts:change', 'accounts:reset'] as const;
const TRACE = ['trace:list', 'trace:look'] as const;

const FLEET = [
  ...(['fleet:list', 'fleet:kiosk', 'fleet:revoke', 'fleet:codes', 'fleet:codes-make', 'fleet:code-withdraw'] as const),
  ...(['fleet:settings', 'fleet:settings-preview', 'fleet:settings-save'] as const),
  ...(['fleet:venue-codes', 'fleet:venue-code-issue', 'fleet:venue-code-withdraw'] as const),
];

/** What each role is answered; whatever is not here is refused. */
const ANSWERED: Readonly<Record<AccountRole, readonly ConsoleCall[]>> = {
  guard: [...OWN, ...TRACE, 'overview'],
  supervisor: [...OWN, ...TRACE, ...LOG, 'overview'],
  manager: [
    ...OWN,
    ...TRACE,
    ...LOG,
    ...ACCOUNTS,
    'overview',
    'person:find',
    'trace:request',
    'trace:withdraw',
    'sites:list',
  ],
  it: [...OWN, ...TRACE, ...ACCOUNTS, ...FLEET, 'overview', 'sites:list'],
  auditor: [...OWN, ...TRACE, ...LOG, 'overview', 'trace:decide', 'audit:list'],
};

const CALLS = Object.keys(CONSOLE_CALLS) as ConsoleCall[];

describe.each(ACCOUNT_ROLES)('somebody who is %s', (role) => {
  let person: Person;
  beforeAll(async () => {
    person = await server.person(role);
  });

  test.each(CALLS)('is answered %s or refused, as their role has it', async (call) => {
    const answer = await person.ask(call, ASKS[call]);
    const isAnswered = ANSWERED[role].includes(call);
    expect([call, faultOf(answer) !== 'not-allowed']).toEqual([call, isAnswered]);
    if (!isAnswered) expect(answer.status).toBe(403);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each(CALLS)('is asked to sign in for %s, without a session', async (call) => {
    expect(await person.ask(call, ASKS[call], { cookie: null })).toMatchObject({
      status: 401,
      body: { fault: 'signed-out' },
    });
  });

  test.each(CALLS)('may ask nothing but a password of their own, where another has set it: %s', async (call) => {
    const { store } = server.hub.database;
    const set = (is: boolean) =>
      store.updateTable('account').set({ must_change_password: is }).where('id', '=', person.id);
    await set(true).execute();
    const fault = faultOf(await person.ask(call, ASKS[call]));
    await set(false).execute();
    if (call === 'me') expect(fault).toBeNull();
    else expect(fault === 'password-to-be-changed').toBe(call !== 'me:password');
  });
});

test('an account over all venues sees how kiosks are, and no entry of any', async () => {
  const it = await server.person('it', null);
  const { body } = await it.ask('overview', ASKS.overview);
  expect(body).toMatchObject({ today: { admit: 0 }, kiosks: [{ gate: `${VENUE} · north` }] });
  for (const call of ['trace:list', 'trace:look'] as const) {
    expect(faultOf(await it.ask(call, ASKS[call]))).toBe('not-allowed');
  }
});

/** What is there in the one venue for somebody of another to get at. */
async function thingsOf(venue: string): Promise<{
  entry: string;
  kiosk: string;
  code: string;
  account: string;
  trace: string;
  person: Person;
}> {
  const chain = randomUUID();
  const entry = randomUUID();
  const kiosk = await insertKiosk(server.hub.database, venue);
  const bytes = encodeEntry(makeEntry(chain, 0, NO_PREVIOUS_HASH, { id: entry, maskedName: '别*人' }));
  await deliver(server.hub.database, kiosk, makeChain(1, { chain, contents: { 0: bytes } }), NOON);
  const person = await server.person('manager', venue);
  const requested = trace.parse((await person.ask('trace:request', ASKS['trace:request'])).body);
  const guard = await server.person('guard', venue);
  const { body } = await (await server.person('it', venue)).ask('fleet:codes-make', ASKS['fleet:codes-make']);
  const [code = ''] = z
    .object({ codes: z.array(z.object({ id: z.string() })) })
    .parse(body)
    .codes.map(({ id }) => id);
  return { entry, kiosk: kiosk.id, code, account: guard.id, trace: requested.id, person };
}

describe('nobody of one venue gets at anything of another', () => {
  let there: Awaited<ReturnType<typeof thingsOf>>;
  let asks: Partial<{ [C in ConsoleCall]: ConsoleAsk<C> }>;
  beforeAll(async () => {
    there = await thingsOf(OTHER);
    const auditorThere = await server.person('auditor', OTHER);
    await auditorThere.ask('trace:decide', { id: there.trace, isApproved: true });
    asks = {
      ...ASKS,
      detail: { id: there.entry },
      'trace:withdraw': { id: there.trace },
      'trace:decide': { id: there.trace, isApproved: false },
      'trace:look': { id: there.trace, after: null, limit: 10 },
      'accounts:change': { id: there.account, isActive: false },
      'accounts:reset': { id: there.account },
      'fleet:list': { ...ASKS['fleet:list'], venue: OTHER },
      'fleet:kiosk': { kiosk: there.kiosk },
      'fleet:revoke': { kiosk: there.kiosk, because: 'stolen' },
      'fleet:settings': { venue: OTHER, before: null },
      'fleet:settings-preview': { ...ASKS['fleet:settings-preview'], venue: OTHER },
      'fleet:settings-save': { ...ASKS['fleet:settings-save'], venue: OTHER, over: null },
      'fleet:codes': { venue: OTHER },
      'fleet:codes-make': { ...ASKS['fleet:codes-make'], venue: OTHER },
      'fleet:code-withdraw': { id: there.code },
      'fleet:venue-codes': { venue: OTHER },
      'fleet:venue-code-issue': { venue: OTHER, gate: 'north' },
      'fleet:venue-code-withdraw': { venue: OTHER, gate: 'north' },
      'accounts:create': { login: `x-${randomUUID().slice(0, 8)}`, name: '小外', role: 'guard', venue: OTHER },
    };
  });

  test.each(ACCOUNT_ROLES)('by any call, being %s', async (role) => {
    const person = await server.person(role);
    for (const call of CALLS) {
      const answer = await person.ask(call, asks[call] ?? null);
      const text = JSON.stringify(answer.body);
      for (const theirs of [
        OTHER,
        there.entry,
        there.kiosk,
        there.code,
        there.account,
        there.trace,
        '别*人',
        there.person.login,
      ]) {
        expect([role, call, text.includes(theirs)]).toEqual([role, call, false]);
      }
      if (['detail', 'trace:withdraw', 'trace:decide', 'trace:look', 'accounts:change'].includes(call)) {
        expect(['not-found', 'not-allowed']).toContain(faultOf(answer));
      }
      if (call.startsWith('fleet:')) expect(['not-found', 'not-allowed']).toContain(faultOf(answer));
      if (call === 'accounts:create') expect(faultOf(answer)).toBe('not-allowed');
    }
    const file = await person.post('/console/api/export', { is: 'trace', id: there.trace });
    expect(['not-found', 'not-allowed']).toContain(faultOf(file));
  });

  test('and what was there is as it was', async () => {
    const { store } = server.hub.database;
    const kiosks = store.selectFrom('kiosk').select('revoked_at').where('venue', '=', OTHER);
    expect(await kiosks.execute()).toEqual([{ revoked_at: null }]);
    expect(await store.selectFrom('setting').selectAll().where('venue', '=', OTHER).execute()).toEqual([]);
    const codes = store.selectFrom('enrolment_code').select(['id', 'withdrawn_at']).where('venue', '=', OTHER);
    expect(await codes.execute()).toEqual([{ id: there.code, withdrawn_at: null }]);
    const left = await there.person.ask('trace:list', null);
    expect(left.body).toMatchObject({ traces: [{ id: there.trace, state: 'approved' }] });
    const { body } = await there.person.ask('accounts:list', null);
    expect(body).toMatchObject({
      accounts: expect.arrayContaining([expect.objectContaining({ id: there.account, isActive: true })]) as unknown,
    });
  });
});

test('a person of another venue is not found by their number: it has another key there', async () => {
  const key = venueKeyOf(server.hub.secrets.venueMaster, OTHER);
  const personKey = createHmac('sha256', key)
    .update(personKeyInput(cardholder(NUMBER)))
    .digest();
  const chain = randomUUID();
  const bytes = encodeEntry(makeEntry(chain, 0, NO_PREVIOUS_HASH, { personKey }));
  const kiosk = await insertKiosk(server.hub.database, OTHER);
  await deliver(server.hub.database, kiosk, makeChain(1, { chain, contents: { 0: bytes } }), NOON);
  const [here, there] = [await server.person('manager'), await server.person('manager', OTHER)];
  expect(await here.ask('person:find', ASKS['person:find'])).toMatchObject({ body: { rows: [] } });
  expect(await there.ask('person:find', ASKS['person:find'])).toMatchObject({ body: { rows: [{ chain }] } });
});
