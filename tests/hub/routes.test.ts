import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RouteOptions } from 'fastify';
import { buildApp } from '../../hub/app.ts';
import { PATHS } from '../../shared/wire.ts';
import { getChallenge, makeKiosk, read, REPORT } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

/** Routes that answer anybody: they say nothing that is not for all to know. */
const OPEN = [
  'GET /console',
  'GET /console/{*}',
  'GET /health',
  'GET /policy/{*}',
  'GET /ready',
  'GET /v',
  'GET /v/{*}',
  'GET /v1/challenge',
  'GET /v1/openapi.json',
  'GET /v1/policy-root',
];

/** For who has no key yet: what is wrong with an empty request is the request. */
const FOR_THE_KEYLESS = [
  'POST /console/sign-in',
  'POST /console/first',
  'POST /v1/ticket',
  'POST /v1/venue-code',
  'POST /v1/self-check-in',
];

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

/** All that the hub answers, as it was built. */
function allRoutes(): Route[] {
  const document = server.app.swagger() as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{[\w*]+\}/gu, '0180bab7-0c00-7000-8000-000000000001'),
    })),
  );
}

const closed = (): Route[] => allRoutes().filter(({ name }) => !OPEN.includes(name));

test('the routes are those known here, so that a new one is looked at', () => {
  expect(
    allRoutes()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    'DELETE /v1/guards',
    'GET /console',
    'GET /console/{*}',
    'GET /health',
    'GET /metrics',
    'GET /policy/{*}',
    'GET /ready',
    'GET /v',
    'GET /v/{*}',
    'GET /v1/alerts',
    'GET /v1/challenge',
    'GET /v1/guards',
    'GET /v1/kiosks',
    'GET /v1/openapi.json',
    'GET /v1/policy-root',
    'POST /console/api/export',
    'POST /console/api/me',
    'POST /console/api/{call}',
    'POST /console/first',
    'POST /console/sign-in',
    'POST /console/sign-out',
    'POST /v1/chain',
    'POST /v1/check-ins',
    'POST /v1/enrol',
    'POST /v1/enrolment-batches',
    'POST /v1/enrolment-codes',
    'POST /v1/entries',
    'POST /v1/heartbeat',
    'POST /v1/kiosks/{kiosk}/revoke',
    'POST /v1/retire',
    'POST /v1/self-check-in',
    'POST /v1/status',
    'POST /v1/ticket',
    'POST /v1/venue-code',
    'PUT /v1/guards',
    'PUT /v1/settings',
  ]);
});

test('the OpenAPI document leaves no route out', () => {
  const printed = server.app.printRoutes({ commonPrefix: false }).match(/\b(?:GET|POST|PUT|PATCH|DELETE)\b/gu);
  expect(printed).toHaveLength(allRoutes().length);
});

interface Described {
  readonly security?: readonly Record<string, unknown>[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: unknown }>>;
}

