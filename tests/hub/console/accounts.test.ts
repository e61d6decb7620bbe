import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { saveCodes } from '../../../hub/store/enrolment.ts';
import { account, type Account } from '../../../shared/console/accounts.ts';
import type { AccountRole } from '../../../shared/console/abilities.ts';
import { faultOf, PASSWORD, startConsole, VENUE, type ConsoleHub, type Page, type Person } from './kit.ts';

const OTHER = '南站';

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
  await server.person('guard', OTHER);
});

afterAll(async () => {
  await server.close();
});

const STATUS_OF: Readonly<Record<string, number>> = { 'not-allowed': 403, 'ask-malformed': 400, 'not-found': 404 };

const createdSchema = z.object({ account, password: z.string() });

function newLogin(): string {
  return `n-${randomUUID().slice(0, 12)}`;
}

function ask(by: Page, role: AccountRole, venue: string | null = null) {
  return by.ask('accounts:create', { login: newLogin(), name: '小新', role, venue });
}

async function create(
  by: Page,
  role: AccountRole,
  venue: string | null = null,
): Promise<z.infer<typeof createdSchema>> {
  return createdSchema.parse((await ask(by, role, venue)).body);
}

describe('an account', () => {
  test('is made with a password that is replaced before anything else', async () => {
    const manager = await server.person('manager');
    const { account: made, password } = await create(manager, 'supervisor');
    expect(made).toMatchObject({
      role: 'supervisor',
      venue: VENUE,
      isActive: true,
      createdBy: manager.login,
      isMine: true,
    });
    const page = server.open();
    expect(await page.signIn(made.login, password)).toMatchObject({ status: 200, body: { mustChangePassword: true } });
    expect(faultOf(await page.ask('trace:list', null))).toBe('password-to-be-changed');
    expect(faultOf(await page.post('/console/api/export', { is: 'trace', id: made.id }))).toBe(
      'password-to-be-changed',
    );
    expect(faultOf(await page.ask('me:password', { before: password, next: password }))).toBe('password-weak');
    const changed = await page.ask('me:password', { before: password, next: PASSWORD });
    expect(changed).toMatchObject({ body: { mustChangePassword: false } });
    expect((await page.ask('trace:list', null)).status).toBe(200);
  });

  test('has a login that nobody else has, whichever venue they are of', async () => {
    const it = await server.person('it', null);
    const login = newLogin();
    const make = (venue: string) => it.ask('accounts:create', { login, name: '小新', role: 'guard', venue });
    expect((await make(VENUE)).status).toBe(200);
    expect(await make(OTHER)).toMatchObject({ status: 409, body: { fault: 'login-taken' } });
  });

  test.each<[AccountRole, string | null, AccountRole, string | null, string | null]>([
    ['manager', VENUE, 'guard', null, null],
    ['manager', VENUE, 'supervisor', VENUE, null],
    ['manager', VENUE, 'manager', null, 'not-allowed'],
    ['manager', VENUE, 'auditor', null, 'not-allowed'],
    ['manager', VENUE, 'it', null, 'not-allowed'],
    ['manager', VENUE, 'guard', OTHER, 'not-allowed'],
    ['it', VENUE, 'auditor', null, null],
    ['it', VENUE, 'it', null, null],
    ['it', VENUE, 'manager', OTHER, 'not-allowed'],
    ['it', null, 'manager', OTHER, null],
    ['it', null, 'it', null, null],
    ['it', null, 'manager', null, 'ask-malformed'],
    ['it', null, 'manager', 'a/b', 'ask-malformed'],
    ['it', null, 'manager', '人民广场商场二', 'not-found'],
    ['it', null, 'it', 'no-such-venue', 'not-found'],
    ['it', VENUE, 'manager', 'no-such-venue', 'not-allowed'],
  ])('of %s of %s makes %s of %s: %s', async (by, venue, role, at, fault) => {
    const answer = await ask(await server.person(by, venue), role, at);
    expect([answer.status, faultOf(answer)]).toEqual([fault === null ? 200 : STATUS_OF[fault], fault]);
  });
});

test('of a venue that has a ticket and no kiosk yet there are accounts', async () => {
  const over = await server.person('it', null);
  const venue = '新馆';
  expect(faultOf(await ask(over, 'manager', venue))).toBe('not-found');
  const code = { codeHash: Buffer.alloc(32, 1), venue, gate: 'north', expiresAt: new Date(server.hub.nowMs()) };
  await saveCodes(server.hub.database.store, [code]);
  expect((await ask(over, 'manager', venue)).status).toBe(200);
});

