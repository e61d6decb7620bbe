import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, session } from 'electron';
import { frozenClock, systemClock } from './clock.ts';
import { languageIn, openConfig } from './config.ts';
import { reportIn } from './decommission/report-file.ts';
import { dropState, readEnd, writeState } from './decommission/state.ts';
import { showEnd } from './end.ts';
import { finishEnrolment } from './sync/enrolment.ts';
import { enrolAnew } from './sync/enrol-anew.ts';
import { openHubSide } from './sync/side.ts';
import { handlersOf, serveCalls } from './ipc.ts';
import { createKiosk } from './kiosk.ts';
import { checkLaunch, LAUNCH_SENTENCES, parseLaunch, type Launch, type LaunchFault } from './launch.ts';
import { LEFT, LOGGED_WITHIN_MS } from './leaving.ts';
import { keepLifeSign } from './life-sign.ts';
import { openLog } from './log.ts';
import { describeError } from '../shared/error-place.ts';
import type { SystemStore } from './keys.ts';
import { registerScheme } from './protocol.ts';
import { startFirst, type Begun } from './setup/first-start.ts';
import { openProgress } from './setup/progress.ts';
import { mountRoots } from './policy/stick.ts';
import { watchJournal, type Watch } from './store/checking.ts';
import { keepJournal } from './store/keeper.ts';
import { DISK } from './store/room.ts';
import { openSystemStore } from './system-store.ts';
import { isVenueSetUp, openPremises, openVenueKey } from './venue.ts';
import { openWindow, type KioskWindow } from './window.ts';
import { outliveHelpers } from './window-kept.ts';
import { forbidGestures } from './window-lock.ts';

const startedAt = performance.now();
const { NODE_EXTRA_CA_CERTS: extraCa } = process.env;
/** What a kiosk does before it dies of a bug. */
let inDistress: () => void = () => undefined;
/** Exit status of an app that may not start like this; the sentence is on stderr. */
const REFUSED = 2;
/** Exit status of an app whose own files cannot be opened. */
const CANNOT_START = 1;

const launch = parseLaunch(process.argv.slice(1));
if (!launch.ok) refuse(launch.fault);
const profile = app.getPath('userData');
const allowed = checkLaunch(launch.value, {
  isVenueSetUp: isVenueSetUp(profile),
  isRoot: process.getuid?.() === 0,
  isSandboxOff: app.commandLine.hasSwitch('no-sandbox'),
});
// Of a kiosk at its end no more than that is left: it may not be set up any more.
if (!allowed.ok && readEnd(profile) === null) refuse(allowed.fault);
const end = readEnd(profile);
const obstacle = whatKeepsFromWriting(profile);
if (end !== null) {
  showEnd(profile, end);
} else if (obstacle !== null) {
  // Else the lock below, which is a file there, would fail as if another kiosk held it.
  cannotStart(obstacle);
} else if (!app.requestSingleInstanceLock()) {
  say('数字哨兵已在运行。', 'Digital Sentinel is already running.');
  app.exit(0);
} else {
  registerScheme();
  const { isDemo } = launch.value;
  app.commandLine.appendSwitch('lang', languageIn(join(profile, isDemo ? 'demo' : 'venue')));
  forbidGestures();
  outliveHelpers();
  orCannotStart(() => {
    // The system takes its time until a window may be opened: the kiosk is put together meanwhile. A venue's waits, since
    // the system's store for its keys is open only then.
    const standUp = launch.value.isDemo ? prepare(launch.value, null, null) : null;
    void app.whenReady().then(() => {
      orCannotStart(
        standUp ??
          (() => {
            startVenue(launch.value, openSystemStore());
          }),
      );
      keepLifeSign(process.env['DIGITAL_SENTINEL_LIFE_SIGN']);
    });
  });
}

/** Starts the venue's kiosk; where there is none yet, the set-up that makes it one. */
function startVenue(launch: Launch, store: SystemStore | null): void {
  const directory = join(profile, 'venue');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  finishEnrolment(directory);
  if (isVenueSetUp(profile)) {
    prepare(launch, store, null)();
    return;
  }
  const log = startFirst({
    ...{ launch, directory, store, mountRoots: mountRoots(process.platform), nowMs: Date.now() },
    resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    extraCa,
    enrolled: (begun) => {
      orCannotStart(() => {
        prepare(launch, store, begun)();
      });
    },
  });
  dieLoudly(log);
}

/**
 * Opens all that needs no window; what it returns opens the window and answers it, and wants the app ready.
 *
 * @param begun the set-up that has made this the venue's kiosk; `null`: it was that at its start
 */
