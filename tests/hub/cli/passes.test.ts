import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { primitives } from '../../../electron/crypto.ts';
import { decodeFiles } from '../../../electron/decode.ts';
import { passes } from '../../../hub/cli/passes.ts';
import { openHubKey, sha256 } from '../../../hub/crypto.ts';
import { decideCompany, insertCompany, type Decision } from '../../../hub/store/companies.ts';
import { replaceHolders, withdrawHolder } from '../../../hub/store/holders.ts';
import type { Database } from '../../../hub/store/open.ts';
import { decodeCredential } from '../../../shared/credential/decode.ts';
import { trustingHub } from '../../../shared/credential/hub-trust.ts';
import { pass } from '../../../shared/credential/pass.ts';
import { verifyCredential } from '../../../shared/credential/verify.ts';
import { freshFolder } from '../../electron/folders.ts';
import { DAY, HOUR, NOW, TestOffice } from '../../electron/policy/office-kit.ts';
import { madeCreditCode } from '../../shared/company/made-companies.ts';
import { createDatabase, openMigrated } from '../database.ts';

let url: string;
let database: Database;
let folder: string;
const SEED = randomBytes(32);
const COMPANY = 'c0c1c2c3c4c5c6c7';
const VENUE = '演示商场';

beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
  folder = freshFolder();
  writeFileSync(join(folder, 'hub-key'), SEED.toString('base64url'));
  await database.store.transaction().execute(async (tx) => {
    const said = {
      venue: VENUE,
      name: '演示食品',
      creditCode: madeCreditCode(1),
      contact: 'safety',
      headcount: 9,
    } as const;
    await insertCompany(tx, { ...said, id: COMPANY, tokenHash: randomBytes(32) }, new Date(NOW * 1000));
  });
});

afterEach(async () => {
  await database.close();
});

async function run(args: readonly string[], nowSeconds = NOW): Promise<{ exit: number; lines: unknown[] }> {
  const lines: unknown[] = [];
  const exit = await passes.run(args, {
    variables: { DATABASE_URL: url, HUB_KEY_FILE: join(folder, 'hub-key') },
    answer: (line) => {
      lines.push(JSON.parse(JSON.stringify(line)));
      return Promise.resolve();
    },
    nowMs: () => nowSeconds * 1000,
    newId: randomUUID,
  });
  return { exit, lines };
}

async function decide(decision: Decision): Promise<void> {
  const by = { login: 'manager', now: new Date(NOW * 1000) };
  const done = await database.store
    .transaction()
    .execute((tx) => decideCompany(tx, { venue: VENUE, id: COMPANY }, decision, by));
  expect(done.ok).toBe(true);
}

