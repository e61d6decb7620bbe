import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { account } from '../../../shared/console/accounts.ts';
import type { AccountRole } from '../../../shared/console/abilities.ts';
import type { Trace } from '../../../shared/console/person.ts';
import { faultOf, PASSWORD, startConsole, VENUE, type ConsoleHub, type Page, type Person } from './kit.ts';
import { decide, request, seen } from './traces-kit.ts';

let server: ConsoleHub;
let auditor: Person;

beforeAll(async () => {
  server = await startConsole();
  auditor = await server.person('auditor');
});

afterAll(async () => {
  await server.close();
});

describe('who has made whom', () => {
  const made = z.object({ account, password: z.string() });

  async function create(by: Page, role: AccountRole): Promise<Person> {
    const login = `n-${randomUUID().slice(0, 12)}`;
    const { body } = await by.ask('accounts:create', { login, name: '小新', role, venue: VENUE });
    const { account: it, password } = made.parse(body);
    const page = server.open();
    await page.signIn(login, password);
    await page.ask('me:password', { before: password, next: PASSWORD });
    return Object.assign(page, { id: it.id, login });
  }
  const kept = async (by: Page, { id }: Trace) => [
    (await seen(by, id))?.keptFromDeciding,
    faultOf(await decide(by, { id })),
  ];
  /** An account is made something else by the hub-wide IT, who asks for no traces. */
  const become = async (over: Page, person: Person, role: AccountRole): Promise<void> => {
    expect((await over.ask('accounts:change', { id: person.id, role })).status).toBe(200);
    await person.signIn(person.login);
  };

  test('an auditor whom IT has made decides of a manager whom IT has made too', async () => {
    const over = await server.person('it', null);
    const [itsManager, itsAuditor] = [await create(over, 'manager'), await create(over, 'auditor')];
    expect(await kept(itsAuditor, await request(itsManager))).toEqual([null, null]);
  });

  test('an auditor does not decide of whoever created them', async () => {
    const over = await server.person('it', null);
    const once = await create(over, 'it');
    const itsAuditor = await create(once, 'auditor');
    await become(over, once, 'manager');
    expect(await kept(itsAuditor, await request(once))).toEqual(['made-by-requester', 'not-allowed']);
  });

  test.each([
    ['promoted', (by: Page, id: string) => by.ask('accounts:change', { id, role: 'auditor' })],
    [
      'given back',
      async (by: Page, id: string) => {
        await by.ask('accounts:change', { id, isActive: false });
        return by.ask('accounts:change', { id, isActive: true });
      },
    ],
    ['reset', (by: Page, id: string) => by.ask('accounts:reset', { id })],
  ])('nor of whoever has %s them', async (_what, change) => {
    const over = await server.person('it', null);
    const once = await create(over, 'it');
    const it = await create(over, 'supervisor');
    expect((await change(once, it.id)).status).toBe(200);
    const { body } = await over.ask('accounts:reset', { id: it.id });
    const { password } = z.object({ password: z.string() }).parse(body);
    await over.ask('accounts:change', { id: it.id, role: 'auditor' });
    await it.signIn(it.login, password);
    await it.ask('me:password', { before: password, next: PASSWORD });
    await become(over, once, 'manager');
    expect(await kept(it, await request(once))).toEqual(['made-by-requester', 'not-allowed']);
  });

  test('nor of whoever has created who has created them, however many are between', async () => {
    const over = await server.person('it', null);
    const once = await create(over, 'it');
    const between = await create(await create(once, 'it'), 'it');
    const itsAuditor = await create(between, 'auditor');
    await become(over, once, 'manager');
    const asked = await request(once);
    expect(await kept(itsAuditor, asked)).toEqual(['made-by-requester', 'not-allowed']);
    expect(await kept(auditor, asked)).toEqual([null, null]);
  });

  test.each(['directly', 'through somebody'])('an auditor does not decide of whom they have made, %s', async (how) => {
    const over = await server.person('it', null);
    const once = await create(over, 'it');
    const maker = how === 'directly' ? once : await create(once, 'it');
    const itsManager = await create(maker, 'manager');
    expect((await over.ask('accounts:change', { id: once.id, isActive: false })).status).toBe(200);
    // Of no venue is IT alone: an auditor is made of one who is of a venue.
    const { store } = server.hub.database;
    await store
      .updateTable('account')
      .set({ role: 'auditor', venue: VENUE, is_active: true })
      .where('id', '=', once.id)
      .execute();
    await once.signIn(once.login);
    expect(await kept(once, await request(itsManager))).toEqual(['made-requester', 'not-allowed']);
  });

  test('nobody decides of their own, having been made an auditor since', async () => {
    const over = await server.person('it', null);
    const once = await create(over, 'manager');
    const asked = await request(once);
    await become(over, once, 'auditor');
    expect(await kept(once, asked)).toEqual(['own', 'not-allowed']);
  });

  test.each(['guard', 'it', 'supervisor'] as const)(
    'who has asked, and is made a %s since, sees none of it, though it was approved',
    async (role) => {
      const over = await server.person('it', null);
      const once = await create(over, 'manager');
      const { id } = await request(once);
      expect((await decide(auditor, { id })).status).toBe(200);
      const look = { id, after: null, limit: 10 };
      expect((await once.ask('trace:look', look)).status).toBe(200);
      await become(over, once, role);
      expect(faultOf(await once.ask('trace:look', look))).toBe('not-allowed');
    },
  );

  test('what was granted stays on record, whoever asks the database', async () => {
    const { store } = server.hub.database;
    for (const change of [
      sql`update account_grant set granted_by = null`,
      sql`delete from account_grant`,
      sql`truncate account_grant`,
    ]) {
      await expect(change.execute(store)).rejects.toMatchObject({ code: '23001' });
    }
  });
});
