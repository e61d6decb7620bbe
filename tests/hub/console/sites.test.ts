import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importSites, noteStates } from '../../../hub/store/sites.ts';
import { saveSettings } from '../../../hub/store/setting.ts';
import { SITES_CALLS, type SitesAsk, type SitesPage } from '../../../shared/console/sites.ts';
import { CITY, madeSites } from '../../shared/policy/made-sites.ts';
import { NOON } from '../database.ts';
import { insertKiosk } from '../store/delivering.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Page, type Person } from './kit.ts';

let server: ConsoleHub;
let it: Person;
let manager: Person;

const FIRST: SitesAsk = { stand: null, text: '', after: null, limit: 50 };

async function look(page: Page, ask: Partial<SitesAsk> = {}): Promise<SitesPage> {
  return SITES_CALLS['sites:list'].reply.parse((await page.ask('sites:list', { ...FIRST, ...ask })).body);
}

beforeAll(async () => {
  server = await startConsole();
  [it, manager] = [await server.person('it', null), await server.person('manager')];
});

afterAll(async () => {
  await server.close();
});

test('before anything was imported nothing is there, and that is told', async () => {
  expect(await look(it)).toMatchObject({
    rows: [],
    next: null,
    totals: { sites: 0, open: 0, desks: 0 },
    changedAt: null,
  });
});

describe('with sites', () => {
  const made = madeSites(120);
  beforeEach(async () => {
    const { store } = server.hub.database;
    await importSites(store, made, { isWhole: true, now: new Date(NOON) });
  });

  test('all of them come page by page, by their ids, whatever is open', async () => {
    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const page: SitesPage = await look(it, { after });
      ids.push(...page.rows.map(({ site }) => site.id));
      expect(page.counts.open + page.counts.closed).toBe(120);
      after = page.next;
      if (after === null) break;
    }
    expect(ids).toEqual(made.map(({ id }) => id));
  });

  test('those that are open are those that visitors would be shown, by their hours and by what was said', async () => {
    const { store } = server.hub.database;
    const [first] = made.filter(({ isOpen, hours }) => isOpen && hours[0]?.closes === '20:00');
    const id = first?.id ?? '';
    const before = await look(it, { text: id });
    expect(before.rows).toMatchObject([{ stand: 'open', said: null }]);
    await noteStates(store, [{ id, state: 'closed', waitMinutes: null, atMs: NOON - 60_000 }]);
    const after = await look(it, { text: id });
    const at = new Date(NOON - 60_000).toISOString();
    expect(after.rows).toMatchObject([{ stand: 'closed', said: { state: 'closed', waitMinutes: null, at } }]);
    const { sites, open: wereOpen, desks } = before.totals;
    expect(after.totals).toEqual({ sites, open: wereOpen - 1, desks: desks - (first?.desks ?? 0) });
    expect(sites).toBe(120);
    const open = await look(it, { stand: 'open', limit: 200 });
    expect(open.rows.every(({ stand }) => stand === 'open')).toBe(true);
    expect(open.rows).toHaveLength(open.counts.open);
  });

  test('a site is found by either name, whatever the case', async () => {
    const [one] = made;
    for (const text of [one?.name['zh-CN'] ?? '', (one?.name.en ?? '').toUpperCase()]) {
      expect((await look(it, { text })).rows.map(({ site }) => site.id)).toEqual([one?.id]);
    }
    expect((await look(it, { text: 'nowhere' })).rows).toEqual([]);
  });

  test('coverage is of the venues of whoever asks', async () => {
    const { store } = server.hub.database;
    // Of the first of them the test before has said that it is closed.
    const near = made.filter(({ isOpen, hours }) => isOpen && hours[0]?.closes === '20:00')[1] ?? CITY;
    const place = { latitude: near.latitude, longitude: near.longitude };
    await insertKiosk(server.hub.database, 'far');
    await insertKiosk(server.hub.database, 'unset');
    await saveSettings(store, { venue: VENUE, gate: null }, { place }, new Date(NOON));
    await saveSettings(store, { venue: 'far', gate: null }, { place: { latitude: 0, longitude: 0 } }, new Date(NOON));
    const { coverage } = await look(it);
    expect(coverage).toMatchObject({ venues: 2, reached: 1, unreached: ['far'] });
    expect(coverage.withoutPlace).toBeGreaterThan(0);
    expect((await look(manager)).coverage).toEqual({ venues: 1, reached: 1, withoutPlace: 0, unreached: [] });
  });

  test('whoever is over all venues says how busy one is, from then on, and that is in the audit log', async () => {
    const { store } = server.hub.database;
    const id = made.find(({ isOpen }) => isOpen)?.id ?? '';
    await noteStates(store, [{ id, state: 'idle', waitMinutes: null, atMs: NOON - 60_000 }]);
    const { body } = await it.ask('sites:say', { site: id, state: 'busy', waitMinutes: 25 });
    const { at } = SITES_CALLS['sites:say'].reply.parse(body);
    const { rows } = await look(it, { text: id });
    expect(rows.find(({ site }) => site.id === id)?.said).toEqual({ state: 'busy', waitMinutes: 25, at });
    const noted = (await server.audited()).find(({ did }) => did === 'site-state-said');
    expect(noted?.about).toEqual({ site: id, siteState: 'busy', waitMinutes: 25 });
  });

  test('a site that is there no more is told, and nothing is noted', async () => {
    const asked = await it.ask('sites:say', { site: 'gone', state: 'busy', waitMinutes: null });
    expect(faultOf(asked)).toBe('not-found');
    const noted = (await server.audited()).filter(({ about }) => about['site'] === 'gone');
    expect(noted).toEqual([]);
  });

  test.each(['it', 'manager'] as const)('%s of one venue has no say in a city’s sites', async (role) => {
    const id = made[0]?.id ?? '';
    const asked = await (await server.person(role)).ask('sites:say', { site: id, state: 'closed', waitMinutes: null });
    expect(faultOf(asked)).toBe('not-allowed');
  });

  test('a guard is not answered', async () => {
    expect(faultOf(await (await server.person('guard')).ask('sites:list', FIRST))).toBe('not-allowed');
  });
});
