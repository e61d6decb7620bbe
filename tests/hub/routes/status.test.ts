import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { saveDemoPeople, savePerson } from '../../../hub/status/demo/people.ts';
import type { StatusProvider } from '../../../hub/status/provider.ts';
import { openDemoKeys } from '../../../hub/status/demo/keys.ts';
import type { PublicJwk } from '../../../shared/primitives.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { StatusQuery } from '../../../shared/status.ts';
import { PATHS } from '../../../shared/wire.ts';
import { NOON } from '../database.ts';
import type { Kiosk } from '../kiosk.ts';
import { startHub, type TestHub } from '../server.ts';
import { demoProvider, KEYS, lateProvider, lookUp, said } from '../status/kit.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const NUMBER = '11010519491231002X';
const TOKEN = '5c0ffee5c0ffee5c0ffee';
const CODE: StatusQuery = { is: 'online-code', text: `https://health-code.example/check?token=${TOKEN}` };
const CARD: StatusQuery = { is: 'document-number', text: NUMBER };
const NOBODY: StatusQuery = { is: 'document-number', text: '110105194912310038' };
const QUESTION = { sealed: Buffer.alloc(300, 1).toString('base64') };

const provider = lateProvider();
let server: TestHub;
let kiosk: Kiosk & { readonly id: string };
let demo: StatusProvider;

beforeAll(async () => {
  server = await startHub({}, {}, { statusProvider: provider });
  kiosk = await server.enrolled();
  const { store } = server.hub.database;
  demo = demoProvider(store);
  const test20 = { sampledAt: new Date(NOON - 20 * 3_600_000), isNegative: true };
  const green = { subject: randomBytes(8), maskedName: '赵*三', colour: 'green', test: test20 } as const;
  await savePerson(store, KEYS.index, CARD, green);
  await savePerson(store, KEYS.index, CODE, { ...green, subject: randomBytes(8), colour: 'red' });
});

beforeEach(() => {
  provider.does = (question, signal) => demo.answer(question, signal);
});

afterAll(async () => {
  await server.close();
});

describe('what a kiosk asks', () => {
  test('is answered by a code that its rules judge', async () => {
    expect(said(await lookUp(kiosk, CARD))).toBe('admit all-checks-passed checked-online');
    expect(said(await lookUp(kiosk, CODE))).toMatch(/^refuse colour-red .*checked-online$/u);
  });

  test('of somebody whom nobody knows is unknown', async () => {
    expect(await lookUp(kiosk, NOBODY)).toMatchObject({ answer: fail('status-unknown') });
  });

  test('gets no answer where the provider reads no question in it, which the hub cannot tell', async () => {
    const answer = await kiosk.post(PATHS.status, QUESTION);
    expect(answer).toMatchObject({ status: 503, body: { fault: 'provider-unavailable' } });
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });

  test('is lost on a provider with another key', async () => {
    const other = newKeyPair('x25519').publicKey.export({ format: 'jwk' }) as PublicJwk;
    expect((await lookUp(kiosk, CARD, other)).answer).toEqual(fail('status-unavailable'));
  });

  test('is answered for the kiosk alone, and kept by no cache', async () => {
    provider.does = () => Promise.resolve(ok('DS1:ABC'));
    const { headers, body } = await kiosk.post(PATHS.status, QUESTION);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({ code: 'DS1:ABC' });
  });

  test.each([
    ['nothing', {}],
    ['no base64', { sealed: 'hello!' }],
    ['more than a question', { sealed: 'A'.repeat(32_772) }],
  ])('is not %s', async (_case, body) => {
    expect(await kiosk.post(PATHS.status, body)).toMatchObject({
      status: 400,
      body: { fault: 'request-malformed' },
    });
  });
});

