import { join } from 'node:path';
import { app } from 'electron';
import { openConfig } from '../config.ts';
import { firstHandlersOf, serveCalls } from '../ipc.ts';
import type { SystemStore } from '../keys.ts';
import type { Launch } from '../launch.ts';
import { LEFT, LOGGED_WITHIN_MS } from '../leaving.ts';
import { openLog, type Log } from '../log.ts';
import { openWindow, type KioskWindow } from '../window.ts';
import { enrollingCalls } from './enrolling.ts';
import { openProgress } from './progress.ts';

/** What stands before there is a kiosk, and goes on with it. */
export interface Begun {
  readonly log: Log;
  readonly window: KioskWindow;
}

export interface FirstStartParts {
  readonly launch: Launch;
  /** The venue's folder, which is there. */
  readonly directory: string;
  readonly store: SystemStore | null;
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly mountRoots: readonly string[];
  readonly extraCa: string | undefined;
  readonly nowMs: number;
  /** The kiosk has enrolled, and is to go on with the window that is there. */
  readonly enrolled: (begun: Begun) => void;
}

/**
 * The first start of a kiosk that is not set up for a venue: a window that asks for a ticket, and enrols it. Until it has, whoever
 * is there may leave: it lets nobody in and keeps nothing of anybody, and a bare machine has no other way to its terminal.
 */
export function startFirst({ enrolled, launch, directory, nowMs, ...parts }: FirstStartParts): Log {
  const log = openLog(join(directory, 'logs'));
  const progress = openProgress(directory);
  if (!progress.isUnderWay()) {
    progress.note({});
    log.write('set-up-began', {});
  }
  const config = openConfig(directory, nowMs);
  let hasEnrolled = false;
  const leave = (): void => {
    if (hasEnrolled) return;
    log.write('set-up-left', {});
    setTimeout(() => {
      // It may have enrolled meanwhile, and is a venue's kiosk then.
      if (!hasEnrolled) app.exit(LEFT);
    }, LOGGED_WITHIN_MS);
  };
  const calls = enrollingCalls({
    ...{ ...parts, directory, config, progress, log },
    leave,
    enrolled() {
      hasEnrolled = true;
      // Once the window has its answer.
      setImmediate(() => {
        enrolled({ log, window });
      });
    },
  });
  const alive = (): Promise<null> => {
    window.answered();
    return Promise.resolve(null);
  };
  serveCalls(firstHandlersOf({ ...calls, 'window:alive': alive }), log);
  const window = openWindow(launch, log, 'first', leave);
  app.on('second-instance', () => {
    window.focus();
  });
  return log;
}