test.each<[string, string, string, string[], string | null]>([
  ['entries', '/v1/entries', 'post', ['200', '400', '401', '403', '409', '413', '415', '429', '500', '503'], 'kiosk'],
  ['enrolment', '/v1/enrol', 'post', ['200', '400', '401', '403', '409', '413', '415', '429', '500', '503'], 'kiosk'],
  ['what a ticket names', '/v1/ticket', 'post', ['200', '400', '403', '404', '413', '415', '429', '500', '503'], null],
  ['retiring', '/v1/retire', 'post', ['200', '400', '401', '403', '413', '415', '429', '500', '503'], 'kiosk'],
  ['status', '/v1/status', 'post', ['200', '400', '401', '403', '404', '413', '415', '429', '500', '503'], 'kiosk'],
  ['check-ins', '/v1/check-ins', 'post', ['200', '400', '401', '403', '413', '415', '429', '500', '503'], 'kiosk'],
  [
    'checking in',
    '/v1/self-check-in',
    'post',
    ['200', '400', '403', '404', '409', '410', '413', '415', '422', '429', '500', '503'],
    null,
  ],
  ['alerts', '/v1/alerts', 'get', ['200', '400', '401', '429', '500', '503'], 'administrator'],
  ['guards', '/v1/guards', 'put', ['200', '400', '401', '409', '413', '415', '429', '500', '503'], 'administrator'],
  ['revoking', '/v1/kiosks/{kiosk}/revoke', 'post', ['204', '400', '401', '404', '429', '500', '503'], 'administrator'],
  ['metrics', '/metrics', 'get', ['200', '401', '429', '500', '503'], 'scraper'],
  ['health', '/health', 'get', ['200', '429', '500', '503'], null],
])('the OpenAPI document says of %s how it is refused, and who may ask', (_what, path, method, statuses, scheme) => {
  const document = server.app.swagger() as unknown as {
    paths: Record<string, Record<string, Described>>;
    components: { securitySchemes: Record<string, unknown> };
  };
  const route = document.paths[path]?.[method];
  expect(Object.keys(route?.responses ?? {})).toEqual(statuses);
  expect(route?.security).toEqual(scheme === null ? [] : [{ [scheme]: [] }]);
  if (scheme !== null) expect(document.components.securitySchemes).toHaveProperty(scheme);
  expect(route?.responses['503']).toMatchObject({
    description: expect.stringContaining('database-unavailable') as unknown,
    content: { 'application/json': { schema: { properties: { fault: { type: 'string' } } } } },
  });
});

test.each([
  [
    'what is asked',
    '/console/api/{call}',
    ['200', '400', '401', '403', '404', '409', '422', '429', '500', '503'],
    'session',
  ],
  ['a file', '/console/api/export', ['200', '400', '401', '403', '404', '409', '422', '429', '500', '503'], 'session'],
  ['signing in', '/console/sign-in', ['200', '400', '401', '403', '429', '500', '503'], null],
])(
  'the OpenAPI document says of %s by the console how it is refused, in the console’s words',
  (_what, path, statuses, scheme) => {
    const document = server.app.swagger() as unknown as { paths: Record<string, Record<string, Described>> };
    const route = document.paths[path]?.['post'];
    expect(Object.keys(route?.responses ?? {})).toEqual(statuses);
    expect(route?.security).toEqual(scheme === null ? [] : [{ [scheme]: [] }]);
    expect(route?.responses['503']?.description).toBe('too-much, data-unavailable');
  },
);

/** Ways of asking without the right key. */
const WAYS: Readonly<Record<string, (route: Route) => Promise<Response>>> = {
  'without any key': ({ method, path }) => fetch(server.url + path, { method }),
  'with an empty bearer token': ({ method, path }) =>
    fetch(server.url + path, { method, headers: { authorization: 'Bearer ' } }),
  'with a guessed bearer token': ({ method, path }) =>
    fetch(server.url + path, { method, headers: { authorization: 'Bearer administrator' } }),
  'with the administrator’s token as a user name and password': ({ method, path }) => {
    const basic = Buffer.from(`a:${server.hub.secrets.administrator}`).toString('base64');
    return fetch(server.url + path, { method, headers: { authorization: `Basic ${basic}` } });
  },
};

test.each(Object.entries(WAYS))('no closed route answers %s', async (_way, ask) => {
  for (const route of closed()) {
    const answer = await ask(route).then(read);
    expect([route.name, answer.status]).toEqual([route.name, FOR_THE_KEYLESS.includes(route.name) ? 400 : 401]);
    expect(answer.body).toHaveProperty('fault');
  }
});

test('no closed route answers a kiosk that has not enrolled, whatever it signs', async () => {
  for (const { name, method, path } of closed()) {
    const { status } = await makeKiosk([server.url]).post(path, {}, { method });
    // Enrolling is for those who have not enrolled: what is wrong there is the body.
    const isForKeyless = [...FOR_THE_KEYLESS, 'POST /v1/enrol'].includes(name);
    expect([name, status]).toEqual([name, isForKeyless ? 400 : 401]);
  }
});