describe('changing an account', () => {
  test.each([
    ['is given another role', (it: Page, { id }: Account) => it.ask('accounts:change', { id, role: 'supervisor' })],
    ['is ended', (it: Page, { id }: Account) => it.ask('accounts:change', { id, isActive: false })],
    ['is reset', (it: Page, { id }: Account) => it.ask('accounts:reset', { id })],
  ])('ends all its sessions when it %s', async (_what, change) => {
    const it = await server.person('it');
    const { account: made, password } = await create(it, 'guard');
    const pages = [server.open(), server.open()];
    for (const page of pages) await page.signIn(made.login, password);
    expect((await change(it, made)).status).toBe(200);
    for (const page of pages) expect(faultOf(await page.ask('me', null))).toBe('signed-out');
  });

  test('one that has ended signs in no more, until it is given back', async () => {
    const it = await server.person('it');
    const { account: made, password } = await create(it, 'guard');
    await it.ask('accounts:change', { id: made.id, isActive: false });
    expect(faultOf(await server.open().signIn(made.login, password))).toBe('sign-in-wrong');
    expect(await it.ask('accounts:change', { id: made.id, isActive: true })).toMatchObject({
      body: { isActive: true },
    });
    expect((await server.open().signIn(made.login, password)).status).toBe(200);
  });

  test('a reset gives a new password, takes codes away, and lets whoever had to wait in at once', async () => {
    const it = await server.person('it');
    const { account: made, password } = await create(it, 'guard');
    for (let i = 0; i < 3; i += 1) await server.open().signIn(made.login, 'not-the-password');
    expect((await server.open().signIn(made.login, password)).status).toBe(429);
    const { body } = await it.ask('accounts:reset', { id: made.id });
    const { password: next } = z.object({ password: z.string() }).parse(body);
    expect(faultOf(await server.open().signIn(made.login, password))).toBe('sign-in-wrong');
    expect(await server.open().signIn(made.login, next)).toMatchObject({ body: { mustChangePassword: true } });
  });

  test('is not done to oneself, nor to whom one could not have made', async () => {
    const [manager, it, auditor] = [
      await server.person('manager'),
      await server.person('it'),
      await server.person('auditor'),
    ];
    const list: [Person, string][] = [
      [it, it.id],
      [manager, manager.id],
      [manager, auditor.id],
      [manager, it.id],
    ];
    for (const [by, id] of list) {
      expect(faultOf(await by.ask('accounts:change', { id, isActive: false }))).toBe('not-found');
      expect(faultOf(await by.ask('accounts:reset', { id }))).toBe('not-found');
    }
    const guard = await create(manager, 'guard');
    expect(faultOf(await manager.ask('accounts:change', { id: guard.account.id, role: 'manager' }))).toBe(
      'not-allowed',
    );
    const over = await server.person('it', null);
    const other = await create(over, 'it');
    expect(faultOf(await over.ask('accounts:change', { id: other.account.id, role: 'auditor' }))).toBe('ask-malformed');
  });

  test('two of IT who end one another at the same moment do not both succeed', async () => {
    const [one, other] = [await server.person('it', null), await server.person('it', null)];
    const ends = await Promise.all([
      one.ask('accounts:change', { id: other.id, isActive: false }),
      other.ask('accounts:change', { id: one.id, isActive: false }),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});

test('the list has a venue’s accounts, or all, and says whose one may change', async () => {
  const own = await startConsole();
  const [manager, over] = [await own.person('manager'), await own.person('it', null)];
  await own.person('auditor');
  await own.person('guard', OTHER);
  await create(manager, 'guard');
  const listed = async (by: Page) => {
    const { body } = await by.ask('accounts:list', null);
    const { accounts, venues } = z.object({ accounts: z.array(account), venues: z.array(z.string()) }).parse(body);
    return { venues, accounts: accounts.map(({ role, isMine }) => `${role} ${String(isMine)}`).sort() };
  };
  expect(await listed(manager)).toEqual({
    venues: [VENUE],
    accounts: ['auditor false', 'guard true', 'manager false'],
  });
  const all = ['auditor true', 'guard true', 'guard true', 'it false', 'manager true'];
  expect(await listed(over)).toEqual({ venues: [VENUE, OTHER].sort(), accounts: all });
  await own.close();
});

test('what is in a name comes back as data, and never as anything else', async () => {
  const manager = await server.person('manager');
  const name = '<img src=x onerror=alert(1)>"\'</script>';
  const login = newLogin();
  const made = await manager.ask('accounts:create', { login, name, role: 'guard', venue: null });
  expect(made.headers.get('content-type')).toBe('application/json');
  expect(made.headers.get('x-content-type-options')).toBe('nosniff');
  expect(made.headers.get('content-security-policy')).toMatch(/default-src/u);
  expect(createdSchema.parse(made.body).account.name).toBe(name);
});
