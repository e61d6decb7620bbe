import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSOLE_CALLS } from '../../../shared/console/calls.ts';
import { FLEET_ORDERS, type FleetPlace } from '../../../shared/console/fleet.ts';
import { LI, put, remove, VENUE, WANG, withPins } from '../guards-kit.ts';
import { PATHS } from '../../../shared/wire.ts';
import { insertKiosk } from '../store/delivering.ts';
import { insertMany, look, say, shown } from './fleet-kit.ts';
import { faultOf, startConsole, type ConsoleHub, type Person } from './kit.ts';

let server: ConsoleHub;
let it: Person;

beforeAll(async () => {
  server = await startConsole();
  it = await server.person('it', VENUE);
});

afterAll(async () => {
  await server.close();
});

/** As the overview of its venue has a kiosk. */
async function inOverview(id: string): Promise<unknown> {
  const { body } = await it.ask('overview', { dayMs: 0, gate: null });
  return CONSOLE_CALLS.overview.reply.parse(body).kiosks?.find(({ kiosk }) => kiosk === id);
}

const REASON = 'taken from the north gate';

describe('a kiosk', () => {
  test('that was never heard wants somebody', async () => {
    const { id } = await server.enrolled();
    expect(await shown(it, id)).toMatchObject({
      ...{ state: 'red', problems: ['never-heard'], heardAt: null, appVersion: null, unsent: null, keysAtRest: null },
      ...{ settings: { inForce: null, wanted: null }, guards: 'unknown', venue: VENUE, gate: 'north' },
    });
  });

  test('that is well is shown with its version, its rules and their age, what it owes, and where its keys lie', async () => {
    const kiosk = await server.enrolled();
    await say(kiosk);
    expect(await shown(it, kiosk.id)).toMatchObject({
      ...{ state: 'green', problems: [], heardAt: new Date(server.hub.nowMs()).toISOString() },
      ...{ appVersion: '0.2.0', policyVersion: 7, policyAgeSeconds: 60, unsent: 3, keysAtRest: 'file' },
    });
  });

  test.each([
    ['rules that are ageing can wait', { policyAgeSeconds: 40 * 3600 }, 'amber', 'rules-ageing'],
    ['a busy hub can wait', { syncFault: 'hub-busy' }, 'amber', 'sync-hub-busy'],
    ['that nobody is on its list of guards can wait', { guards: 'none' }, 'amber', 'guards-none'],
    ['a damaged list of guards cannot', { guards: 'damaged' }, 'red', 'guards-damaged'],
    ['a full disk cannot', { journal: 'full' }, 'red', 'journal-full'],
    ['a missing camera cannot', { camera: 'missing' }, 'red', 'camera-missing'],
    ['a full disk comes before a missing camera', { journal: 'full', camera: 'missing' }, 'red', 'journal-full'],
  ] as const)('%s', async (_what, report, state, worst) => {
    const kiosk = await server.enrolled();
    await say(kiosk, report);
    const { problems, ...found } = await shown(it, kiosk.id);
    expect([found.state, problems[0]]).toEqual([state, worst]);
  });

  test('that is silent wants somebody, and nobody knows its rules any more', async () => {
    const kiosk = await server.enrolled();
    await say(kiosk);
    server.passSeconds(61);
    expect(await shown(it, kiosk.id)).toMatchObject({ state: 'red', problems: ['silent'], policyAgeSeconds: null });
  });

  test('has settings and guards that are wanted of it, once it says so', async () => {
    const kiosk = await server.enrolled();
    const saved = await it.ask('fleet:settings-save', {
      ...{ venue: null, gate: 'north', values: { direction: 'out' }, over: null },
    });
    const { version } = saved.body as { version: number };
    const revision = await put(server, WANG);
    await say(kiosk, { guardsRevision: null });
    expect(await shown(it, kiosk.id)).toMatchObject({
      ...{ state: 'amber', problems: ['settings-behind', 'guards-behind'] },
      ...{ settings: { inForce: 0, wanted: version }, guards: 'behind' },
    });
    expect(await inOverview(kiosk.id)).toMatchObject({ problems: ['settings-behind', 'guards-behind'] });
    await say(kiosk, { settingsVersion: version, guardsRevision: revision });
    expect(await inOverview(kiosk.id)).toMatchObject({ problems: [] });
    expect(await shown(it, kiosk.id)).toMatchObject({
      ...{ state: 'green', settings: { inForce: version, wanted: version }, guards: 'current' },
    });
  });

  test.each([
    [{ unsent: 0, left: null }],
    [{ unsent: 7, left: 'exported' }],
    [{ unsent: null, left: 'abandoned' }],
  ] as const)('that was decommissioned is told as that, with when and what it said then: %j', async (retirement) => {
    const kiosk = await server.enrolled();
    await say(kiosk, { unsent: 40, journal: 'full' });
    server.passSeconds(1);
    const at = new Date(server.hub.nowMs()).toISOString();
    await kiosk.post(PATHS.retire, retirement);
    // Silent by now, were it in service.
    server.passSeconds(61);
    expect(await shown(it, kiosk.id)).toMatchObject({
      ...{ state: 'retired', problems: [], unsent: retirement.unsent },
      ...{ retired: { at, ...retirement }, revokedAt: at, revokedBecause: null },
    });
    const { rows, counts } = await look(it, { state: 'retired' });
    expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: counts.retired }, () => 'retired'));
    expect(rows.map((row) => row.kiosk)).toContain(kiosk.id);
    expect((await look(it, { state: 'revoked' })).rows.map((row) => row.kiosk)).not.toContain(kiosk.id);
    // Nothing is set from afar where it was.
    const { body } = await it.ask('fleet:settings-preview', { venue: null, gate: null, values: { direction: 'out' } });
    expect(JSON.stringify(body)).not.toContain(kiosk.id);
  });

  test('that was decommissioned says of how many guards of its gate the PINs went with it, and of no other gate or venue', async () => {
    for (const guard of [WANG, { ...LI, gates: ['north', 'south'] }, { ...WANG, number: 'G08', gates: ['south'] }])
      await put(server, guard);
    await put(server, { ...WANG, venue: 'another', pin: undefined });
    const kiosk = await server.enrolled();
    expect((await shown(it, kiosk.id)).pinless).toBe(0);
    await kiosk.post(PATHS.retire, { unsent: 0, left: null });
    expect((await shown(it, kiosk.id)).pinless).toBe(2);
    const over = await server.person('it', null);
    expect((await shown(over, kiosk.id)).pinless).toBe(2);
    for (const guard of [WANG, LI]) await put(server, guard);
    expect((await shown(it, kiosk.id)).pinless).toBe(0);
    for (const number of [LI.number, 'G08']) await remove(server, VENUE, number);
    await remove(server, 'another', WANG.number);
  });

  test('whose place another has taken is not told of', async () => {
    const [old, next] = [await insertKiosk(server.hub.database, VENUE), await insertKiosk(server.hub.database, VENUE)];
    await server.hub.database.store
      .updateTable('kiosk')
      .set({ succeeded_by: next.id })
      .where('id', '=', old.id)
      .execute();
    const ids = (await look(it)).rows.map(({ kiosk }) => kiosk);
    expect([ids.includes(old.id), ids.includes(next.id)]).toEqual([false, true]);
  });
});

