// The kiosk's table of contents: each part is opened, named to those that want it, and asked by the window's calls. What a part does
// is in its own file; apart, who knows whom would have to be looked for in several.
import { dirname, join } from 'node:path';
import {
  SETTINGS_ARE_OF,
  type Calls,
  type CameraState,
  type ChangeableSettings,
  type Events,
  type Handlers,
  type KioskStatus,
} from '../shared/contract.ts';
import { REFUSED_JUST_NOW_MS } from '../shared/guard.ts';
import { isClockBehind, type Grounds } from '../shared/judge.ts';
import type { ReceiptGrounds } from '../shared/receipts.ts';
import { nearestSites } from '../shared/policy/nearest-sites.ts';
import { wantsNewTest } from '../shared/summary.ts';
import type { HeardAtSetUp } from '../shared/setup.ts';
import type { CheckInWay } from '../shared/venue-code.ts';
import { toSeconds } from '../shared/time.ts';
import { openAnew, type AnewParts } from './anew.ts';
import { keepCheckIns } from './check-ins.ts';
import { localMidnight, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openAsking } from './console/asking.ts';
import { openConsole } from './console/calls.ts';
import { exportInThread } from './console/exporting.ts';
import { keepDevices } from './devices.ts';
import { endCall, type EndParts } from './decommission/call.ts';
import { openDiagnostics } from './doctor/desk.ts';
import { workInThread } from './doctor/in-thread.ts';
import { liveOf } from './doctor/live.ts';
import { personKey, primitives } from './crypto.ts';
import { openGateSide } from './gate/side.ts';
import { guardCalls } from './guards/calls.ts';
import { openGuardDesk, type GuardDesk } from './guards/desk.ts';
import { openHubGuards } from './guards/of-hub.ts';
import { keepHubTrusted } from './hub-trusted.ts';
import { watchGuards } from './guards/watch.ts';
import type { Log } from './log.ts';
import { openAttempts } from './policy/attempts.ts';
import { readDemoKeys } from './policy/demo-keys.ts';
import { fetchInThread } from './policy/fetching.ts';
import { repositoriesOnSticks } from './policy/stick.ts';
import { isVenueTypeKnown, policyIn, retentionOf, sealingKeyOf, venueTypesOf } from './policy/asked.ts';
import { keepRules, type Rules, type RulesKeeper } from './policy/rules.ts';
import { clockStatus, policyStatus } from './rules-status.ts';
import { openHubLink } from './sync/link.ts';
import type { HubSide } from './sync/side.ts';
import { reportOf } from './sync/report.ts';
import { startSync } from './sync/syncing.ts';
import { keepSealer } from './seal.ts';
import { createSentinel } from './sentinel.ts';
import { setUpCalls } from './setup/calls.ts';
import { heardByWindow, heardOf } from './setup/heard.ts';
import type { Progress } from './setup/progress.ts';
import { openLastCame } from './last-came.ts';
import { isTimeToRestart, shareOf } from './nightly-restart.ts';
import { keepStaff } from './staff.ts';
import { openStatusDesk, type StatusDesk, type StatusParts } from './status.ts';
import { anchorEntry } from './store/anchor.ts';
import { entriesOfVisitor, newestEntries } from './store/search.ts';
import type { JournalKeeper } from './store/keeper.ts';
import { trustClock } from './trust-clock.ts';
import type { Premises, VenueKey } from './venue.ts';

export interface KioskParts {
  readonly isDemo: boolean;
  readonly version: string;
  readonly clock: Clock;
  /** A clock that stands still is off on purpose. */
  readonly isClockFrozen: boolean;
  /** Chromium's, which a demo may be started without. */
  readonly isSandboxOff: boolean;
  readonly journal: JournalKeeper;
  readonly config: Config;
  readonly log: Log;
  readonly premises: Premises;
  readonly venueKey: VenueKey;
  /** While IT sets it up nobody is judged. */
  readonly setUp: Progress;
  /** IT has finished that. */
  setUpFinished(): void;
  /** `null`: this kiosk has none. */
  readonly hub: HubSide | null;
  /** Has the journal looked through. */
  readonly suspectJournal: () => void;
  /** Chromium's words for the way to an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  /** Path of a PEM file with authorities beside the built-in ones. */
  readonly extraCa: string | undefined;
  /** Folders in which the system shows sticks that are plugged in. */
  readonly mountRoots: readonly string[];
  /** Has this kiosk taken out of service: the app ends by it. */
  readonly end: EndParts['end'];
  /** Sets the kiosk up anew. */
  readonly anew: Pick<AnewParts, 'enrol' | 'restart'>;
  /** Where a demo without a stick puts files; `null`: this is none. */
  readonly downloads: (() => string) | null;
  tell<E extends keyof Events>(event: E, payload: Events[E]): void;
  /** Ends the app, and nobody starts it again by itself. */
  leave(): void;
  /** Ends the app, and it starts again. */
  restart(): void;
  /** The window has asked for its state: the screen stands. Called again after each reload. */
  screenStands(): void;
}

