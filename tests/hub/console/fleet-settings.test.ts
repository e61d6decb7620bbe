import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVenueTypes } from '../../../hub/console/venue-types.ts';
import {
  auditedSettings,
  FLEET_CALLS,
  type FleetSettings,
  type SettingPreview,
} from '../../../shared/console/fleet.ts';
import { heardSchema, PATHS, type RemoteSettings } from '../../../shared/wire.ts';
import { askAsAdministrator } from '../server.ts';
import { say, WELL } from './fleet-kit.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';

let server: ConsoleHub;
let it: Person;
/** Rules that are published; none, until somebody does. */
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-types-'));
  server = await startConsole({}, { address: null, policyFolder: folder });
});

beforeEach(async () => {
  const { store } = server.hub.database;
  await store.deleteFrom('setting').execute();
  await store.deleteFrom('enrolment_code').execute();
  await store.deleteFrom('kiosk_report').execute();
  await store.deleteFrom('kiosk').execute();
  it = await server.person('it');
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function read(page = it, before: number | null = null): Promise<FleetSettings> {
  return FLEET_CALLS['fleet:settings'].reply.parse((await page.ask('fleet:settings', { venue: null, before })).body);
}

async function tryOut(values: RemoteSettings, gate: string | null = null): Promise<SettingPreview> {
  const { body } = await it.ask('fleet:settings-preview', { venue: null, gate, values });
  return FLEET_CALLS['fleet:settings-preview'].reply.parse(body);
}

async function set(values: RemoteSettings, gate: string | null = null): Promise<number> {
  const over = (await read()).newest.find((one) => one.gate === gate)?.version ?? null;
  const { body } = await it.ask('fleet:settings-save', { venue: null, gate, values, over });
  return FLEET_CALLS['fleet:settings-save'].reply.parse(body).version;
}

/** As the page reads what was set off the audit log. */
function settingsOf({ about }: Awaited<ReturnType<ConsoleHub['audited']>>[number]): unknown {
  return auditedSettings.parse(JSON.parse(String(about['settings'])));
}

test('where nothing was set nothing is in force, and gates are those that there are', async () => {
  await server.enrolled();
  expect(await read()).toEqual({ newest: [], versions: [], next: null, gates: ['north'], venueTypes: [] });
});

test('what is set for the venue and over it for a gate is what its kiosk hears; who set it is known', async () => {
  const kiosk = await server.enrolled();
  const [first, second] = [await set({ direction: 'in', language: 'en' }), await set({ direction: 'out' }, 'north')];
  const { settings } = heardSchema.parse((await kiosk.post(PATHS.heartbeat, WELL)).body);
  expect(settings).toEqual({ version: second, values: { direction: 'out', language: 'en' } });
  const { newest, versions } = await read();
  expect(newest.map(({ version, gate, setBy }) => [version, gate, setBy]).sort()).toEqual([
    [first, null, it.login],
    [second, 'north', it.login],
  ]);
  expect(versions.map(({ version }) => version)).toEqual([second, first]);
  const audited = await server.audited();
  expect(audited.at(-2)).toMatchObject({ did: 'settings-set', about: { venue: VENUE, isWholeVenue: true } });
  expect(audited.slice(-2).map(settingsOf)).toEqual([
    { values: { direction: 'in', language: 'en' }, venueType: null },
    { values: { direction: 'out' }, venueType: null },
  ]);
  expect(audited.at(-1)).toMatchObject({
    ...{ login: it.login, did: 'settings-set' },
    about: { venue: VENUE, gate: 'north', version: second, kiosks: 1 },
  });
});

test('what the administrator’s token sets is in the same history, by nobody', async () => {
  await server.enrolled();
  const body = { venue: VENUE, gate: null, values: { language: 'en' } };
  await askAsAdministrator(`${server.url}/v1/settings`, body, server.hub.secrets.administrator, 'PUT');
  expect((await read()).versions).toMatchObject([{ gate: null, values: { language: 'en' }, setBy: null }]);
});

describe('a preview', () => {
  test('says at which kiosks what becomes what, and who has said that they have what is set now', async () => {
    const [here, there] = [await server.enrolled(), await server.enrolled()];
    const version = await set({ direction: 'in', language: 'zh-CN' });
    await say(here, { settingsVersion: version });
    await say(there);
    const preview = await tryOut({ direction: 'in', language: 'en' });
    expect(preview).toMatchObject({ count: 2, changing: 2, taken: 1 });
    const of = (id: string) => preview.kiosks.find(({ kiosk }) => kiosk === id);
    expect(of(here.id)).toMatchObject({
      ...{ changes: ['language'], isTaken: true },
      ...{ before: { language: 'zh-CN' }, after: { direction: 'in', language: 'en' } },
    });
    expect(of(there.id)).toMatchObject({ isTaken: false });
    // Who has not is looked for.
    expect(preview.kiosks[0]?.kiosk).toBe(there.id);
  });

  test('changes nothing at a gate that has its own', async () => {
    await server.enrolled();
    await set({ language: 'en' }, 'north');
    expect(await tryOut({ language: 'zh-CN' })).toMatchObject({ count: 1, changing: 0, kiosks: [{ changes: [] }] });
    expect(await tryOut({ language: 'zh-CN', direction: 'out' })).toMatchObject({
      kiosks: [{ changes: ['direction'], after: { language: 'en', direction: 'out' } }],
    });
  });

  test('of a gate falls back to the venue’s where nothing is set there any more', async () => {
    await server.enrolled();
    await set({ district: '110105' });
    await set({ district: null }, 'north');
    expect(await tryOut({}, 'north')).toMatchObject({
      kiosks: [{ changes: ['district'], before: { district: null }, after: { district: '110105' } }],
    });
  });

  test('is of nobody who is revoked, and sets nothing', async () => {
    const kiosk = await server.enrolled();
    await it.ask('fleet:revoke', { kiosk: kiosk.id, because: 'stolen' });
    expect(await tryOut({ language: 'en' })).toEqual({ count: 0, changing: 0, taken: 0, kiosks: [] });
    expect((await read()).versions).toEqual([]);
  });
});

test('who has looked at settings that somebody else has replaced since is told so, and sets nothing', async () => {
  await server.enrolled();
  const first = await set({ language: 'en' });
  const second = await set({ language: 'zh-CN' });
  const save = (over: number | null) =>
    it.ask('fleet:settings-save', { venue: null, gate: null, values: { direction: 'out' }, over });
  for (const over of [null, first]) {
    const answer = await save(over);
    expect([answer.status, faultOf(answer)]).toEqual([409, 'settings-changed']);
  }
  expect((await read()).versions.map(({ version }) => version)).toEqual([second, first]);
  expect((await save(second)).status).toBe(200);
});

test('of two who set at the same time one does', async () => {
  await server.enrolled();
  const other = await server.person('it');
  const ask = { venue: null, gate: null, values: { language: 'en' }, over: null } as const;
  const answers = await Promise.all([it, other].map((page) => page.ask('fleet:settings-save', ask)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test.each([
  [{ direction: 'sideways' }, 'north', 'ask-malformed'],
  [{ unknown: 1 }, 'north', 'ask-malformed'],
  [{ language: 'en' }, 'nowhere', 'not-found'],
])('%j for %s is refused: %s', async (values, gate, fault) => {
  await server.enrolled();
  for (const call of ['fleet:settings-preview', 'fleet:settings-save'] as const) {
    const answer = await it.post(`/console/api/${call}`, { venue: null, gate, values, over: null });
    expect(faultOf(answer)).toBe(fault);
  }
});

test('an account over all venues names the venue, which is one that there is', async () => {
  await server.enrolled();
  const over = await server.person('it', null);
  const ask = (venue: string | null) => over.ask('fleet:settings', { venue, before: null });
  expect([faultOf(await ask(null)), faultOf(await ask('nowhere')), (await ask(VENUE)).status]).toEqual([
    ...['not-found', 'not-found'],
    200,
  ]);
});

test('a long history comes in pages', async () => {
  await server.enrolled();
  for (let i = 0; i < 52; i += 1) await set({ language: i % 2 === 0 ? 'en' : 'zh-CN' });
  const first = await read();
  const second = await read(it, first.next);
  expect([first.versions.length, second.versions.length, second.next]).toEqual([50, 2, null]);
  const versions = [...first.versions, ...second.versions].map(({ version }) => version);
  expect(versions).toEqual(versions.toSorted((a, b) => b - a));
});

test('types of venue are those of the rules that are published, and on record by the name of then', async () => {
  const write = (name: string, value: unknown): void => {
    writeFileSync(join(folder, name), JSON.stringify(value));
  };
  const hash = 'a'.repeat(64);
  expect(await openVenueTypes(folder)()).toEqual([]);
  await server.enrolled();
  await set({ venueType: 'pier' });
  mkdirSync(join(folder, 'targets'));
  write('timestamp.json', { signed: { meta: { 'snapshot.json': { version: 1 } } } });
  write('1.snapshot.json', { signed: { meta: { 'targets.json': { version: 1 } } } });
  write('1.targets.json', { signed: { targets: { 'policy.json': { hashes: { sha256: hash } } } } });
  const name = { 'zh-CN': '商场', en: 'Mall' };
  write(`targets/${hash}.policy.json`, { venueTypes: { mall: { name, rules: [] } } });
  expect(await openVenueTypes(folder)()).toEqual([{ id: 'mall', name }]);
  expect(await openVenueTypes(null)()).toEqual([]);
  await set({ venueType: 'mall' });
  // A kiosk would take nothing of a version with a type that its rules do not know.
  const ask = { venue: null, gate: null, values: { venueType: 'pier', language: 'en' as const } };
  expect(faultOf(await it.ask('fleet:settings-preview', ask))).toBe('not-found');
  const over = (await read()).newest[0]?.version ?? null;
  expect(faultOf(await it.ask('fleet:settings-save', { ...ask, over }))).toBe('not-found');
  expect((await server.audited()).slice(-2).map(settingsOf)).toEqual([
    { values: { venueType: 'pier' }, venueType: null },
    { values: { venueType: 'mall' }, venueType: name },
  ]);
});
