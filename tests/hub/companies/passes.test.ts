import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { sha256 } from '../../../hub/crypto.ts';
import { forgetPasses, readTakenBack } from '../../../hub/store/passes.ts';
import { COMPANIES_CALLS } from '../../../shared/console/companies.ts';
import { decodeCredential } from '../../../shared/credential/decode.ts';
import { HUB_ISSUER, trustingHub } from '../../../shared/credential/hub-trust.ts';
import { pass } from '../../../shared/credential/pass.ts';
import { buildRevocations } from '../../../shared/credential/revocation.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import type { TakenPass } from '../../../shared/company/calls.ts';
import { madeCreditCode, madeNumber, madePlate, staffCsv } from '../../shared/company/made-companies.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from '../console/kit.ts';
import { NOON } from '../database.ts';
import { applies, APPLICATION, approve, DAY_MS, type CompanyPage } from './kit.ts';

let server: ConsoleHub;
let manager: Person;
let nth = 100;

beforeAll(async () => {
  server = await startConsole({ perApplicant: 1e6, perCompany: 1e6 });
  manager = await server.person('manager');
});

afterAll(async () => {
  await server.close();
});

async function another(name = APPLICATION.name): Promise<CompanyPage> {
  nth += 1;
  return applies(server.url, { creditCode: madeCreditCode(nth), name });
}

async function inForce(people = 3, from = nth * 100): Promise<CompanyPage> {
  const company = await another();
  await approve(manager, company.id);
  await company.send(staffCsv(people, from));
  return company;
}

async function takenBy(company: CompanyPage, sheet: 'staff' | 'vehicles' = 'staff'): Promise<TakenPass[]> {
  const passes = await company.take(sheet);
  if (!Array.isArray(passes)) throw new Error(`no passes: ${String(passes)}`);
  return passes;
}

/** As a kiosk that has enrolled at this hub does. */
function verified(text: string, revoked: readonly string[] = [], nowMs = NOON): Verification {
  const sealed = decodeCredential(text, primitives);
  if (!sealed.ok) throw new Error(sealed.fault);
  const trust = trustingHub(new Map(), { kty: 'OKP', crv: 'Ed25519', x: server.hub.secrets.hubKey.x }, sha256);
  const revocations = buildRevocations(revoked.map((id) => ({ issuer: HUB_ISSUER, id })));
  return verifyCredential(sealed.value, pass, trust, revocations, primitives, nowMs / 1000);
}

