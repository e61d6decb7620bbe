import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_CALLS, type ConsoleCall } from '../../../shared/console/calls.ts';
import { ASKS } from './calls-kit.ts';
import { faultOf, PASSWORD, startConsole, type Bent, type ConsoleHub, type Person } from './kit.ts';

let server: ConsoleHub;
let person: Person;

beforeAll(async () => {
  server = await startConsole();
  person = await server.person('manager');
});

afterAll(async () => {
  await server.close();
});

/** How another site's page, or another page of the same browser, might ask. */
const FORGED: readonly (readonly [string, Bent, number])[] = [
  ['without the token', { token: null }, 401],
  ['with an empty token', { token: '' }, 401],
  ['with another token', { token: 'A'.repeat(43) }, 401],
  ['from another site', { headers: { origin: 'https://elsewhere.example' } }, 403],
  ['from a page without an origin', { headers: { origin: 'null' } }, 403],
  ['from another port of this machine', { headers: { origin: 'http://127.0.0.1:1' } }, 403],
  ['as the browser says, across sites', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
  ['as the browser says, from a site beside', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
  ['by an address that was typed', { headers: { 'sec-fetch-site': 'none' } }, 403],
];

/** Those that every page may send without asking first (Fetch §2.2.2), and none. */
const TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json; x', ''];

const CALLS = Object.keys(CONSOLE_CALLS) as ConsoleCall[];

test.each(FORGED)('nothing is done that is asked %s', async (_how, bent, status) => {
  for (const call of CALLS) {
    // The page that has not its token yet is told it: who reads it is of this very site.
    const isTokens = call === 'me' && status === 401;
    const answer = await person.ask(call, ASKS[call], bent);
    expect([call, answer.status]).toEqual([call, isTokens ? 200 : status]);
  }
  for (const path of ['/console/api/export', '/console/sign-out']) {
    expect([path, (await person.post(path, null, bent)).status]).toEqual([path, status]);
  }
  expect((await person.ask('me', null)).status).toBe(200);
});

test.each(TYPES.slice(0, 3))('what is sent as %s is not read', async (type) => {
  for (const path of ['/console/api/trace:list', '/console/sign-out', '/console/sign-in', '/console/first']) {
    const answer = await person.post(path, null, { headers: { 'content-type': type } });
    expect([path, answer.status, faultOf(answer)]).toEqual([path, 400, 'ask-malformed']);
  }
});

test.each(FORGED.slice(3))('nobody is signed in, or made the first, %s', async (_how, bent) => {
  const ask = { login: person.login, password: PASSWORD, oneTimeCode: null };
  expect((await server.open().post('/console/sign-in', ask, bent)).status).toBe(403);
  const first = { token: 'AAAA-BBBB-CCCC-DDDD', login: 'mallory', name: 'M', password: PASSWORD };
  expect((await server.open().post('/console/first', first, bent)).status).toBe(403);
});

test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
  'nothing is answered to %s, and no other site is let in by a header',
  async (method) => {
    const answer = await person.ask('list', ASKS.list, { method, headers: { origin: 'https://elsewhere.example' } });
    expect(answer.status).toBe(404);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  },
);

test.each([
  ['no JSON', '{'],
  ['another shape', '{"filter":1}'],
  ['a list', '[]'],
  ['nothing', ''],
])('%s is told as an ask that is malformed, and not repeated', async (_what, body) => {
  const answer = await person.ask('list', ASKS.list, { body });
  expect(answer).toMatchObject({ status: 400, body: { fault: 'ask-malformed' } });
  expect(Object.keys(answer.body as object)).toEqual(['fault']);
});

test('a call that there is none of is not found, nor is one of every object', async () => {
  for (const call of ['nothing', 'constructor', '__proto__', 'toString', 'list%2F..']) {
    const answer = await person.post(`/console/api/${call}`, null);
    expect([call, answer.status, faultOf(answer)]).toEqual([call, 404, 'not-found']);
  }
});

test('a cookie of another form is none', async () => {
  for (const cookie of ['sentinel-console=', "sentinel-console=' or 1=1", `sentinel-console=${'A'.repeat(44)}`, 'x']) {
    expect((await person.ask('me', null, { cookie })).status).toBe(401);
  }
});