describe('a kiosk that is revoked', () => {
  test('is refused, takes the PINs of its gate along, and is shown with the reason; the auditors of its venue see who did it', async () => {
    await put(server, WANG);
    const kiosk = await server.enrolled();
    await say(kiosk);
    const { body: before } = await it.ask('fleet:kiosk', { kiosk: kiosk.id });
    expect(before).toMatchObject({ pins: 1 });
    const { body } = await it.ask('fleet:revoke', { kiosk: kiosk.id, because: ` ${REASON} ` });
    expect(body).toMatchObject({ pinsWithdrawn: 1, kiosk: { state: 'revoked', revokedBecause: REASON, problems: [] } });
    expect(await withPins(server)).toEqual([]);
    expect(await say(kiosk)).toBe(403);
    expect(await shown(it, kiosk.id)).toMatchObject({ state: 'revoked', revokedBecause: REASON, retired: null });
    // Until they have others.
    expect((await shown(it, kiosk.id)).pinless).toBe(1);
    await put(server, WANG);
    expect((await shown(it, kiosk.id)).pinless).toBe(0);
    expect((await server.audited()).at(-1)).toMatchObject({
      ...{ login: it.login, did: 'kiosk-revoked' },
      about: { kiosk: kiosk.id, gate: 'north', because: REASON, pins: 1 },
    });
    const auditor = await server.person('auditor', VENUE);
    const log = await auditor.ask('audit:list', { login: it.login, before: null, limit: 10 });
    expect(JSON.stringify(log.body)).toContain(REASON);
  });

  test('again keeps the reason that was given first, and withdraws no PIN that was set since', async () => {
    const kiosk = await server.enrolled();
    await it.ask('fleet:revoke', { kiosk: kiosk.id, because: REASON });
    server.passSeconds(1);
    await put(server, WANG);
    const { body } = await it.ask('fleet:revoke', { kiosk: kiosk.id, because: 'another' });
    expect(body).toMatchObject({ pinsWithdrawn: 0, kiosk: { revokedBecause: REASON } });
  });

  test('by an account over all venues is on record for the auditors of its venue', async () => {
    const over = await server.person('it', null);
    const kiosk = await server.enrolled();
    expect((await over.ask('fleet:revoke', { kiosk: kiosk.id, because: REASON })).status).toBe(200);
    const row = await server.hub.database.store
      .selectFrom('audit')
      .select(['venue', 'login'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ venue: VENUE, login: over.login });
  });

  test('needs a reason', async () => {
    const kiosk = await server.enrolled();
    for (const because of ['', '   ', 'a'.repeat(201)])
      expect(faultOf(await it.ask('fleet:revoke', { kiosk: kiosk.id, because }))).toBe('ask-malformed');
    expect((await shown(it, kiosk.id)).state).not.toBe('revoked');
  });

  test('by somebody whose account has ended meanwhile is not', async () => {
    const gone = await server.person('it', VENUE);
    const kiosk = await server.enrolled();
    await server.hub.database.store
      .updateTable('account')
      .set({ is_active: false })
      .where('id', '=', gone.id)
      .execute();
    expect(faultOf(await gone.ask('fleet:revoke', { kiosk: kiosk.id, because: REASON }))).toBe('signed-out');
    expect((await shown(it, kiosk.id)).state).not.toBe('revoked');
  });
});