describe('passes', () => {
  test('are signed by the hub’s key, hold for seven days, and say who, whose, where and when', async () => {
    const company = await inForce(1);
    const [taken] = await takenBy(company);
    const { fault, credential } = verified(taken?.text ?? '');
    expect(fault).toBeNull();
    expect(credential).toMatchObject({
      format: 'pass',
      claims: {
        ...{ issuer: HUB_ISSUER, id: taken?.id, issuedAt: NOON / 1000, expiresAt: (NOON + 7 * DAY_MS) / 1000 },
        facts: {
          maskedName: taken?.maskedName,
          pass: {
            ...{ type: 'staff', company: company.id, holder: APPLICATION.name, places: [VENUE] },
            windows: [{ days: 31, fromMinute: 480, minutes: 600 }],
          },
        },
      },
    });
    expect(verified(taken?.text ?? '', [], NOON + 7 * DAY_MS).fault).toBe('expired');
  });

  test('are the same for a day, and from then on new ones', async () => {
    const company = await inForce(2);
    const first = await takenBy(company);
    expect(await company.take()).toEqual(first);
    server.passSeconds(86_400);
    const second = await takenBy(company);
    server.passSeconds(-86_400);
    expect(second.map(({ id }) => id)).not.toEqual(first.map(({ id }) => id));
    expect(second.map(({ validFrom }) => Date.parse(validFrom))).toEqual([NOON + DAY_MS, NOON + DAY_MS]);
  });

  test('end with the company’s time, and with what the file says', async () => {
    const company = await another();
    await approve(manager, company.id, 1, 2);
    const rows = [`张三,${madeNumber(1)},08:00,18:00,2022-05-13`, `李四,${madeNumber(2)},08:00,18:00,`];
    await company.send(`name,documentNumber,from,to,until\n${rows.join('\n')}\n`);
    const ends = (await takenBy(company)).map(({ maskedName, validUntil }) => [maskedName, Date.parse(validUntil)]);
    // The day is over at midnight in China, 16:00 UTC.
    expect(Object.fromEntries(ends)).toEqual({ '张*': Date.UTC(2022, 4, 13, 16), '李*': NOON + 2 * DAY_MS });
  });

  test('of vehicles have the plate and the driver, of point work the post', async () => {
    const company = await another();
    await approve(manager, company.id);
    const head = 'plate,driver,driverNumber,kind,carries,passengers,routeFrom,routeTo,from,to';
    const rows = [
      `${madePlate(1)},张三,${madeNumber(1)},vehicle,cargo,,园区,仓库,00:00,24:00`,
      `${madePlate(2)},李四,${madeNumber(2)},shuttle,,32,园区,宿舍,06:00,08:00`,
      `${madePlate(3)},王五,${madeNumber(3)},delivery,,,,,06:00,22:00`,
    ];
    const sent = await company.send(`${head}\n${rows.join('\n')}\n`, { sheet: 'vehicles' });
    expect(sent).toMatchObject({ is: 'taken', rows: 3 });
    expect(await company.take('staff')).toEqual([]);
    await company.send(
      `name,documentNumber,kind,post,stayUntil,from,to\n张三,${madeNumber(1)},点式复工,配电,2022-05-15,00:00,24:00\n`,
    );
    const passes = [...(await takenBy(company, 'vehicles')), ...(await takenBy(company))];
    const facts = passes.map(({ text }) => verified(text).credential?.claims.facts.pass);
    const said = facts.map((fact) => [fact?.type, fact?.plate, fact?.carries, fact?.passengers, fact?.post]);
    expect(said.sort()).toEqual([
      ['delivery', madePlate(3), null, null, null],
      ['point-work', null, null, null, '配电'],
      ['shuttle', madePlate(2), null, 32, null],
      ['vehicle', madePlate(1), 'cargo', null, null],
    ]);
  });

  test('name gates, and a company in as much as there is room for', async () => {
    const kiosk = await server.enrolled();
    expect(kiosk.id).not.toBe('');
    const company = await another('演'.repeat(40));
    await approve(manager, company.id);
    await company.send(`name,documentNumber,gates,from,to\n张三,${madeNumber(3)},north,08:00,18:00\n`);
    const [taken] = await takenBy(company);
    expect(verified(taken?.text ?? '').credential?.claims.facts.pass).toMatchObject({
      places: [`${VENUE}/north`],
      holder: `${'演'.repeat(31)}…`,
    });
  });

  test('are for nobody before a company is let in, while it is suspended, and after its time', async () => {
    const company = await another();
    await company.send(staffCsv(1));
    expect(await company.take()).toBe('company-not-in-force');
    await approve(manager, company.id, 1, 1);
    expect(await takenBy(company)).toHaveLength(1);
    await manager.ask('companies:decide', { act: 'suspend', company: company.id, because: '聚集性疫情' });
    expect(await company.take()).toBe('company-not-in-force');
    expect((await company.stand()).noPasses).toBe('suspended');
    await manager.ask('companies:decide', { act: 'resume', company: company.id });
    expect(await takenBy(company)).toHaveLength(1);
    server.passSeconds(86_400);
    const after = await company.take();
    server.passSeconds(-86_400);
    expect(after).toBe('company-not-in-force');
  });

  test('come page by page, each once', async () => {
    const ids = (await takenBy(await inForce(1100))).map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([1100, 1100]);
  });
});