async function approved(people = 1): Promise<void> {
  const [validFrom, validUntil] = [new Date(NOW * 1000), new Date((NOW + 30 * DAY) * 1000)];
  await decide({ act: 'approve', level: 1, validFrom, validUntil });
  const terms = { gates: [], days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', until: null };
  const none = { plate: null, carries: null, passengers: null, route: null, post: null, stayUntil: null };
  const holders = Array.from({ length: people }, (_, i) => ({
    ...{ id: `aaaaaaaaaaaaaaa${i}`, sheet: 'staff', type: 'staff', maskedName: '张*三' },
    ...{ subject: `bbbbbbbbbbbbbbb${i}`, terms: { ...terms, ...none } },
  })) as Parameters<typeof replaceHolders>[3];
  await database.store
    .transaction()
    .execute((tx) => replaceHolders(tx, { id: COMPANY, venue: VENUE }, 'staff', holders, new Date(NOW * 1000)));
}

const decoded = z.object({ codes: z.array(z.object({ text: z.string() })) });

/** As `sentinel decode` reads a picture. */
async function textIn(path: string): Promise<string> {
  const lines: unknown[] = [];
  await decodeFiles([path], (line) => lines.push(JSON.parse(line)));
  return decoded.parse(lines[0]).codes[0]?.text ?? '';
}

describe('take', () => {
  test('writes a picture of each pass, and whose it is', async () => {
    await approved(2);
    const to = join(folder, 'out');
    expect(await run(['take', COMPANY, to])).toEqual({ exit: 0, lines: [{ taken: true, passes: 2, folder: to }] });
    const [first = '', second, list = ''] = readdirSync(to).sort();
    expect([first, second].every((name) => /^0000[12]-[\da-f]{16}\.png$/u.test(name ?? ''))).toBe(true);
    expect(readFileSync(join(to, list), 'utf8').split('\r\n')[1]).toContain(
      `1,张*三,,员工通行证,2026-05-20 08:00,${first}`,
    );
    expect(await textIn(join(to, first))).toMatch(/^DSW1:/u);
  });

  test.each([
    ['nobody has let in', null, 'not-approved'],
    ['was suspended', { act: 'suspend', because: 'x' }, 'suspended'],
  ] as const)('of a company that %s takes none', async (_what, decision, fault) => {
    if (decision !== null) {
      await approved();
      await decide(decision);
    }
    expect(await run(['take', COMPANY, join(folder, 'out')])).toEqual({ exit: 2, lines: [{ fault }] });
  });

  test('of a company that is not there', async () => {
    expect((await run(['take', 'ffffffffffffffff', folder])).lines).toEqual([{ fault: 'not-found' }]);
  });
});

test('companies and figures are a line for each, and figures a table', async () => {
  await approved(2);
  await run(['take', COMPANY, join(folder, 'out')]);
  expect((await run(['companies', '--venue', VENUE])).lines).toMatchObject([
    { id: COMPANY, status: 'approved', level: 1 },
  ]);
  expect((await run(['companies', '--venue', 'elsewhere'])).lines).toEqual([]);
  const csv = join(folder, 'figures.csv');
  expect((await run(['figures', '--csv', csv])).lines).toMatchObject([
    { registered: 1, active: 1, staff: 2, vehicles: 0 },
  ]);
  expect(readFileSync(csv, 'utf8')).toContain('复工率 (%),100\r\n');
});

describe('what is taken back reaches a kiosk by the office’s next publication', () => {
  let office: TestOffice;
  let text: string;

  beforeEach(async () => {
    office = new TestOffice(freshFolder());
    office.begin();
    await approved(2);
    const to = join(folder, 'out');
    await run(['take', COMPANY, to]);
    const [first = ''] = readdirSync(to).sort();
    text = await textIn(join(to, first));
  });

  /** What a kiosk makes of the pass, by the rules that it has fetched. */
  async function atKiosk(now: number): Promise<string | null> {
    await office.fetch({ now });
    const sealed = decodeCredential(text, primitives);
    if (!sealed.ok) return sealed.fault;
    const trust = trustingHub(new Map(), { kty: 'OKP', crv: 'Ed25519', x: openHubKey(SEED).x }, sha256);
    return verifyCredential(sealed.value, pass, trust, office.inForce().revocations, primitives, now).fault;
  }

  test('all passes of a company that is suspended, until it is resumed', async () => {
    expect(await atKiosk(NOW)).toBeNull();
    await decide({ act: 'suspend', because: '聚集性疫情' });
    // Nothing but what was published counts.
    expect(await atKiosk(NOW)).toBeNull();
    expect(await run(['write', office.folder])).toEqual({
      exit: 0,
      lines: [{ written: true, revoked: 1, restored: 0 }],
    });
    office.publish({}, NOW + HOUR);
    expect(await atKiosk(NOW + HOUR)).toBe('revoked');
    await decide({ act: 'resume' });
    expect((await run(['write', office.folder])).lines).toEqual([{ written: true, revoked: 0, restored: 1 }]);
    office.publish({}, NOW + 2 * HOUR);
    expect(await atKiosk(NOW + 2 * HOUR)).toBeNull();
  });

  test('those of one person, and no other’s', async () => {
    const now = new Date(NOW * 1000);
    const revoked = await database.store.transaction().execute(async (tx) => {
      const id = /-([\da-f]{16})\./u.exec(readdirSync(join(folder, 'out')).sort()[0] ?? '')?.[1] ?? '';
      return withdrawHolder(tx, { venue: VENUE, id, because: '已离职' }, now);
    });
    expect(revoked).toMatchObject({ company: COMPANY, passes: 1 });
    await run(['write', office.folder]);
    office.publish({}, NOW + HOUR);
    expect(await atKiosk(NOW + HOUR)).toBe('revoked');
  });

  test('and publishing the same again changes nothing', async () => {
    await decide({ act: 'suspend', because: 'x' });
    await run(['write', office.folder]);
    expect(office.publish({}, NOW + HOUR).changed.some((name) => name.includes('revocations'))).toBe(true);
    await run(['write', office.folder]);
    expect(office.publish({}, NOW + 2 * HOUR).changed.filter((name) => name.includes('revocations'))).toEqual([]);
  });

  test('but a hub takes back nothing that others have signed', () => {
    const of = (issuer: string): object => ({ revoke: [{ issuer, id: '00' }], restore: [] });
    writeFileSync(join(office.folder, 'hub-revocations.json'), JSON.stringify(of('310000')));
    expect(() => office.publish({}, NOW + HOUR)).toThrow(/hub-revocations\.json/u);
    writeFileSync(join(office.folder, 'hub-revocations.json'), JSON.stringify({ revoke: [], restore: of('310000') }));
    expect(() => office.publish({}, NOW + HOUR)).toThrow(/hub-revocations\.json/u);
  });

  test('of a folder that is no office writes nothing', async () => {
    expect(await run(['write', folder])).toEqual({ exit: 2, lines: [{ fault: 'no-office' }] });
  });
});

test.each([
  [[]],
  [['open']],
  [['take', 'a']],
  [['take', 'a', 'b', 'c']],
  [['write']],
  [['take', COMPANY, 'x', '--sheet', 'y']],
])('a command line %j makes no sense', async (args) => {
  await expect(run(args)).rejects.toThrow();
});
