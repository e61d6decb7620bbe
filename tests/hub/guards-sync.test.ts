import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { frozenClock } from '../../electron/clock.ts';
import { openGuardDesk, type GuardDesk } from '../../electron/guards/desk.ts';
import { hubRevisionOf, readGuards, writeGuards } from '../../electron/guards/list.ts';
import { openHubGuards } from '../../electron/guards/of-hub.ts';
import { openJournal } from '../../electron/store/open.ts';
import { openHubLink } from '../../electron/sync/link.ts';
import { openHubMemory } from '../../electron/sync/memory.ts';
import { startSync } from '../../electron/sync/syncing.ts';
import { freshFolder } from '../electron/folders.ts';
import { NINE } from '../electron/store/journal-entries.ts';
import { buildSyncWorker } from '../electron/sync/worker-program.ts';
import { list, put, remove, VENUE, WANG } from './guards-kit.ts';
import { REPORT } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

let hub: TestHub;
let program: string;

beforeAll(async () => {
  [hub, program] = await Promise.all([startHub(), buildSyncWorker()]);
});

afterAll(async () => {
  await hub.close();
});

/** A kiosk at the north gate that hears its hub, and its guards' desk. @param folder what it has on its disk */
async function startKiosk(folder = freshFolder()): Promise<{ folder: string; desk: GuardDesk; id: string }> {
  const journalPath = join(folder, 'journal.db');
  const opened = openJournal(journalPath, { now: () => NINE, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  const { journal } = opened.value;
  const { privateKey, id } = await hub.enrolled();
  const link = openHubLink({
    hub: { hub: hub.url, hubKey: hub.hub.secrets.hubKey.x, kiosk: id, venue: VENUE, gate: 'north' },
    key: privateKey,
    journalPath,
    memory: openHubMemory(folder, id),
    clock: frozenClock(NINE),
    log: { write: () => undefined },
    change: () => ({ isSaved: true }),
    guards: openHubGuards(folder),
    checkIns: () => undefined,
    isVenueTypeKnown: () => true,
    retentionDays: () => 14,
    reportOf: () => REPORT,
    resolveProxy: () => Promise.resolve('DIRECT'),
    anchor: () => true,
    beginChain: () => true,
    suspectJournal: () => undefined,
    changed: () => undefined,
    run: (plan, events) => startSync(plan, events, program),
  });
  link.start();
  onTestFinished(() => {
    link.stop();
    journal.close();
  });
  const triesNotSaved = (): void => undefined;
  const desk = openGuardDesk({
    directory: folder,
    demoList: null,
    monotonicMs: () => performance.now(),
    after: () => () => undefined,
    ended: () => undefined,
    triesNotSaved,
  });
  return { folder, desk, id };
}

/** A heartbeat comes every 5 s. */
async function until(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 25_000, interval: 50 });
}

test('a kiosk’s guards are the hub’s: set, withdrawn with a stolen kiosk, given new PINs, and taken away', async () => {
  const folder = freshFolder();
  writeGuards(folder, [{ number: 'A1', name: '老赵', role: 'supervisor', pin: null }]);
  const { desk } = await startKiosk(folder);
  const first = await put(hub, WANG);
  await until(() => {
    expect(hubRevisionOf(folder)).toBe(first);
  });
  expect(readGuards(folder)).toMatchObject({ value: [{ number: 'G07', name: '小王', role: 'guard' }] });
  expect((await desk.prove('G07', WANG.pin)).ok).toBe(true);
  expect(await desk.prove('A1', '91735508')).toEqual({ ok: false, fault: 'guard-unknown' });

  const stolen = await hub.enrolled();
  await hub.administrate(`/v1/kiosks/${stolen.id}/revoke`);
  await until(async () => {
    expect(await desk.prove('G07', WANG.pin)).toEqual({ ok: false, fault: 'pin-withdrawn' });
  });

  const second = await put(hub, { ...WANG, pin: '618403' });
  await until(() => {
    expect(hubRevisionOf(folder)).toBe(second);
  });
  expect(await desk.prove('G07', WANG.pin)).toEqual({ ok: false, fault: 'pin-wrong' });
  expect((await desk.prove('G07', '618403')).ok).toBe(true);

  await remove(hub, VENUE, 'G07');
  expect((await list(hub)).revision).toBeNull();
  await until(() => {
    expect(readGuards(folder)).toEqual({ ok: true, value: [] });
  });
});

test('the hub hears which list a kiosk has, once that is on its disk', async () => {
  const revision = await put(hub, { ...WANG, number: 'G08', gates: ['south'] });
  const { folder, id } = await startKiosk();
  await until(async () => {
    const headers = { authorization: `Bearer ${hub.hub.secrets.administrator}` };
    const answer = await fetch(`${hub.url}/v1/kiosks`, { headers });
    const { kiosks } = (await answer.json()) as { kiosks: { kiosk: string; report: object | null }[] };
    expect(kiosks.find(({ kiosk }) => kiosk === id)?.report).toMatchObject({ guardsRevision: revision });
  });
  // Of another gate's guards it has nothing.
  expect([readGuards(folder), hubRevisionOf(folder)]).toEqual([{ ok: true, value: [] }, revision]);
});