describe('a hub admits no one', () => {
  test('by the answer to another visitor’s question', async () => {
    const answer = (await lookUp(kiosk, CARD)).answer;
    provider.does = () => Promise.resolve(answer.ok ? answer : fail('status-unknown'));
    expect(said(await lookUp(kiosk, CODE))).toBe('refer status-of-another');
  });

  test('by an earlier answer for the same visitor', async () => {
    const answer = (await lookUp(kiosk, CARD)).answer;
    provider.does = () => Promise.resolve(answer.ok ? answer : fail('status-unknown'));
    expect(said(await lookUp(kiosk, CARD))).toBe('refer status-of-another');
  });

  test('by a question of its own that it puts in place of the kiosk’s', async () => {
    // It knows the provider's key, and a person who is green.
    let healthy: Uint8Array | undefined;
    provider.does = (question) => {
      healthy = question;
      return Promise.resolve(fail('status-unknown'));
    };
    await lookUp(kiosk, CARD);
    provider.does = (_question, signal) => demo.answer(healthy ?? new Uint8Array(), signal);
    expect(said(await lookUp(kiosk, NOBODY))).toBe('refer status-of-another');
  });

  test('by an answer of somebody whom the rules do not trust', async () => {
    const { signing } = openDemoKeys(randomBytes(32), randomBytes(32));
    expect(said(await lookUp(kiosk, CARD), { signing })).toBe('refer status-unusable');
  });

  test.each(['', 'DS1:', '<html>', 'x'.repeat(4296), 'x'.repeat(4297), 'x'.repeat(1_000_000)])(
    'by whatever else it says (%#)',
    async (text) => {
      provider.does = () => Promise.resolve(ok(text));
      expect(said(await lookUp(kiosk, CARD))).toMatch(/^refer status-un(?:usable|available)$/u);
    },
  );
});

describe('a provider that', () => {
  test('never answers is not waited for longer than a second and a half', async () => {
    let isGivenUp = false;
    provider.does = (_question, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => (isGivenUp = true));
      });
    const before = performance.now();
    const { status, body } = await kiosk.post(PATHS.status, QUESTION);
    expect([status, body]).toEqual([503, { fault: 'provider-unavailable' }]);
    expect(performance.now() - before).toBeLessThan(4000);
    expect(isGivenUp).toBe(true);
  });

  test('breaks is away, and its words are not logged', async () => {
    provider.does = () => Promise.reject(new TypeError(`no such person: ${NUMBER}`));
    expect(await kiosk.post(PATHS.status, QUESTION)).toMatchObject({ status: 503 });
    expect(server.logged.some((line) => line.includes('"provider-failed"') && line.includes('TypeError'))).toBe(true);
  });

  test('is not set up is away', async () => {
    const bare = await startHub();
    const answer = await (await bare.enrolled()).post(PATHS.status, QUESTION);
    expect(answer).toMatchObject({ status: 503, body: { fault: 'provider-unavailable' } });
    await bare.close();
  });
});

test('a kiosk may ask so often and no more, which takes nothing from another', async () => {
  const strict = await startHub({ statusPerKiosk: 2 }, {}, { statusProvider: provider });
  const [one, two] = [await strict.enrolled(), await strict.enrolled()];
  const statuses: number[] = [];
  for (const who of [one, one, one, two]) statuses.push((await who.post(PATHS.status, QUESTION)).status);
  expect(statuses).toEqual([503, 503, 429, 503]);
  await strict.close();
});

test('of a question the log has route, status and duration, and not by which kiosk', async () => {
  const from = server.logged.length;
  await lookUp(kiosk, CARD);
  await lookUp(kiosk, NOBODY);
  const lines = server.logged.slice(from).filter((line) => line.includes(PATHS.status));
  const fields = lines.map((line) => Object.keys(JSON.parse(line) as object).filter((name) => name !== 'time'));
  expect(fields).toEqual([
    ['level', 'event', 'method', 'route', 'status', 'durationMs', 'kiosk'],
    ['level', 'event', 'route', 'fault', 'kiosk'],
    ['level', 'event', 'method', 'route', 'status', 'durationMs', 'kiosk'],
  ]);
  expect(lines.join()).not.toContain(kiosk.id);
});

test('neither database nor log has what was asked, or what was answered', async () => {
  const { answer } = await lookUp(kiosk, CARD);
  await lookUp(kiosk, CODE);
  await saveDemoPeople(server.hub.database.store, KEYS.index, new Date(NOON));
  const kept = [...(await everyRow(server)), ...server.logged].join('\n');
  expect(kept).toContain('demo_status');
  for (const needle of [NUMBER, TOKEN, answer.ok ? answer.value : '']) {
    expect(needle).not.toBe('');
    expect(kept).not.toContain(needle);
    expect(kept).not.toContain(Buffer.from(needle).toString('hex'));
    expect(kept).not.toContain(Buffer.from(needle).toString('base64').slice(0, 20));
  }
});

/** Every row of every table as text, byte strings in hex. */
async function everyRow({ hub }: TestHub): Promise<string[]> {
  const { store } = hub.database;
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(store);
  const kept: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(store);
    kept.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return kept;
}