const STATUS_AFTER_MS = 150;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SITES_SHOWN = 3;

export interface Kiosk {
  /** What needs no visitor: fetching rules, growing older. */
  start(): void;
  stop(): void;
  /**
   * Puts the gate as it fails, for an app that ends; settles when that was sent, or could not be in time. `null`: there is
   * no gate.
   */
  leaveGate(): Promise<void> | null;
  /** An entry that is no scan was written; of scans the hub hears once the verdict stands. */
  readonly written: () => void;
  /** But for what only the window itself tells. */
  readonly calls: { [C in Exclude<keyof Calls, 'window:alive'>]: Handlers[C]['run'] };
}

/** The kiosk without its window: what it judges by, what it is set to, how it is. */
export function createKiosk(parts: KioskParts): Kiosk {
  const { clock, config, journal, log, premises } = parts;
  const rules = keepRules({
    store: premises.policyDirectory,
    trustedRootPath: premises.trustedRootPath,
    refusedKeys: parts.isDemo ? new Set() : readDemoKeys(premises.resources),
    source: premises.policySource,
    clock,
    attempts: openAttempts(join(premises.directory, 'policy-attempts.json')),
    journal,
    log,
    random: Math.random,
    run: (plan) => fetchInThread({ ...plan, hubNowMs: link?.hubNowMs() ?? null }),
    changed: () => {
      parts.tell('status', status());
    },
  });
  /** Nothing is ever laid into the app's own folder. */
  const areBuiltIn = parts.isDemo && premises.policySource === null;
  const journalPath = join(premises.directory, 'journal.db');
  const startedMs = clock.now().epochMs;
  const startedAtMs = clock.monotonicMs();
  const lastCame = openLastCame(
    () => clock.monotonicMs(),
    () => {
      manager.rest();
    },
  );
  let camera: CameraState = 'starting';
  const checkIns = keepCheckIns({
    nowMs: () => link?.hubNowMs() ?? clock.now().epochMs,
    monotonicMs: () => clock.monotonicMs(),
    policy: () => policyIn(rules),
    wants: (wanted) => link?.wantCheckIns(wanted),
  });
  /** Where there is no venue code to scan, nobody is sent to scan one. */
  const checkInWay = (): CheckInWay => {
    const { checkIn } = config.read();
    if (link === null) return 'sentinel';
    return checkIn === 'venue-code' && link.venueCode() === null ? 'both' : checkIn;
  };
  const link =
    parts.hub &&
    openHubLink({
      ...parts.hub,
      ...{ clock, log, resolveProxy: parts.resolveProxy, run: startSync },
      journalPath,
      retentionDays: () => retentionOf(rules.current().policy),
      isVenueTypeKnown: (venueType) => isVenueTypeKnown(rules.current().policy, venueType),
      change: (settings) => {
        const changed = config.change(settings);
        checkIns.want(checkInWay() !== 'sentinel');
        return changed;
      },
      checkIns: (heard, told) => {
        checkIns.take(heard, told);
        if (heard.checkIns.length > 0) parts.tell('status', status());
      },
      guards: openHubGuards(premises.directory),
      reportOf: () => reportOf(status(), parts.hub?.keysAtRest ?? 'file'),
      anchor: (head) => journal.append(anchorEntry(head, clock.now(), parts.hub?.sign ?? null)).ok,
      beginChain: () => journal.beginNewChain().ok,
      suspectJournal: parts.suspectJournal,
      changed: () => {
        parts.tell('status', status());
      },
    });

  const { gate: gateSetting } = config.read();
  const gateChanged = (): void => {
    link?.report();
    parts.tell('status', status());
  };
  const gate =
    gateSetting && openGateSide(gateSetting, { ...parts, directory: premises.directory, changed: gateChanged });

  const staff = keepStaff(premises.directory, parts.venueKey.id, (fault) => {
    log.write('staff-unusable', { fault });
  });

  const guards = openGuardDesk({
    directory: premises.directory,
    demoList: parts.isDemo ? join(premises.resources, 'demo', 'guards.json') : null,
    monotonicMs: () => clock.monotonicMs(),
    after,
    ended() {
      parts.tell('status', status());
    },
    triesNotSaved: () => {
      log.write('pin-tries-not-saved', {});
    },
  });

  const trusted = keepHubTrusted(parts.hub?.hub.hubKey ?? null);
  const rulesAndHub = (): Rules => {
    const current = rules.current();
    return { ...current, trust: trusted(current.trust) };
  };
  const grounds = (lane = config.read().direction): Omit<Grounds, 'lastAdmitted'> => ({
    ...rulesAndHub(),
    venue: {
      venueType: config.read().venueType,
      district: config.read().district,
      direction: lane,
      hasCardReader: devices.canRead('id-card', lane),
      hasThermometer: devices.canRead('thermometer', lane),
    },
    clockErrorSeconds: link?.clockErrorSeconds() ?? null,
    hubStops: link?.stops() ?? null,
    ...(parts.hub === null
      ? {}
      : { receipts: { way: checkInWay(), at: parts.hub.hub, usedAt: (entry: string) => receiptUsedAt(entry) } }),
  });

  /** Here, by the journal; or before another kiosk of the gate, as the hub has told. */
  const receiptUsedAt = (entry: string): ReturnType<ReceiptGrounds['usedAt']> => {
    const atMs = journal.receiptUsedAt(entry);
    if (atMs !== null) return Math.floor(atMs / 1000);
    return checkIns.isUsed(entry) ? 'elsewhere' : null;
  };

  const status = (): KioskStatus => {
    const now = toSeconds(clock.now());
    const { policy } = rules.current();
    const settings = config.read();
    return {
      isDemo: parts.isDemo,
      appVersion: parts.version,
      settings,
      areSettingsReset: config.setAside !== null,
      venueTypes: venueTypesOf(policy),
      districts: policy.ok ? policy.value.districts.map(({ code, name }) => ({ code, name })) : [],
      policy: policyStatus(rules, { ...parts, areBuiltIn, source: premises.policySource }, settings.district, now),
      journal: journal.state(),
      camera,
      devices: devices.statuses(),
      gate: gate?.status() ?? null,
      guards: guards.status(),
      refusedJustNow: sentinel.hands.refusedJustNow(settings.direction),
      clock: clockStatus(rules.current(), link?.stops() === 'clock-wrong', now),
      retentionDays: retentionOf(policy),
      sync: link?.status() ?? null,
      checkIn: link && { way: checkInWay(), address: link.venueCode(), waiting: checkIns.waiting() },
      isVenueTypeUnknown: !isVenueTypeKnown(policy, settings.venueType),
      today: journal.countSince(localMidnight(clock.now())),
    };
  };

  const sentinel = createSentinel({
    clock,
    journal,
    primitives,
    log,
    grounds,
    isStaff: (key) => staff.has(key),
    after,
    entriesBefore: () => newestEntries(journalPath, startedMs),
    entriesOfVisitor: (entryId) => entriesOfVisitor(journalPath, entryId),
    badge(number) {
      parts.tell('badge', { number });
    },
    sitesFor(result) {
      const [sites, { place }] = [rules.sites(), config.read()];
      if (sites === null || place === null || !wantsNewTest(result)) return [];
      return nearestSites(sites, place, toSeconds(clock.now()), SITES_SHOWN);
    },
    sealer: keepSealer(
      () => sealingKeyOf(rules.current().policy),
      () => {
        log.write('sealing-key-unusable', {});
      },
    ),
    ...(link === null ? {} : { askStatus: statusDesk(link.ask, rules, log) }),
    ...(gate === null ? {} : { gate }),
    keyOf: (person) => ({ key: personKey(parts.venueKey.bytes, person), keyId: parts.venueKey.id }),
    receiptUsed: (entry) => {
      checkIns.used(entry);
    },
    tell: (outcome) => {
      parts.tell('outcome', outcome);
      // The counts may follow a moment later; the verdict may not wait for them, nor share its first frame with them.
      setTimeout(() => {
        link?.nudge();
        parts.tell('status', status());
      }, STATUS_AFTER_MS);
      if (outcome.result.kind !== 'decision' || outcome.result.verdict !== 'refuse') return;
      // By then it was not a moment ago, whoever came since.
      after(REFUSED_JUST_NOW_MS, () => {
        parts.tell('status', status());
      });
    },
  });

  const manager = openConsole({
    ...{ journalPath, clock, status, guards, log, export: exportInThread },
    ...{ mountRoots: parts.mountRoots, downloads: parts.downloads },
    asking: openAsking({
      journalPath,
      failed: (why) => {
        log.write('console-failed', why);
      },
    }),
    policy: () => policyIn(rules),
    gate: () => link?.status().enrolledFor.gate ?? '',
    keyOf: (person) => ({ key: personKey(parts.venueKey.bytes, person) }),
    enter: (acts) => sentinel.hands.recordConsole(acts, guards.openTo()?.number ?? null),
    rows: (rows) => {
      parts.tell('console-export', { rows });
    },
  });

  const anew = openAnew({
    ...{ ...parts.anew, guards, after, log },
    monotonicMs: () => clock.monotonicMs(),
    tell: (state) => {
      parts.tell('anew', state);
    },
  });

  /** Nobody is judged while the kiosk is set up: what a code would get is told, and leaves no trace. */
  const tellHeard = (heard: HeardAtSetUp, code: string | null): void => {
    const isTried = code !== null && parts.setUp.read().step === 'finish';
    parts.tell('setup-heard', { ...heard, judged: isTried ? sentinel.explain(code) : null });
  };

  const devices = keepDevices({
    settings: config.read().devices,
    present: (device, what) => {
      lastCame.came();
      if (parts.setUp.isUnderWay()) tellHeard(heardOf(device.id, what), what.kind === 'code' ? what.text : null);
      else if (!anew.takes(what)) sentinel.present(device, what);
    },
    changed: () => {
      link?.report();
      parts.tell('status', status());
    },
    log,
  });

  const changeSettings = (change: Partial<ChangeableSettings>): void => {
    if (change.venueType !== undefined && !isVenueTypeKnown(rules.current().policy, change.venueType)) {
      throw new Error('the rules know no such venue type');
    }
    if (!config.change(change).isSaved) log.write('settings-not-saved', { code: 'write-failed' });
    checkIns.want(checkInWay() !== 'sentinel');
    parts.tell('status', status());
  };
  const diagnostics = openDiagnostics({
    ...{ guards, log, work: workInThread, mountRoots: parts.mountRoots, downloads: parts.downloads },
    directory: premises.directory,
    nowMs: () => clock.now().epochMs,
    kiosk: () => ({
      profile: dirname(premises.directory),
      ...{ isDemo: parts.isDemo, resources: premises.resources, version: parts.version },
      live: liveOf(status(), {
        ...{ isClockFrozen: parts.isClockFrozen, isSandboxOff: parts.isSandboxOff },
        offSeconds: link?.clockErrorSeconds() ?? null,
      }),
    }),
    meters: () => devices.meters(),
  });
  /** Which of a venue's kiosks this is. */
  const ownId = parts.hub?.hub.kiosk ?? parts.venueKey.id;
  const restartByNight = (): void => {
    const { nightlyRestart } = config.read();
    const [now, upMs, quietMs] = [clock.now(), clock.monotonicMs() - startedAtMs, lastCame.quietMs()];
    const isHeldUp = gate?.status().isHeldOpen === true || manager.isExporting() || guards.openTo() !== null;
    // A demo is ended by whoever started it, and its clock may stand still.
    if (parts.isDemo || nightlyRestart === null) return;
    if (!isTimeToRestart(nightlyRestart, shareOf(ownId), { now, upMs, quietMs, isHeldUp })) return;
    log.write('restarted-by-night', { upHours: Math.floor(upMs / HOUR_MS) });
    parts.restart();
  };

  let minute: NodeJS.Timeout | undefined;
  let stopWatching = (): void => undefined;
  return {
    start() {
      rules.start();
      checkIns.want(checkInWay() !== 'sentinel');
      link?.start();
      devices.start();
      stopWatching = watchGuards(premises.directory, () => {
        parts.tell('status', status());
      });
      // Rules grow older while nobody comes.
      minute = setInterval(() => {
        link?.report();
        gate?.settle();
        parts.tell('status', status());
        restartByNight();
      }, MINUTE_MS);
    },
    stop() {
      rules.stop();
      manager.stop();
      link?.stop();
      void devices.stop();
      clearInterval(minute);
      stopWatching();
    },
    leaveGate: () => gate?.close() ?? null,
    written: () => link?.nudge(),
    calls: lastCame.noting({
      'scan:submit': (scan) => {
        if (!parts.setUp.isUnderWay()) return Promise.resolve(anew.takes(scan) ? 'taken' : sentinel.receive(scan));
        tellHeard(heardByWindow(scan), scan.text);
        return Promise.resolve('taken');
      },
      'state:read': () => {
        parts.screenStands();
        gate?.serve();
        return Promise.resolve({ status: status(), last: sentinel.last() });
      },
      'outcome:dismiss': ({ serial }) => {
        sentinel.dismiss(serial);
        return Promise.resolve(null);
      },
      ...guardCalls({
        desk: guards,
        hands: sentinel.hands,
        monotonicMs: () => clock.monotonicMs(),
        changed() {
          parts.tell('status', status());
          return status();
        },
        leave() {
          log.write('left-by-supervisor', {});
          parts.leave();
        },
      }),
      'check-ins:read': async () => {
        guards.passToLook('guard');
        return Promise.resolve(checkIns.list());
      },
      ...manager.calls,
      ...endCall({
        desk: guards,
        hub: parts.hub?.hub ?? null,
        sync: () => link?.status() ?? null,
        end: parts.end,
        changed() {
          parts.tell('status', status());
        },
      }),
      ...setUpCalls({
        ...{ progress: parts.setUp, config, log, status, changeSettings, directory: premises.directory },
        ...{ mountRoots: parts.mountRoots, resolveProxy: parts.resolveProxy, extraCa: parts.extraCa },
        anew: { ...parts.anew, after },
        changeReaders: (wanted) => devices.change(wanted),
        finished: () => {
          parts.setUpFinished();
        },
      }),
      ...anew.calls,
      ...diagnostics,
      'settings:change': async (change) => {
        passSettings(guards, change);
        changeSettings(change);
        return Promise.resolve(status());
      },
      'policy:fetch': async () => {
        guards.pass('guard');
        await rules.fetch();
        return status();
      },
      'policy:import': async () => {
        guards.pass('guard');
        if (!areBuiltIn) await rules.fetchFromAll(repositoriesOnSticks(parts.mountRoots));
        return status();
      },
      'clock:trust': async () => {
        guards.pass('supervisor');
        const [now, { clockFloor }] = [toSeconds(clock.now()), rules.current()];
        if (!isClockBehind(clockFloor, now) && link?.stops() !== 'clock-wrong')
          throw new Error('the clock is not wrong');
        const written = trustClock(clock, journal, rules.momentsSigned());
        if (!written.ok) throw new Error(written.fault);
        log.write('clock-trusted', { behindSeconds: (clockFloor ?? now) - now });
        parts.tell('status', status());
        return Promise.resolve(status());
      },
      'policy:explain': async ({ text }) => {
        guards.pass('guard');
        return Promise.resolve(sentinel.explain(text));
      },
      'gate:hold': ({ isHeld, reason }) => {
        gate?.hold(isHeld, reason);
        parts.tell('status', status());
        return Promise.resolve(status());
      },
      'camera:report': ({ state }) => {
        if (state !== camera) log.write('camera-state', { state });
        camera = state;
        link?.report();
        return Promise.resolve(null);
      },
      'window:fault': ({ fault }) => {
        log.write('window-fault', { fault });
        return Promise.resolve(null);
      },
    }),
  };
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
}

/** @throws Locked */
function passSettings(desk: GuardDesk, change: Partial<ChangeableSettings>): void {
  const wanted = Object.keys(change).map((key) => SETTINGS_ARE_OF[key as keyof ChangeableSettings]);
  for (const role of ['supervisor', 'guard'] as const) if (wanted.includes(role)) desk.pass(role);
}

function statusDesk(ask: StatusParts['ask'], rules: RulesKeeper, log: Log): StatusDesk {
  return openStatusDesk({
    ask,
    key: () => {
      const { policy } = rules.current();
      return policy.ok ? policy.value.statusProvider?.key : undefined;
    },
    unusable: () => {
      log.write('status-key-unusable', {});
    },
    within: (ms) => AbortSignal.timeout(ms),
  });
}