test('a pass is forgotten 31 days after it ended, and with it whom no file names any more', async () => {
  const company = await inForce(2, 9900);
  await takenBy(company);
  await company.send(staffCsv(1, 9900));
  const left = async (): Promise<number[]> => {
    const { store } = server.hub.database;
    const of = (table: 'company_pass' | 'company_holder') =>
      store.selectFrom(table).select('id').where('company', '=', company.id).execute();
    return [(await of('company_pass')).length, (await of('company_holder')).length];
  };
  const ended = NOON + 7 * DAY_MS;
  await forgetPasses(server.hub.database.store, new Date(ended + 31 * DAY_MS));
  expect(await left()).toEqual([2, 2]);
  await forgetPasses(server.hub.database.store, new Date(ended + 31 * DAY_MS + 1));
  expect(await left()).toEqual([0, 1]);
});

describe('what is taken back', () => {
  const takenBack = (atMs = NOON) => readTakenBack(server.hub.database.store, new Date(atMs));

  test('of a suspended company is all of it, by its id, until it is resumed', async () => {
    const company = await inForce(2);
    const [taken] = await takenBy(company);
    expect((await takenBack()).revoked).not.toContain(company.id);
    await manager.ask('companies:decide', { act: 'suspend', company: company.id, because: '聚集性疫情' });
    const { revoked } = await takenBack();
    expect(revoked).toContain(company.id);
    expect(verified(taken?.text ?? '', revoked).fault).toBe('revoked');
    await manager.ask('companies:decide', { act: 'resume', company: company.id });
    const lifted = await takenBack();
    expect([lifted.revoked.includes(company.id), lifted.restored.includes(company.id)]).toEqual([false, true]);
  });

  test('is not told once no pass of it could hold', async () => {
    const company = await inForce(1);
    await takenBy(company);
    await manager.ask('companies:decide', { act: 'suspend', company: company.id, because: 'x' });
    expect((await takenBack(NOON + 7 * DAY_MS - 1000)).revoked).toContain(company.id);
    const later = await takenBack(NOON + 7 * DAY_MS);
    expect([later.revoked.includes(company.id), later.restored.includes(company.id)]).toEqual([false, true]);
  });

  test('of one person are their passes, and no file gives them another before that is allowed', async () => {
    const company = await inForce(2, 9000);
    const passes = await takenBy(company);
    const listed = await manager.ask('companies:holders', { company: company.id, after: null, limit: 10 });
    const { rows } = COMPANIES_CALLS['companies:holders'].reply.parse(listed.body);
    const holder = rows[0]?.id ?? '';
    expect((await manager.ask('companies:withdraw', { holder, because: '已离职' })).body).toEqual({ passes: 1 });
    const left = await takenBy(company);
    expect(left).toHaveLength(1);
    const gone = passes.find(({ id }) => id !== left[0]?.id);
    expect((await takenBack()).revoked).toContain(gone?.id);
    expect(await company.send(staffCsv(2, 9000))).toMatchObject({ is: 'taken', added: 0, kept: 1, barred: 1 });
    const elsewhere = await server.person('manager', '别处');
    expect(faultOf(await elsewhere.ask('companies:allow', { holder }))).toBe('not-found');
    expect((await manager.ask('companies:allow', { holder })).status).toBe(200);
    expect(await company.send(staffCsv(2, 9000))).toMatchObject({ added: 1, barred: 0 });
  });

  test('of whom a new file does not name are the passes that they had', async () => {
    const company = await inForce(2, 9500);
    const passes = await takenBy(company);
    await company.send(staffCsv(1, 9500));
    const { revoked } = await takenBack();
    expect(passes.filter(({ id }) => revoked.includes(id))).toHaveLength(1);
  });

  test('is what would outlive a time that was made shorter', async () => {
    const company = await inForce(1);
    const [taken] = await takenBy(company);
    await approve(manager, company.id, 1, 2);
    expect((await takenBack()).revoked).toContain(taken?.id);
    const [next] = await takenBy(company);
    expect(Date.parse(next?.validUntil ?? '')).toBe(NOON + 2 * DAY_MS);
  });
});
