import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPANIES_CALLS } from '../../../shared/console/companies.ts';
import { madeCreditCode, madeName, madeNumber, staffCsv } from '../../shared/company/made-companies.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from '../console/kit.ts';
import { NOON } from '../database.ts';
import { applies, APPLICATION, approve, companyIn, DAY_MS, post, type CompanyPage } from './kit.ts';

let server: ConsoleHub;
let manager: Person;
let it: Person;
let nth = 100;

beforeAll(async () => {
  server = await startConsole({ perApplicant: 1e6, perCompany: 1e6 });
  [manager, it] = [await server.person('manager'), await server.person('it', null)];
});

afterAll(async () => {
  await server.close();
});

async function another(): Promise<CompanyPage> {
  nth += 1;
  return applies(server.url, { creditCode: madeCreditCode(nth) });
}

async function rowsOf(table: string): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`select ${sql.raw(table)}::text as row from ${sql.table(table)}`.execute(
    server.hub.database.store,
  );
  return rows.map(({ row }) => row);
}

describe('a company applies', () => {
  test('and comes back with a token that is told once and is kept only hashed', async () => {
    const company = await another();
    expect(await company.stand()).toMatchObject({
      company: { name: APPLICATION.name, status: 'applied', level: null, holders: { staff: 0, vehicles: 0 } },
      noPasses: 'not-approved',
    });
    expect((await rowsOf('company')).some((row) => row.includes(company.token))).toBe(false);
    expect(server.logged.some((line) => line.includes(company.token))).toBe(false);
  });

  test.each([
    ['a wrong check character', { creditCode: '91110105MA0000001A' }],
    ['no name', { name: '' }],
    ['a name with a script', { name: '<script>alert(1)</script>' }],
    ['nobody to speak to', { contact: 'somebody' }],
    ['nobody at all', { headcount: 0 }],
    ['more than it is asked', { phone: '13800000000' }],
  ])('with %s, and is refused', async (_what, changed) => {
    const answer = await post(server.url, '/company/api/apply', { ...APPLICATION, ...changed });
    expect([answer.status, faultOf(answer)]).toEqual([400, 'request-malformed']);
  });

  test('at a venue that the hub does not have, and is told so', async () => {
    const answer = await post(server.url, '/company/api/apply', { ...APPLICATION, venue: 'nowhere' });
    expect([answer.status, faultOf(answer)]).toEqual([404, 'not-found']);
  });

  test.each<Record<string, string>>([{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'from another site’s page (%o), and is refused',
    async (headers) => {
      const answer = await post(server.url, '/company/api/apply', APPLICATION, headers);
      expect([answer.status, faultOf(answer)]).toEqual([403, 'not-allowed']);
    },
  );

  test('with a token that nobody was told, and is asked for one', async () => {
    for (const token of ['', 'A'.repeat(43), 'x'.repeat(4000), "' or 1=1 --"]) {
      const answer = await post(server.url, '/company/api/stand', {}, { authorization: `Bearer ${token}` });
      expect([answer.status, faultOf(answer)]).toEqual([401, 'bearer-wrong']);
    }
  });
});

test('whoever applies too often waits', async () => {
  const other = await startConsole({ perApplicant: 2 });
  await other.person('manager');
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await post(other.url, '/company/api/apply', APPLICATION)).status);
  expect(statuses).toEqual([200, 200, 429]);
  await other.close();
});

describe('it is decided of', () => {
  test('by a manager, which the audit log has', async () => {
    const company = await another();
    expect(companyIn(await approve(manager, company.id, 2))).toMatchObject({ status: 'approved', level: 2 });
    await manager.ask('companies:decide', { act: 'suspend', company: company.id, because: '聚集性疫情' });
    await manager.ask('companies:decide', { act: 'resume', company: company.id });
    const acts = (await server.audited()).filter(({ about }) => about['company'] === company.id);
    expect(acts.map(({ did, login }) => [did, login])).toEqual(
      ['company-approved', 'company-suspended', 'company-resumed'].map((did) => [did, manager.login]),
    );
    expect(acts[0]?.about).toMatchObject({ level: 2, fromMs: NOON, untilMs: NOON + 30 * DAY_MS });
  });

  test('only as it stands: what was refused is not approved, and what waits is not suspended', async () => {
    const company = await another();
    const suspend = { act: 'suspend', company: company.id, because: 'x' } as const;
    expect(faultOf(await manager.ask('companies:decide', suspend))).toBe('company-changed');
    await manager.ask('companies:decide', { act: 'refuse', company: company.id, because: '材料不全' });
    expect(faultOf(await approve(manager, company.id))).toBe('company-changed');
    expect((await company.stand()).company).toMatchObject({ status: 'refused', because: '材料不全' });
  });

  test('once for a credit code, whoever else has applied with it', async () => {
    const [first, second] = [await another(), await applies(server.url, { creditCode: madeCreditCode(nth) })];
    expect((await approve(manager, first.id)).status).toBe(200);
    expect(faultOf(await approve(manager, second.id))).toBe('company-changed');
  });

  test('by nobody of another venue, who does not see it either', async () => {
    const company = await another();
    const elsewhere = await server.person('manager', '别处');
    expect(faultOf(await approve(elsewhere, company.id))).toBe('not-found');
    const list = { status: null, text: '', after: null, limit: 200 };
    for (const venue of [null, '别处']) {
      const page = await elsewhere.ask('companies:list', { venue, ...list });
      expect(COMPANIES_CALLS['companies:list'].reply.parse(page.body).rows).toEqual([]);
    }
    expect(faultOf(await elsewhere.ask('companies:list', { venue: VENUE, ...list }))).toBe('not-allowed');
    expect(faultOf(await elsewhere.ask('companies:figures', { venue: VENUE }))).toBe('not-allowed');
    const holders = { company: company.id, after: null, limit: 10 };
    expect(faultOf(await elsewhere.ask('companies:holders', holders))).toBe('not-found');
    expect((await approve(it, company.id)).status).toBe(200);
  });

  test.each(['guard', 'supervisor', 'auditor'] as const)('by no %s', async (role) => {
    const somebody = await server.person(role);
    expect(faultOf(await approve(somebody, (await another()).id))).toBe('not-allowed');
    expect(faultOf(await somebody.ask('companies:figures', { venue: null }))).toBe('not-allowed');
  });
});

