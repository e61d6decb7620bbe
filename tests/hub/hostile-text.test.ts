import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_BODY_BYTES, PATHS } from '../../shared/wire.ts';
import { makeChain } from './journal.ts';
import { makeKiosk, type Answer, type Kiosk } from './kiosk.ts';
import { askAsAdministrator, startHub, type TestHub } from './server.ts';

let server: TestHub;
let kiosk: Kiosk;

beforeAll(async () => {
  server = await startHub({
    perKiosk: 1e6,
    batchesPerKiosk: 1e6,
    perAddress: 1e6,
    perGuesser: 1e6,
    checkInsPerAddress: 1e6,
  });
  kiosk = await server.enrolled();
});

afterAll(async () => {
  await server.close();
});

const SIGNATURE = `${'A'.repeat(86)}==`;

/** A body for every route that takes one, with each field it may have. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/enrol': {
    code: 'AAAA-AAAA-AAAA-AAAA',
    publicKey: 'A'.repeat(43),
    predecessor: { keyId: 'A'.repeat(43), signature: SIGNATURE },
  },
  'POST /v1/ticket': { codeId: `${'A'.repeat(43)}=` },
  'POST /v1/entries': {
    ...makeChain(1),
    head: { sequence: 0, hash: `${'A'.repeat(43)}=`, signature: SIGNATURE },
    hole: { from: 0, reason: 'damaged' },
  },
  'POST /v1/chain': { chain: '0180bab7-0c00-7000-8000-000000000001', sequence: 0 },
  'POST /v1/heartbeat': {
    appVersion: '0.2.0',
    policyVersion: 1,
    policyAgeSeconds: 1,
    clockOffsetSeconds: 1,
    unsent: 1,
    journal: 'well',
    camera: 'reading',
    readers: [{ kind: 'serial', state: 'open' }],
    keysAtRest: 'file',
    settingsVersion: 0,
    guardsRevision: '0180bab7-0c00-7000-8000-000000000001',
  },
  'POST /v1/retire': { unsent: 1, left: 'exported' },
  'POST /v1/status': { sealed: 'AAAA' },
  'POST /v1/check-ins': {
    after: '0180bab7-0c00-7000-8000-000000000001.7',
    used: ['0180bab7-0c00-7000-8000-000000000001'],
  },
  'POST /v1/venue-code': { token: 'A'.repeat(88) },
  'POST /v1/self-check-in': {
    token: 'A'.repeat(88),
    code: 'QUJD',
    ask: '0180bab7-0c00-7000-8000-000000000001',
  },
  'POST /v1/enrolment-codes': { venue: 'mall', gate: 'north', lifeSeconds: 600 },
  'POST /v1/enrolment-batches': { venue: 'mall', gates: ['north'], lifeSeconds: 600 },
  'PUT /v1/guards': { venue: 'mall', number: 'G07', name: '小王', role: 'guard', gates: ['north'], pin: '502817' },
  'PUT /v1/settings': {
    venue: 'mall',
    gate: 'north',
    values: { venueType: 'mall', direction: 'in', district: '310101', language: 'en' },
  },
};

/** Paths with a place for whatever is asked for. */
const PLACES = [
  'GET /policy/@',
  'GET /v1/policy-root?sha256=@',
  'GET /v1/kiosks?venue=@',
  'GET /v1/kiosks?after=@',
  'GET /v1/alerts?venue=@',
  'GET /v1/alerts?since=@',
  'POST /v1/kiosks/@/revoke',
  'GET /v1/guards?venue=@',
  'DELETE /v1/guards?number=G07&venue=@',
  'DELETE /v1/guards?venue=mall&number=@',
];

const HOSTILE: Readonly<Record<string, string>> = {
  SQL: "'; drop table entry cascade; --",
  'SQL that is true': "x' or '1'='1",
  'SQL in a comment': '*/ drop table kiosk; /*',
  'a dollar quote': '$$; drop table kiosk; $$',
  'a NUL': 'mall\0',
  'half of a character': 'mall\ud800',
  'a line break': 'mall\r\nset-cookie: a=b',
  'a name of JavaScript’s own': '__proto__',
  'sixty thousand letters and one': 'a'.repeat(60_001),
};

async function ask(route: string, body: unknown): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const { administrator } = server.hub.secrets;
  if (/enrolment|settings|revoke|kiosks|alerts|guards/u.test(path)) {
    return askAsAdministrator(server.url + path, body, administrator, method);
  }
  if (method === 'GET') return askAsAdministrator(server.url + path, undefined, administrator, method);
  return path === PATHS.enrol ? makeKiosk([server.url]).post(path, body) : kiosk.post(path, body);
}

/** Every text of a body, replaced in turn. */
function* replaced(value: unknown, text: string): Generator {
  if (typeof value === 'string') yield text;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const other of replaced(inner, text)) {
      yield Array.isArray(value)
        ? value.map((it, i) => (String(i) === key ? other : (it as unknown)))
        : { ...value, [key]: other };
    }
  }
}

/** Those of the console are tried in console/hostile-text.test.ts. */
const isConsoles = (path: string): boolean => path.startsWith('/console/');

test('every route that takes a body is tried here', () => {
  const { paths } = server.app.swagger() as { paths: Record<string, Record<string, { requestBody?: unknown }>> };
  const taking = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) =>
      requestBody === undefined || isConsoles(path) ? [] : [`${method.toUpperCase()} ${path}`],
    ),
  );
  expect(taking.sort()).toEqual(Object.keys(BODIES).sort());
});

test.each(Object.entries(HOSTILE))('no text field takes %s, or is harmed by it', async (_what, text) => {
  for (const [route, body] of Object.entries(BODIES)) {
    for (const changed of replaced(body, text)) {
      const { status, body: answer } = await ask(route, changed);
      expect([route, status, answer]).toEqual([route, 400, { fault: 'request-malformed' }]);
    }
  }
});

test.each(Object.entries(HOSTILE))('no address takes %s, or is harmed by it', async (_what, text) => {
  const place = encodeURIComponent(text.replace(/\p{Cs}/gu, '?').slice(0, 8000));
  for (const route of PLACES) {
    const { status } = await ask(route.replace('@', place), undefined);
    expect([route, status]).toEqual([route, expect.toSatisfy((it: number) => it === 400 || it === 404) as number]);
  }
});

test('after all of it the tables are there, and no bug was met', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(
    server.hub.database.store,
  );
  const names = rows.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['alert', 'chain', 'enrolment_code', 'entry', 'kiosk', 'setting']));
  expect(server.logged.filter((line) => line.includes('internal-error'))).toEqual([]);
});

test.each(Object.keys(BODIES))('a body without end is refused: %s', async (route) => {
  const large = { ...BODIES[route], more: 'a'.repeat(MAX_BODY_BYTES) };
  expect(await ask(route, large)).toMatchObject({ status: 413, body: { fault: 'body-too-large' } });
});