function prepare(launch: Launch, store: SystemStore | null, begun: Begun | null): () => void {
  const { isDemo, frozenAtMs, triedRules } = launch;
  const resources = join(app.getAppPath(), 'resources');
  // Whoever has begun to take it out of service and is not past the point of return finds that it is a kiosk again.
  dropState(profile);
  finishEnrolment(join(profile, isDemo ? 'demo' : 'venue'));
  const premises = openPremises(profile, resources, isDemo, triedRules);
  const log = begun?.log ?? openLog(join(premises.directory, 'logs'));
  if (begun === null) dieLoudly(log);
  const clock = isDemo && frozenAtMs !== null ? frozenClock(frozenAtMs) : systemClock();
  const journalPath = join(premises.directory, 'journal.db');
  let journalWatch: Watch | null = null;
  let written: () => void = () => undefined;
  const journal = keepJournal(journalPath, log, DISK, {
    doubted: () => journalWatch?.lookNow(),
    wroteOther: () => {
      written();
    },
  });
  journal.useReserve();
  const config = openConfig(premises.directory, Date.now());
  if (config.setAside !== null) log.write('settings-reset', { keptAs: config.setAside });
  const venueKey = openVenueKey(premises.directory, store);
  const setUp = openProgress(premises.directory);
  let window: KioskWindow | null = null;
  let exitCode = 0;
  const kiosk = createKiosk({
    isDemo,
    version: app.getVersion(),
    clock,
    isClockFrozen: isDemo && frozenAtMs !== null,
    isSandboxOff: app.commandLine.hasSwitch('no-sandbox'),
    journal,
    config,
    log,
    premises,
    venueKey,
    setUp,
    hub: openHubSide(premises.directory, venueKey, store, log),
    suspectJournal: () => journalWatch?.lookNow(),
    resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    extraCa,
    anew: {
      enrol: (provision) =>
        enrolAnew(provision, {
          ...{ directory: premises.directory, store, extraCa },
          resolveProxy: (url) => session.defaultSession.resolveProxy(url),
        }),
      restart,
    },
    mountRoots: mountRoots(process.platform),
    end: (wanted, kiosk) => {
      log.write('end-begun', { owed: wanted.is === 'abandon' ? wanted.entries : 0 });
      const now = new Date();
      const report = reportIn(process.env, app.getPath('home'), now);
      writeState(profile, {
        format: 1,
        begunAt: now.toISOString(),
        report,
        kiosk,
        wanted,
        settled: null,
        told: null,
        erased: null,
      });
      // Once the window has been answered.
      setTimeout(restart, END_AFTER_MS);
    },
    downloads: isDemo ? () => app.getPath('downloads') : null,
    restart,
    leave: () => {
      exitCode = LEFT;
      // The window is answered first.
      setImmediate(() => {
        app.quit();
      });
    },
    tell: (event, payload) => {
      window?.tell(event, payload);
    },
    setUpFinished: () => {
      window?.show('kiosk');
    },
    screenStands: once(() => {
      say('已就绪。', isDemo ? 'Ready. Codes to show the camera: npm run demo:codes. Ctrl+Q leaves.' : 'Ready.');
      // Not before: 64 MB are written and synced by it, and the first picture would wait for the same disk.
      void journal.makeReserve();
    }),
  });
  written = kiosk.written;
  inDistress = () => void kiosk.leaveGate();
  app.on('second-instance', () => {
    window?.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  const isKeptByGate = keptByGate(() => kiosk.leaveGate());
  app.on('will-quit', (event) => {
    if (isKeptByGate(event)) return;
    kiosk.stop();
    journalWatch?.stop();
    journal.close();
    log.write('stopped', { exitCode });
    if (exitCode === 0) return;
    // Quitting knows no other status than 0; the log is on its way to the disk.
    event.preventDefault();
    setTimeout(() => {
      app.exit(exitCode);
    }, LOGGED_WITHIN_MS);
  });
  return () => {
    const alive = (): Promise<null> => {
      window?.answered();
      return Promise.resolve(null);
    };
    serveCalls(handlersOf({ ...kiosk.calls, 'window:alive': alive }), log);
    const page = setUp.isUnderWay() ? 'set-up' : 'kiosk';
    window = begun?.window ?? openWindow(launch, log, page);
    if (begun !== null) window.show(page);
    kiosk.start();
    journalWatch = watchJournal(journalPath, journal, log, () => clock.now().epochMs);
    log.write('started', {
      version: app.getVersion(),
      electron: process.versions.electron,
      isDemo,
      startMs: Math.round(performance.now() - startedAt),
    });
  };
}

/** A supervisor reads that it has begun. */
const END_AFTER_MS = 1500;

function whatKeepsFromWriting(directory: string): unknown {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
    return null;
  } catch (error) {
    return error;
  }
}

function orCannotStart(run: () => void): void {
  try {
    run();
  } catch (error) {
    cannotStart(error);
  }
}

/** Starting anew would end here again: whoever started the app is told why, and where to look. */
function cannotStart(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  say(
    `数字哨兵无法启动：${reason}。请检查磁盘和 ${profile}。`,
    `Digital Sentinel cannot start: ${reason}. Check the disk and ${profile}.`,
  );
  app.exit(CANNOT_START);
}

/** Keeps the app from ending, once, until the gate stands as it fails. */
function keptByGate(leaveGate: () => Promise<void> | null): (event: Electron.Event) => boolean {
  let isLeft = false;
  return (event) => {
    const leaving = isLeft ? null : leaveGate();
    if (leaving === null) return false;
    isLeft = true;
    event.preventDefault();
    // In a task of its own: while this event is still told, Electron does not hear it.
    void leaving.finally(() =>
      setImmediate(() => {
        app.quit();
      }),
    );
    return true;
  };
}

function restart(): void {
  relaunch();
  app.quit();
}

/** Has the app start again once it has ended, where nobody else sees to that (as the unit of scripts/package/debian does). */
function relaunch(): void {
  if (process.env['DIGITAL_SENTINEL_STARTED_ANEW_BY'] === undefined) app.relaunch();
}

/** A bug outside every door leaves the process in a state nobody knows: note it and start anew. */
function dieLoudly(log: ReturnType<typeof openLog>): void {
  let isDying = false;
  const die = (error: unknown): void => {
    // What goes wrong on the way out changes nothing.
    if (isDying) return;
    isDying = true;
    inDistress();
    log.write('internal-error', describeError(error));
    say('程序出错，正在重新启动。', 'Something went wrong; starting anew.');
    relaunch();
    setTimeout(() => {
      app.exit(1);
    }, LOGGED_WITHIN_MS);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) run();
    isDone = true;
  };
}

function refuse(fault: LaunchFault): never {
  say(...LAUNCH_SENTENCES[fault]);
  process.exit(REFUSED);
}

function say(zh: string, en: string): void {
  process.stderr.write(`${zh}\n${en}\n`);
}