test('a token opens what it is for and nothing else', async () => {
  const { administrator, scraper } = server.hub.secrets;
  const metrics = (token: string): Promise<Response> =>
    fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect((await metrics(administrator)).status).toBe(401);
  expect((await metrics(scraper)).status).toBe(200);
  const code = await server.administrate('/v1/enrolment-codes', { venue: 'mall', gate: 'north' }, scraper);
  expect(code).toMatchObject({ status: 401, body: { fault: 'bearer-wrong' } });
});

test('a route that says not who may ask keeps the hub from being built', async () => {
  const app = await buildApp(server.hub, { tls: null, proxies: 0 });
  const open: RouteOptions = { method: 'GET', url: '/forgotten', handler: () => 'all of it' };
  expect(() => app.route(open)).toThrow('who may ask');
  await app.close();
});

test('an address nobody answers is refused as one, with the headers of the others', async () => {
  const answer = await fetch(`${server.url}/v1/entries/../../etc/passwd%00`).then(read);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('wrong tokens are refused for a while after too many', async () => {
  const strict = await startHub({ perGuesser: 3 });
  const faults: unknown[] = [];
  for (let i = 0; i < 5; i += 1) faults.push((await strict.administrate('/v1/enrolment-codes', {}, 'guess')).status);
  expect(faults).toEqual([401, 401, 401, 429, 429]);
  await strict.close();
});

test('one address may not ask without end', async () => {
  const strict = await startHub({ perAddress: 3 });
  const answers = [];
  for (let i = 0; i < 5; i += 1) answers.push(await fetch(`${strict.url}/health`).then(read));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(Number(answers[4]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answers[4]?.body).toEqual({ fault: 'too-many-requests' });
  await strict.close();
});

test('a kiosk whose signature has held goes on, whatever else comes from its address; one that is new waits', async () => {
  const strict = await startHub({ perAddress: 40, perKiosk: 1e6 });
  const [known, other] = [await strict.enrolled(), await strict.enrolled()];
  expect((await known.post(PATHS.heartbeat, REPORT)).status).toBe(200);
  let status = 200;
  while (status !== 429) ({ status } = await fetch(`${strict.url}/nowhere`));
  expect((await known.post(PATHS.heartbeat, REPORT)).status).toBe(200);
  expect((await other.post(PATHS.heartbeat, REPORT)).status).toBe(429);
  await strict.close();
});

test('what is not there may not be asked for without end either', async () => {
  const strict = await startHub({ perAddress: 2 });
  const statuses = [];
  for (const path of ['/a', '/b?c', '/v1/entries']) statuses.push((await fetch(strict.url + path)).status);
  expect(statuses).toEqual([404, 404, 429]);
  await strict.close();
});

test('every route has its limit, which comes before anything is looked up', async () => {
  const strict = await startHub({ perAddress: 0, perReader: 0, checkInsPerAddress: 0 });
  for (const { method, path } of allRoutes()) {
    expect([path, (await fetch(strict.url + path, { method })).status]).toEqual([path, 429]);
  }
  await strict.close();
});

test('what is no address is refused without repeating it', async () => {
  const answer = await fetch(`${server.url}/%zz`).then(read);
  expect(answer).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
});

test('readiness asks the database', async () => {
  expect(await fetch(`${server.url}/ready`).then(read)).toMatchObject({ status: 200, body: { status: 'ok' } });
  const cut = await startHub();
  await cut.hub.database.store.schema.dropTable('hub_migration').execute();
  expect((await fetch(`${cut.url}/ready`)).status).toBe(500);
  await cut.close();
});

test('challenges differ from one another', async () => {
  expect(await getChallenge(server.url)).not.toBe(await getChallenge(server.url));
});