describe('of many kiosks', () => {
  const MANY = '万台展馆';
  let over: Person;
  beforeAll(async () => {
    over = await server.person('it', null);
    await insertMany(server, MANY, 10_000);
    const { store } = server.hub.database;
    const some = store.selectFrom('kiosk').select('id').where('venue', '=', MANY);
    const heard = new Date(server.hub.nowMs() - 3_600_000);
    const silent = ['gate 00777', 'gate 09000'];
    await store
      .updateTable('kiosk_report')
      .set({ heard_at: heard })
      .where('kiosk', 'in', some.where('gate', 'in', silent))
      .execute();
  }, 60_000);

  test('the first page has the worst first, and how many are in each state; gates are too many to choose from', async () => {
    const page = await look(over, { venue: MANY, limit: 100 });
    expect(page.rows).toHaveLength(100);
    expect(page.rows.slice(0, 3).map(({ gate }) => gate)).toEqual(['gate 00777', 'gate 09000', 'gate 00000']);
    expect(page.counts).toEqual({ red: 2, amber: 0, green: 9998, revoked: 0, retired: 0 });
    expect(page.gates).toEqual([]);
    expect((await look(it)).gates).toEqual(['north']);
  });

  test.each(FLEET_ORDERS)('pages by %s follow one another without a gap, and nobody is on two', async (order) => {
    const seen: string[] = [];
    let after: FleetPlace | null = null;
    for (let pages = 0; pages < 3; pages += 1) {
      const page = await look(over, { venue: MANY, order, after, limit: 100 });
      seen.push(...page.rows.map(({ kiosk }) => kiosk));
      after = page.next;
    }
    const atOnce = [
      ...(await look(over, { venue: MANY, order, limit: 200 })).rows,
      ...(await look(over, { venue: MANY, order, after: (await look(over, { venue: MANY, order })).next })).rows,
    ];
    expect(seen).toEqual(atOnce.slice(0, 300).map(({ kiosk }) => kiosk));
    expect(new Set(seen).size).toBe(300);
  });

  test('the last page says that there is none after it, also where the last of the page before is well by now', async () => {
    const page = await look(over, { venue: MANY, state: 'red', limit: 1 });
    expect(page.next).toMatchObject({ gate: 'gate 00777' });
    const rest = await look(over, { venue: MANY, state: 'red', limit: 1, after: page.next });
    expect([rest.rows.map(({ gate }) => gate), rest.next]).toEqual([['gate 09000'], null]);
  });

  test.each([
    [{ gate: 'gate 00042' }, 1],
    [{ text: 'e 00777' }, 1],
    [{ text: ' GATE 0077 ' }, 10],
    [{ text: '0.2.0', state: 'red' }, 2],
    [{ text: MANY.slice(0, 2), limit: 50 }, 50],
    [{ text: 'nowhere' }, 0],
    [{ state: 'amber' }, 0],
  ] as const)('those are found that are looked for by %j', async (sought, count) => {
    expect((await look(over, { venue: MANY, ...sought })).rows).toHaveLength(count);
  });

  test('an account over all venues sees them all, and one venue’s its own', async () => {
    const all = await look(over);
    expect(all.venues).toEqual(expect.arrayContaining([MANY, VENUE]));
    expect(all.gates).toEqual([]);
    expect((await look(over, { text: randomUUID() })).rows).toEqual([]);
    const own = await look(it);
    expect([own.venues, own.rows.filter(({ venue }) => venue !== VENUE)]).toEqual([[VENUE], []]);
  });
});
