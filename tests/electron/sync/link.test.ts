import { mkdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { watchClock } from '../../../electron/clock-watch.ts';
import { GUARDS_FILE, readGuards, writeGuards } from '../../../electron/guards/list.ts';
import { openHubGuards } from '../../../electron/guards/of-hub.ts';
import { openHubLink, type HubLink, type HubLinkParts } from '../../../electron/sync/link.ts';
import type { CheckInsWanted } from '../../../electron/sync/check-ins.ts';
import { openHubMemory } from '../../../electron/sync/memory.ts';
import type { SyncState } from '../../../electron/sync/engine.ts';
import type { SyncPlan } from '../../../electron/sync/messages.ts';
import type { SyncEvents } from '../../../electron/sync/run.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Heard, Report } from '../../../shared/wire.ts';
import { freshFolder } from '../folders.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const NOW = Date.UTC(2026, 4, 13);
const WELL: SyncState = { isOnline: true, unsent: 0, fault: null, hubAheadMs: 100, epoch: 'e', lastHeardMs: NOW };
const HEARD: Heard = { epoch: '0180bab7-0c00-7000-8000-000000000001', hubTimeMs: NOW, settings: null };

/** A kiosk's link, and the thread it would start. */
class Linked {
  readonly logged: string[] = [];
  readonly settings: object[] = [];
  readonly plans: SyncPlan[] = [];
  readonly reports: Report[] = [];
  readonly checkIns: unknown[] = [];
  readonly wanted: CheckInsWanted[] = [];
  chainsBegun = 0;
  stopped = 0;
  proxy = 'DIRECT';
  retentionDays = 14;
  events: SyncEvents | null = null;
  readonly folder: string;
  readonly link: HubLink;

  constructor(folder = freshFolder(), change: Partial<HubLinkParts> = {}) {
    this.folder = folder;
    const clock = {
      now: () => ({ epochMs: NOW, offsetMinutes: 480, isConfirmed: false }),
      monotonicMs: () => 0,
      watch: watchClock(
        () => NOW / 1000,
        () => 0,
      ),
    };
    this.link = openHubLink({
      hub: { hub: 'https://hub.example', hubKey: 'x', kiosk: 'k1', venue: 'v', gate: 'g' },
      key: newKeyPair('ed25519').privateKey,
      journalPath: '/journal.db',
      memory: openHubMemory(folder, 'k1'),
      clock,
      log: { write: (event, fields) => this.logged.push(JSON.stringify({ event, ...fields })) },
      change: (settings) => {
        this.settings.push(settings);
        return { isSaved: true };
      },
      isVenueTypeKnown: (venueType) => venueType !== 'moon',
      retentionDays: () => this.retentionDays,
      reportOf: () => ({
        appVersion: '1.0.0',
        policyVersion: 1,
        policyAgeSeconds: 0,
        journal: 'ok',
        camera: 'running',
        readers: [],
        keysAtRest: 'file',
      }),
      resolveProxy: () => Promise.resolve(this.proxy),
      anchor: () => true,
      beginChain: () => {
        this.chainsBegun += 1;
        return true;
      },
      guards: openHubGuards(folder),
      checkIns: (heard, told) => {
        this.checkIns.push([heard, told]);
      },
      suspectJournal: () => undefined,
      changed: () => undefined,
      run: (plan, events) => {
        this.plans.push(plan);
        this.events = events;
        return {
          nudge: () => undefined,
          ask: (sealed) => Promise.resolve(ok(`asked ${sealed.length}`)),
          report: (report) => this.reports.push(report),
          wantCheckIns: (wanted) => this.wanted.push(wanted),
          stop: () => {
            this.stopped += 1;
            return Promise.resolve();
          },
        };
      },
      ...change,
    });
  }

  async started(): Promise<this> {
    this.link.start();
    await vi.waitFor(() => {
      expect(this.events).not.toBeNull();
    });
    return this;
  }

  isIn(state: Partial<SyncState>): void {
    this.events?.state({ ...WELL, ...state });
  }
}

test('a question of status goes to the hub by the thread, and nowhere while there is none', async () => {
  const linked = new Linked();
  const signal = AbortSignal.timeout(10_000);
  expect(await linked.link.ask(new Uint8Array(7), signal)).toEqual(fail('hub-unreachable'));
  await linked.started();
  expect(await linked.link.ask(new Uint8Array(7), signal)).toEqual(ok('asked 7'));
});

test('what is wanted of check-ins by phone is asked for by the thread, also by one that starts later', async () => {
  const linked = new Linked();
  const wanted = { isWanted: true, used: ['e1'] };
  linked.link.wantCheckIns(wanted);
  expect(linked.wanted).toEqual([]);
  await linked.started();
  expect(linked.wanted).toEqual([wanted]);
  linked.link.wantCheckIns({ ...wanted, used: [] });
  expect(linked.wanted).toHaveLength(2);
});

test('the address of the venue code is known also after a restart, until the hub says that there is none', async () => {
  const linked = await new Linked().started();
  expect(linked.link.venueCode()).toBeNull();
  linked.events?.heard({ ...HEARD, venueCode: { address: 'https://hub.example/v/#x', mode: 'both' } });
  expect(new Linked(linked.folder).link.venueCode()).toBe('https://hub.example/v/#x');
  linked.events?.heard({ ...HEARD, venueCode: { address: null, mode: 'both' } });
  expect(new Linked(linked.folder).link.venueCode()).toBeNull();
});

test('a kiosk that is in touch says so, and is held to nothing', async () => {
  const { link, ...kiosk } = await new Linked().started();
  const enrolledFor = { hub: 'https://hub.example', venue: 'v', gate: 'g' };
  expect(link.status()).toEqual({ enrolledFor, isOnline: false, unsent: null, fault: null, lastHeardAt: null });
  kiosk.events?.state({ ...WELL, unsent: 3 });
  expect(link.status()).toEqual({
    enrolledFor,
    isOnline: true,
    unsent: 3,
    fault: null,
    lastHeardAt: '2026-05-13T00:00:00Z',
  });
  expect(link.stops()).toBeNull();
  expect(link.clockErrorSeconds()).toBe(3);
});

test('the hub is told at once what keeps entries from it, but for that it was out of reach', async () => {
  const kiosk = await new Linked().started();
  const told = (fault: SyncState['fault']): Report['syncFault'] => {
    kiosk.isIn({ fault });
    return kiosk.reports.at(-1)?.syncFault;
  };
  expect(told('chain-forked')).toBe('chain-forked');
  expect(told('hub-unreachable')).toBeNull();
  expect(told('answer-not-of-the-hub')).toBeNull();
  expect(told('certificate-untrusted')).toBeNull();
  expect(told('certificate-out-of-date')).toBeNull();
  expect(told('entry-refused')).toBe('entry-refused');
  expect(told(null)).toBeNull();
});

test('a kiosk that was revoked lets nobody in, also after a restart without a network, until the hub accepts it again', async () => {
  const first = await new Linked().started();
  first.isIn({ fault: 'kiosk-revoked' });
  first.isIn({ fault: 'kiosk-revoked', unsent: 1 });
  expect(first.link.stops()).toBe('kiosk-revoked');
  expect(first.logged.filter((line) => line.includes('"kiosk-revoked"}'))).toHaveLength(2);
  const second = await new Linked(first.folder).started();
  expect(second.link.stops()).toBe('kiosk-revoked');
  expect(second.link.status().fault).toBe('kiosk-revoked');
  second.isIn({ isOnline: false, fault: 'hub-unreachable' });
  expect(second.link.stops()).toBe('kiosk-revoked');
  second.events?.heard(HEARD);
  expect(second.link.stops()).toBeNull();
  expect(new Linked(first.folder).link.stops()).toBeNull();
});

test('what was wrong with the hub’s certificate is remembered until a hub has answered', async () => {
  const kiosk = await new Linked().started();
  const remembered = (change: Partial<SyncState>): unknown => {
    kiosk.isIn(change);
    return openHubMemory(kiosk.folder, 'k1').read().certificateFault;
  };
  expect(remembered({ isOnline: false, fault: 'certificate-out-of-date' })).toBe('certificate-out-of-date');
  expect(remembered({ isOnline: false, fault: 'hub-unreachable' })).toBe('certificate-out-of-date');
  expect(remembered({ isOnline: true, fault: null })).toBeNull();
});

test.each([
  'hub-unreachable',
  'answer-not-of-the-hub',
  'certificate-untrusted',
  'certificate-out-of-date',
  'hub-busy',
  'chain-forked',
  'entry-refused',
  'kiosk-unknown',
] as const)('%s changes no verdict', async (fault) => {
  const kiosk = await new Linked().started();
  kiosk.isIn({ fault });
  expect(kiosk.link.stops()).toBeNull();
  expect(kiosk.link.status().fault).toBe(fault);
});

test('a clock that is not the hub’s lets nobody in until they agree, and one measurement is heard once', async () => {
  const kiosk = await new Linked().started();
  kiosk.isIn({ hubAheadMs: 400_000 });
  expect(kiosk.link.stops()).toBe('clock-wrong');
  kiosk.isIn({ hubAheadMs: 500 });
  expect(kiosk.link.stops()).toBeNull();
});

test('settings from afar are in force once, and older or senseless ones never', async () => {
  const kiosk = await new Linked().started();
  const send = (version: number, values: NonNullable<Heard['settings']>['values']): void => {
    kiosk.events?.heard({ ...HEARD, settings: { version, values } });
  };
  send(5, { direction: 'out' });
  send(5, { direction: 'out' });
  send(4, { direction: 'in' });
  send(6, { venueType: 'moon' });
  send(6, { venueType: 'moon' });
  expect(kiosk.settings).toEqual([{ direction: 'out' }]);
  expect(kiosk.logged.filter((line) => line.includes('settings'))).toEqual([
    '{"event":"remote-settings-applied","version":5}',
    '{"event":"remote-settings-refused","version":4,"fault":"settings-old"}',
    '{"event":"remote-settings-refused","version":6,"fault":"venue-type-unknown"}',
  ]);
  kiosk.link.report();
  expect(kiosk.reports.at(-1)).toMatchObject({ settingsVersion: 5 });
});

test('that settings from afar are in force is told at once, and not with what next changes', async () => {
  const kiosk = await new Linked().started();
  kiosk.events?.heard({ ...HEARD, settings: { version: 5, values: { direction: 'out' } } });
  expect(kiosk.reports.at(-1)).toMatchObject({ settingsVersion: 5 });
});

const PIN = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA';
const GUARDS = {
  revision: '0180bab7-0c00-7000-8000-0000000000f1',
  list: [{ number: 'G07', name: '小王', role: 'guard', pin: PIN }],
} satisfies Heard['guards'];

test('guards from the hub are the kiosk’s from then on, and which it has is told at once', async () => {
  const kiosk = await new Linked().started();
  expect(kiosk.reports.at(-1)?.guardsRevision).toBeNull();
  kiosk.events?.heard({ ...HEARD, guards: GUARDS });
  expect(readGuards(kiosk.folder)).toEqual(ok(GUARDS.list));
  expect(statSync(join(kiosk.folder, GUARDS_FILE)).mode & 0o777).toBe(0o600);
  expect(kiosk.reports.at(-1)?.guardsRevision).toBe(GUARDS.revision);
  // Of an earlier hub, or where nothing is new.
  kiosk.events?.heard(HEARD);
  expect(readGuards(kiosk.folder)).toEqual(ok(GUARDS.list));
  kiosk.events?.heard({ ...HEARD, guards: { revision: null, list: [] } });
  expect(readGuards(kiosk.folder)).toEqual(ok([]));
  expect(kiosk.reports.at(-1)?.guardsRevision).toBeNull();
  expect(kiosk.logged.join('')).not.toContain('小王');
});

test('guards that were set at the kiosk stay until the hub sends some, whatever it takes back', async () => {
  const kiosk = await new Linked().started();
  writeGuards(kiosk.folder, [{ number: 'A1', name: '老李', role: 'supervisor', pin: PIN }]);
  kiosk.events?.heard({ ...HEARD, guards: { revision: null, list: [] } });
  expect(readGuards(kiosk.folder)).toMatchObject(ok([{ number: 'A1' }]));
  kiosk.events?.heard({ ...HEARD, guards: GUARDS });
  expect(readGuards(kiosk.folder)).toEqual(ok(GUARDS.list));
});

test('where guards cannot be written the kiosk keeps those it has, says so once, and tries again', async () => {
  const kiosk = await new Linked().started();
  kiosk.events?.heard({ ...HEARD, guards: GUARDS });
  const news = { revision: '0180bab7-0c00-7000-8000-0000000000f2', list: [] };
  // What lies in the way of the file that is written first.
  const site = join(kiosk.folder, `${GUARDS_FILE}.new`);
  mkdirSync(site);
  for (let n = 0; n < 3; n += 1) kiosk.events?.heard({ ...HEARD, guards: news });
  expect(readGuards(kiosk.folder)).toEqual(ok(GUARDS.list));
  expect(kiosk.reports.at(-1)?.guardsRevision).toBe(GUARDS.revision);
  expect(kiosk.logged.filter((line) => line.includes('guards-not-saved'))).toHaveLength(1);
  rmdirSync(site);
  kiosk.events?.heard({ ...HEARD, guards: news });
  expect(readGuards(kiosk.folder)).toEqual(ok([]));
  expect(kiosk.reports.at(-1)?.guardsRevision).toBe(news.revision);
});

test('a damaged list of guards is replaced by the hub’s', async () => {
  const kiosk = await new Linked().started();
  writeFileSync(join(kiosk.folder, GUARDS_FILE), '{');
  kiosk.link.report();
  expect(kiosk.reports.at(-1)?.guardsRevision).toBeNull();
  kiosk.events?.heard({ ...HEARD, guards: GUARDS });
  expect(readGuards(kiosk.folder)).toEqual(ok(GUARDS.list));
});

test('the hub is told how the kiosk is, by the hub’s clock too', async () => {
  const kiosk = await new Linked().started();
  expect(kiosk.reports).toHaveLength(1);
  expect(kiosk.reports[0]?.unsent).toBe(0);
  kiosk.isIn({ hubAheadMs: -4000, unsent: 9 });
  kiosk.link.report();
  expect(kiosk.reports.at(-1)).toMatchObject({ clockOffsetSeconds: 4, unsent: 9, keysAtRest: 'file' });
});

test('without a key nothing is started, and it is said', () => {
  const kiosk = new Linked(freshFolder(), { key: null });
  kiosk.link.start();
  expect(kiosk.plans).toEqual([]);
  expect(kiosk.link.status().fault).toBe('key-unusable');
});

test('another proxy, or another time that entries stay, starts the thread anew within the hour', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const kiosk = await new Linked().started();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(kiosk.plans).toHaveLength(1);
    kiosk.proxy = 'PROXY proxy.example:3128';
    await vi.advanceTimersByTimeAsync(3_600_000);
    kiosk.retentionDays = 30;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(kiosk.plans.map(({ proxy, retentionDays }) => [proxy, retentionDays])).toEqual([
      [null, 14],
      ['http://proxy.example:3128', 14],
      ['http://proxy.example:3128', 30],
    ]);
    expect(kiosk.stopped).toBe(2);
    kiosk.link.stop();
  } finally {
    vi.useRealTimers();
  }
});
