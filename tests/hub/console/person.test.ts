import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { personFound } from '../../../shared/console/person.ts';
import { NOON } from '../database.ts';
import { ASKS, NUMBER } from './calls-kit.ts';
import { enter, keyOf } from './entries-kit.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';

const DAY_SECONDS = 86_400;
const ASK = ASKS['person:find'];

let server: ConsoleHub;
let manager: Person;

beforeAll(async () => {
  server = await startConsole();
  manager = await server.person('manager');
  const personKey = keyOf(server, VENUE, NUMBER);
  const card = { personKey, source: 'id-card', format: 'id-card', maskedName: '赵*三' } as const;
  await enter(server, VENUE, [card, { ...card, epochMs: NOON - 2 * 3_600_000 }, { maskedName: '张*' }]);
});

afterAll(async () => {
  await server.close();
});

test('a person is found by the number of their card, within the time, and the search is in the audit log without them', async () => {
  const { rows } = personFound.parse((await manager.ask('person:find', ASK)).body);
  expect(rows.map(({ maskedName }) => maskedName)).toEqual(['赵*三']);
  const [asked, found] = (await server.audited()).slice(-2);
  const { fromMs, untilMs } = ASK;
  expect(asked).toMatchObject({ did: 'person-looked-for', login: manager.login });
  expect(asked?.about).toEqual({ reason: 'police', caseNumber: 'P-1', fromMs, untilMs });
  expect(found).toMatchObject({ did: 'person-found' });
  expect(found?.about).toEqual({ caseNumber: 'P-1', rows: 1, isAll: true });
});

test.each([
  ['small letters at the end', NUMBER.toLowerCase(), null],
  ['spaces around it', ` ${NUMBER} `, null],
  ['a wrong check digit', '110105194912310021', 'number-wrong'],
  ['17 digits', NUMBER.slice(0, 17), 'number-wrong'],
  ['letters', 'AAAAAAAAAAAAAAAAAA', 'number-wrong'],
  ['19 digits', `${NUMBER}1`, 'ask-malformed'],
])('a number with %s is looked for or refused', async (_what, number, fault) => {
  server.passSeconds(60);
  expect(faultOf(await manager.ask('person:find', { ...ASK, number }))).toBe(fault);
});

test.each([
  ['no reason', { reason: undefined }],
  ['another reason', { reason: 'curious' }],
  ['no case number', { caseNumber: ' ' }],
])('nobody is looked for with %s', async (_what, changed) => {
  expect(faultOf(await manager.ask('person:find', { ...ASK, ...changed } as never))).toBe('ask-malformed');
});

test('one account looks for ten people a minute and sixty a day, however many at once', async () => {
  const other = await server.person('manager');
  const find = async () => faultOf(await other.ask('person:find', ASK));
  const twelve = await Promise.all(Array.from({ length: 12 }, find));
  expect(twelve.filter((fault) => fault === null)).toHaveLength(10);
  expect(twelve.filter((fault) => fault === 'too-many-requests')).toHaveLength(2);
  server.passSeconds(59);
  expect(await find()).toBe('too-many-requests');
  for (let minute = 0; minute < 5; minute += 1) {
    server.passSeconds(61);
    expect(await Promise.all(Array.from({ length: 10 }, find))).toEqual(Array(10).fill(null));
  }
  server.passSeconds(61);
  expect(await find()).toBe('too-many-requests');
  server.passSeconds(DAY_SECONDS);
  await other.signIn(other.login);
  expect(await find()).toBeNull();
  // Another one has their own.
  await manager.signIn(manager.login);
  expect(faultOf(await manager.ask('person:find', ASK))).toBeNull();
});

/** Every row of every table, as text. */
async function wholeDatabase(): Promise<string> {
  const { store } = server.hub.database;
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'`.execute(
    store,
  );
  const texts = rows.map(async ({ name }) => {
    const table = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} as t`.execute(store);
    return table.rows.map(({ text }) => text).join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}

test('the number is nowhere: not in the database, a log, an answer or an error', async () => {
  server.passSeconds(61);
  await manager.signIn(manager.login);
  const scope = {
    is: 'person',
    number: NUMBER,
    withinMinutes: 15,
    stayHours: 2,
    fromMs: ASK.fromMs,
    untilMs: ASK.untilMs,
  } as const;
  const broken = { ...ASK, number: NUMBER, reason: 'curious' } as never;
  const answers = [
    await manager.ask('person:find', ASK),
    await manager.ask('person:find', broken),
    await manager.ask('person:find', { ...ASK, number: `${NUMBER}1` }),
    await manager.ask('trace:request', { ...ASKS['trace:request'], scope }),
    await manager.ask('trace:list', null),
    await manager.post(`/console/api/person:find?number=${NUMBER}`, ASK),
    await manager.post(`/console/api/${NUMBER}`, ASK),
    await manager.post(`/console/${NUMBER}`, ASK),
  ];
  const auditor = await server.person('auditor');
  answers.push(await auditor.ask('audit:list', ASKS['audit:list']));
  const { randomBytes, ...hub } = server.hub;
  expect(typeof randomBytes).toBe('function');
  const texts = [
    JSON.stringify(answers.map(({ body }) => body)),
    await wholeDatabase(),
    server.logged.join('\n'),
    await hub.metrics.write(),
  ];
  for (const text of texts) {
    expect(text.length).toBeGreaterThan(100);
    for (const part of [NUMBER, NUMBER.slice(0, 17), NUMBER.slice(6, 14)]) expect(text).not.toContain(part);
  }
});

test('nobody’s password, cookie or token is in the database or a log', async () => {
  const login = `n-${randomUUID().slice(0, 8)}`;
  const made = await manager.ask('accounts:create', { login, name: '小新', role: 'guard', venue: null });
  const { password } = made.body as { password: string };
  const page = server.open();
  await page.signIn(login, password);
  const texts = [await wholeDatabase(), server.logged.join('\n')];
  const cookie = page.cookie?.split('=')[1] ?? '';
  expect(cookie).toHaveLength(43);
  for (const text of texts) for (const secret of [password, cookie]) expect(text).not.toContain(secret);
  expect(server.logged.join('\n')).not.toContain(page.token);
});
