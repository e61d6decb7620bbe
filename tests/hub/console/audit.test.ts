import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditPage } from '../../../shared/console/accounts.ts';
import { AUDITED } from '../../../shared/console/audited.ts';
import { EVERYTHING, logPlace } from '../../../shared/console/log.ts';
import { ASKS } from './calls-kit.ts';
import { enter } from './entries-kit.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Page, type Person } from './kit.ts';

const OTHER = '南站';

let server: ConsoleHub;
let auditor: Person;

beforeAll(async () => {
  server = await startConsole();
  auditor = await server.person('auditor');
  await enter(
    server,
    VENUE,
    Array.from({ length: 5 }, () => ({})),
  );
});

afterAll(async () => {
  await server.close();
});

async function page(by: Page, ask: { login?: string | null; before?: number | null; limit?: number } = {}) {
  const { body } = await by.ask('audit:list', { login: null, before: null, limit: 200, ...ask });
  return auditPage.parse(body);
}

test('looking at the log is a row for each filter, not for each page or each time it is asked again', async () => {
  const person = await server.person('supervisor');
  const list = (filter: object, after = null as unknown) =>
    person.ask('list', { ...ASKS.list, limit: 2, filter: { ...EVERYTHING, ...filter }, after } as never);
  const first = await list({});
  const { next } = first.body as { next: unknown };
  await list({}, logPlace.parse(next));
  await list({});
  await list({ verdict: 'refuse', maskedName: '张*三' });
  await list({});
  server.passSeconds(29 * 60);
  await list({});
  server.passSeconds(29 * 60);
  await list({});
  await auditor.signIn(auditor.login);
  const looks = (await page(auditor, { login: person.login })).rows.filter(({ did }) => did === 'log-looked-at');
  expect(looks.map(({ about }) => about)).toEqual([
    {},
    {},
    { verdict: 'refuse', byName: expect.any(String) as string },
    {},
  ]);
});

test('whoever begins in the middle of the log, or only counts, has looked at it all the same', async () => {
  const [person, other] = [await server.person('supervisor'), await server.person('supervisor')];
  const after = { epochMs: Number.MAX_SAFE_INTEGER, chain: 'ffffffff-ffff-4fff-bfff-ffffffffffff', sequence: 0 };
  expect((await person.ask('list', { ...ASKS.list, after })).status).toBe(200);
  expect((await other.ask('count', { filter: { ...EVERYTHING, maskedName: '张*三' } })).status).toBe(200);
  await auditor.signIn(auditor.login);
  for (const [who, about] of [
    [person, {}],
    [other, { byName: expect.any(String) as string }],
  ] as const) {
    const { rows } = await page(auditor, { login: who.login });
    expect(rows.filter(({ did }) => did === 'log-looked-at').map((row) => row.about)).toEqual([about]);
  }
});

test('looks for one name after another are a row each, told apart by a mark that is not the name', async () => {
  const [person, other] = [await server.person('supervisor'), await server.person('supervisor')];
  const names = ['张*三', '李*四', '张*三', '王*'];
  for (const maskedName of names) await person.ask('list', { ...ASKS.list, filter: { ...EVERYTHING, maskedName } });
  await other.ask('count', { filter: { ...EVERYTHING, maskedName: '王*' } });
  await auditor.signIn(auditor.login);
  const marks = async ({ login }: Person): Promise<unknown[]> => {
    const { rows } = await page(auditor, { login });
    return rows.flatMap(({ did, about }) => (did === 'log-looked-at' ? [about['byName']] : [])).reverse();
  };
  const [zhang, li, again, wang] = await marks(person);
  expect(again).toBe(zhang);
  expect(new Set([zhang, li, wang]).size).toBe(3);
  expect(await marks(other)).toEqual([wang]);
  expect(JSON.stringify(await server.audited())).not.toMatch(/[张李王]\*/u);
});

test('looking at one entry is a row each time, with which', async () => {
  const person = await server.person('manager');
  const { body } = await person.ask('list', ASKS.list);
  const [row] = (body as { rows: { id: string }[] }).rows;
  const id = row?.id ?? '';
  for (let i = 0; i < 2; i += 1) expect((await person.ask('detail', { id })).status).toBe(200);
  const { rows } = await page(auditor, { login: person.login });
  expect(rows.slice(0, 2)).toMatchObject(Array(2).fill({ did: 'entry-looked-at', about: { entry: id } }));
});

test('pages go from the newest to the oldest, each row once', async () => {
  const all = (await page(auditor)).rows.map(({ id }) => id);
  expect(all.length).toBeGreaterThan(7);
  expect(all).toEqual([...all].sort((a, b) => b - a));
  const paged: number[] = [];
  for (let before: number | null = null, isMore = true; isMore;) {
    const { rows, next } = await page(auditor, { before, limit: 3 });
    paged.push(...rows.map(({ id }) => id));
    before = next;
    isMore = next !== null;
  }
  expect(paged).toEqual(all);
});

test('a venue’s auditors see what is done there and at the hub itself, and nothing of another venue', async () => {
  const over = await server.person('it', null);
  const there = await server.person('manager', OTHER);
  await there.ask('accounts:create', { ...ASKS['accounts:create'], login: 'made-there' });
  await over.ask('accounts:create', { login: 'made-here', name: '小新', role: 'guard', venue: VENUE });
  const here = JSON.stringify((await page(auditor)).rows);
  expect(here).toContain('made-here');
  expect(here).toContain(over.login);
  expect(here).not.toContain(there.login);
  expect(here).not.toContain('made-there');
});

test('nobody changes it, whoever asks the database', async () => {
  const { store } = server.hub.database;
  const before = (await server.audited()).length;
  for (const change of [
    sql`update audit set about = '{}'`,
    sql`update audit set login = 'nobody' where id = (select max(id) from audit)`,
    sql`delete from audit`,
    sql`delete from account where id = ${auditor.id}`,
    sql`truncate audit`,
    sql`truncate account cascade`,
  ]) {
    await expect(change.execute(store)).rejects.toThrow();
  }
  expect(await server.audited()).toHaveLength(before);
});

test('every row is of a kind that is listed', async () => {
  const manager = await server.person('manager');
  await manager.ask('trace:request', ASKS['trace:request']);
  await manager.ask('person:find', ASKS['person:find']);
  const known: readonly string[] = AUDITED;
  for (const { did } of await server.audited()) expect(known).toContain(did);
  expect(faultOf(await manager.ask('audit:list', ASKS['audit:list']))).toBe('not-allowed');
});

test('what cannot be written there is not shown: without its row nobody sees a log', async () => {
  const own = await startConsole();
  const person = await own.person('manager');
  await sql`alter table audit add constraint full_disk check (did <> 'log-looked-at')`.execute(own.hub.database.store);
  const answer = await person.ask('list', ASKS.list);
  expect(answer).toMatchObject({ status: 500, body: { fault: 'internal-error' } });
  await own.close();
});
