import { afterAll, beforeAll, expect, test } from 'vitest';
import { heardSchema, PATHS, type Report } from '../../shared/wire.ts';
import { makeChain } from './journal.ts';
import { askAsAdministrator, startHub, type TestHub } from './server.ts';
import { read, type Answer } from './kiosk.ts';

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

const VENUE = '人民广场商场';
const REPORT: Report = {
  appVersion: '0.2.0',
  policyVersion: 7,
  policyAgeSeconds: 3600,
  clockOffsetSeconds: -2,
  unsent: 12,
  journal: 'well',
  camera: 'reading',
  readers: [{ kind: 'serial', state: 'open' }],
  keysAtRest: 'system',
  settingsVersion: 0,
};

function put(body: unknown): Promise<Answer> {
  return askAsAdministrator(`${server.url}/v1/settings`, body, server.hub.secrets.administrator, 'PUT');
}

async function listKiosks(query = ''): Promise<Record<string, unknown>[]> {
  const headers = { authorization: `Bearer ${server.hub.secrets.administrator}` };
  const { body } = await fetch(`${server.url}/v1/kiosks${query}`, { headers }).then(read);
  return (body as { kiosks: Record<string, unknown>[] }).kiosks;
}

const versionOf = ({ body }: Answer): number => (body as { version: number }).version;

test('a kiosk that tells how it is hears the hub’s time and epoch, and that nobody has set anything', async () => {
  const kiosk = await server.enrolled();
  const answer = await kiosk.post(PATHS.heartbeat, REPORT);
  expect(answer).toMatchObject({ status: 200 });
  expect(heardSchema.parse(answer.body)).toEqual({
    epoch: server.epoch,
    hubTimeMs: server.hub.nowMs(),
    settings: null,
    venueCode: { address: null, mode: 'sentinel' },
  });
});

test('the list of kiosks has each one’s last word, and where its chains stand', async () => {
  const kiosk = await server.enrolled();
  await kiosk.post(PATHS.heartbeat, { ...REPORT, unsent: 99 });
  server.passSeconds(60);
  await kiosk.post(PATHS.heartbeat, REPORT);
  const chain = makeChain(3);
  await kiosk.send(chain);
  const found = (await listKiosks()).find((it) => it['kiosk'] === kiosk.id);
  expect(found).toMatchObject({
    venue: VENUE,
    gate: 'north',
    revokedAt: null,
    heardAt: new Date(server.hub.nowMs()).toISOString(),
    unsent: 12,
    report: REPORT,
    chains: [{ chain: chain.chain, through: 2, signed: null }],
  });
  const { rows } = { rows: await server.hub.database.store.selectFrom('kiosk_report').selectAll().execute() };
  expect(rows.filter((row) => row.kiosk === kiosk.id)).toHaveLength(1);
});

test('the list goes on after the last id, and can be of one venue', async () => {
  await server.enrolled();
  const all = (await listKiosks()).map((it) => it['kiosk'] as string);
  expect((await listKiosks(`?after=${all[0] ?? ''}`)).map((it) => it['kiosk'])).toEqual(all.slice(1));
  expect(await listKiosks(`?venue=${encodeURIComponent(VENUE)}`)).toHaveLength(all.length);
  expect(await listKiosks('?venue=nowhere')).toEqual([]);
});

test('a kiosk hears what is set for its venue with what is set for its gate over it, under the higher version', async () => {
  const kiosk = await server.enrolled();
  const hear = async (): Promise<unknown> =>
    heardSchema.parse((await kiosk.post(PATHS.heartbeat, REPORT)).body).settings;
  const venue = await put({ venue: VENUE, gate: null, values: { language: 'en', direction: 'in' } });
  expect(await hear()).toEqual({ version: versionOf(venue), values: { language: 'en', direction: 'in' } });
  const gate = await put({ venue: VENUE, gate: 'north', values: { direction: 'out', district: null } });
  const merged = { language: 'en', direction: 'out', district: null };
  expect(await hear()).toEqual({ version: versionOf(gate), values: merged });
  await put({ venue: VENUE, gate: 'south', values: { language: 'zh-CN' } });
  await put({ venue: 'elsewhere', gate: null, values: { language: 'zh-CN' } });
  expect(await hear()).toEqual({ version: versionOf(gate), values: merged });
  const again = await put({ venue: VENUE, gate: null, values: { venueType: 'mall' } });
  expect(await hear()).toEqual({
    version: versionOf(again),
    values: { venueType: 'mall', direction: 'out', district: null },
  });
  const taken = await put({ venue: VENUE, gate: 'north', values: {} });
  expect(await hear()).toEqual({ version: versionOf(taken), values: { venueType: 'mall' } });
});

test('whoever sets something hears how many kiosks it is for, and none where the name is wrong', async () => {
  const set = async (venue: string, gate: string | null): Promise<unknown> =>
    ((await put({ venue, gate, values: {} })).body as { kiosks: unknown }).kiosks;
  const before = (await set(VENUE, null)) as number;
  const kiosk = await server.enrolled();
  const revoked = await server.enrolled();
  await server.administrate(`/v1/kiosks/${revoked.id}/revoke`, {});
  expect(kiosk.id).not.toBe(revoked.id);
  expect(await set(VENUE, null)).toBe(before + 1);
  expect(await set(VENUE, 'north')).toBe(before + 1);
  expect(await set(VENUE, 'nroth')).toBe(0);
  expect(await set(`${VENUE}s`, null)).toBe(0);
});

test('settings that are set at once get versions that differ', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => put({ venue: 'busy', gate: `gate ${i}`, values: {} })),
  );
  expect(new Set(answers.map(versionOf)).size).toBe(8);
});

test.each<[string, unknown]>([
  ['of nothing known', { venue: VENUE, gate: null, values: { volume: 3 } }],
  ['without a gate being said', { venue: VENUE, values: {} }],
  ['of a district that is none', { venue: VENUE, gate: null, values: { district: '31' } }],
  ['with SQL for a gate', { venue: VENUE, gate: "'; drop table setting; --", values: {} }],
])('settings are refused %s', async (_how, body) => {
  expect(await put(body)).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
});

test.each<[string, Partial<Record<keyof Report, unknown>>]>([
  ['a NUL, which the database cannot hold', { appVersion: '1\0' }],
  ['half of a character', { appVersion: '\ud800' }],
  ['SQL', { camera: "'; drop table kiosk; --" }],
  ['a word without end', { journal: 'a'.repeat(33) }],
  ['readers without end', { readers: Array.from({ length: 9 }, () => ({ kind: 'serial', state: 'open' })) }],
  ['less than nothing unsent', { unsent: -1 }],
])('a report is refused with %s', async (_what, change) => {
  const kiosk = await server.enrolled();
  const answer = await kiosk.post(PATHS.heartbeat, { ...REPORT, ...change });
  expect(answer).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
});

test('a kiosk that was revoked is told so at its next heartbeat, and the list keeps it', async () => {
  const kiosk = await server.enrolled();
  await server.administrate(`/v1/kiosks/${kiosk.id}/revoke`);
  expect(await kiosk.post(PATHS.heartbeat, REPORT)).toMatchObject({ status: 403, body: { fault: 'kiosk-revoked' } });
  expect((await listKiosks()).find((it) => it['kiosk'] === kiosk.id)?.['revokedAt']).not.toBeNull();
});