describe('companies are listed', () => {
  test('newest first, page by page, and found by name or credit code', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      server.passSeconds(1);
      ids.unshift((await another()).id);
    }
    const list = async (ask: object) =>
      COMPANIES_CALLS['companies:list'].reply.parse(
        (
          await manager.ask('companies:list', {
            ...{ venue: null, status: 'applied', text: '', after: null },
            ...{ limit: 2 },
            ...ask,
          })
        ).body,
      );
    const first = await list({});
    const second = await list({ after: first.next });
    expect([...first.rows, ...second.rows].map(({ id }) => id).slice(0, 3)).toEqual(ids);
    expect((await list({ text: madeCreditCode(nth).toLowerCase() })).rows.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list({ text: '演示食品' })).rows).toHaveLength(2);
    expect((await list({ text: '%' })).rows).toEqual([]);
    server.passSeconds(-3);
  });
});

describe('a file', () => {
  test('is kept without names and numbers, and takes the place of the one before', async () => {
    const company = await another();
    const sent = await company.send(staffCsv(5, 7000));
    expect(sent).toEqual({ is: 'taken', rows: 5, added: 5, kept: 0, withdrawn: 0, barred: 0 });
    expect(await company.send(staffCsv(5, 7002))).toMatchObject({ added: 2, kept: 3, withdrawn: 2 });
    expect(await company.send(staffCsv(5, 7002, '09:00,18:00'))).toMatchObject({ added: 5, kept: 0, withdrawn: 5 });
    const rows = await rowsOf('company_holder');
    expect(rows).toHaveLength(12);
    expect(rows.some((row) => row.includes(madeNumber(7002)) || row.includes(madeName(7002)))).toBe(false);
  });

  test('with a fault in it changes nothing', async () => {
    const company = await another();
    await company.send(staffCsv(2));
    const wrong = await company.send(staffCsv(3).replace('08:00', '25:00'));
    expect(wrong).toEqual({ is: 'wrong', faults: [{ row: 2, column: 'from', fault: 'time-wrong' }] });
    expect((await company.stand()).company.holders).toEqual({ staff: 2, vehicles: 0 });
  });

  test('of ten thousand people is taken, and taken again, and every pass of theirs given', async () => {
    const company = await another();
    await approve(manager, company.id);
    const file = staffCsv(10_000, 20_000);
    expect(await company.send(file)).toMatchObject({ is: 'taken', rows: 10_000, added: 10_000 });
    expect(await company.send(file)).toMatchObject({ added: 0, kept: 10_000, withdrawn: 0 });
    expect(await company.take()).toHaveLength(10_000);
    expect(await company.send(staffCsv(1))).toMatchObject({ added: 1, withdrawn: 10_000 });
  }, 120_000);

  test('of a spreadsheet in China is read as GB 18030', async () => {
    const company = await another();
    // 姓名,证件号码,开始时间,结束时间 and 张三.
    const words = ['d0d5c3fb', 'd6a4bcfebac5c2eb', 'bfaacabccab1bce4', 'bde1caf8cab1bce4', 'd5c5c8fd'];
    const [a = '', b = '', c = '', d = '', e = ''] = words;
    const comma = Buffer.from(',').toString('hex');
    const head = Buffer.from(`${a}${comma}${b}${comma}${c}${comma}${d}`, 'hex');
    const row = Buffer.concat([Buffer.from(e, 'hex'), Buffer.from(`,${madeNumber(5)},8:00,18:00\r\n`)]);
    expect(await company.send(Buffer.concat([head, Buffer.from('\r\n'), row]))).toMatchObject({ is: 'taken', rows: 1 });
  });
});

// Last: by its end some have applied a month later.
test('whoever was never let in is forgotten after thirty days, with their list, and whoever was is not', async () => {
  const [waiting, refused, listed] = [await another(), await another(), await another()];
  await waiting.send(staffCsv(1));
  await manager.ask('companies:decide', { act: 'refuse', company: refused.id, because: '材料不全' });
  await approve(manager, listed.id);
  const stands = async (): Promise<number[]> => {
    await another();
    const asked = [waiting, refused, listed].map(({ token }) =>
      post(server.url, '/company/api/stand', {}, { authorization: `Bearer ${token}` }),
    );
    return (await Promise.all(asked)).map(({ status }) => status);
  };
  server.passSeconds(30 * 86_400);
  expect(await stands()).toEqual([200, 200, 200]);
  server.passSeconds(1);
  expect(await stands()).toEqual([401, 401, 200]);
  server.passSeconds(-30 * 86_400 - 1);
  expect((await rowsOf('company_holder')).some((row) => row.includes(waiting.id))).toBe(false);
});
