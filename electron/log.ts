import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { createStream } from 'rotating-file-stream';

/**
 * Every event the kiosk logs, with its fields: a closed list, so that no visitor's name, number or code text can find
 * its way into a log by way of a free-form message.
 */
export interface LogEvents {
  started: { version: string; electron: string; isDemo: boolean; startMs: number };
  'policy-opened': { version: number };
  'policy-refused': { fault: string };
  'policy-fetched': { installed: boolean; version: number | null; fault: string | null };
  /** Place in the policy's trust list, from 0. */
  'trust-entry-problem': { place: number; problem: string };
  /** The health office's key in the rules is none that anything can be sealed to. */
  'sealing-key-unusable': Record<string, never>;
  /** The status provider's key in the rules is none that anything can be sealed to. */
  'status-key-unusable': Record<string, never>;
  /** A supervisor has this kiosk taken out of service, and gives up so many entries that the hub does not have. */
  'end-begun': { owed: number };
  'settings-reset': { keptAs: string };
  'settings-not-saved': { code: string };
  /** A supervisor has set the kiosk up anew: it is in force with the next start. */
  'anew-enrolled': Record<string, never>;
  'anew-refused': { fault: string };
  /** IT has said that the clock is right, although this many seconds before what was known. */
  'clock-trusted': { behindSeconds: number };
  /** `key-locked`, `key-damaged`, …: without it nothing is sent to the hub. */
  'kiosk-key-unusable': { fault: string };
  'hub-fault': { fault: string };
  'hub-heard': { unsent: number | null };
  'kiosk-revoked': Record<string, never>;
  /** It was revoked, and the hub has taken it back. */
  'kiosk-accepted': Record<string, never>;
  /** What the hub has said will not be known after a restart. */
  'hub-memory-not-saved': Record<string, never>;
  'remote-settings-applied': { version: number };
  'remote-settings-refused': { version: number; fault: string };
  /** The hub has said who may decide by hand here: so many. */
  'guards-taken': { guards: number };
  'guards-not-saved': { code: string };
  'journal-opened': { chain: string };
  'journal-set-aside': { keptAs: string };
  'journal-failed': { fault: string };
  /** All of it was looked through, after an unclean end or a week. */
  'journal-checked': { isSound: boolean; entries: number; brokenAt: number | null };
  'journal-check-failed': { name: string; where: string };
  /** The disk is full: what is entered by hand goes in still, nobody is admitted by a scan. */
  'journal-on-reserve': Record<string, never>;
  decided: { verdict: string; reasons: readonly string[]; format: string | null; durationMs: number };
  hinted: { seems: string };
  /** The first start of a kiosk that is not set up. */
  'set-up-began': Record<string, never>;
  /** A ticket that was shown set nothing up. */
  'set-up-refused': { fault: string };
  /** The app was left before there was a kiosk. */
  'set-up-left': Record<string, never>;
  'set-up-enrolled': Record<string, never>;
  'set-up-finished': Record<string, never>;
  'camera-state': { state: string };
  /** By the device's own id in the settings. */
  'reader-state': { device: string; state: string };
  /** A card reader's security module, which vouches for what it has read. */
  'card-module': { device: string; samNumber: string };
  /** What a guard did, by their reasons' codes. */
  'entered-by-hand': { type: string; reasons: readonly string[] };
  /** What was asked of the console could not be answered, or not be written. */
  'console-failed': { name: string; where: string };
  /** A supporter's file was put on a stick. */
  'support-bundle': { fault: string | null };
  'log-exported': { format: string; rows: number | null; fault: string | null };
  /** How often wrong PINs came could not be written. */
  'pin-tries-not-saved': Record<string, never>;
  /** The venue's list of staff: nobody is on it. */
  'staff-unusable': { fault: string };
  /** What came from it was not taken; never what it was. */
  'reader-trouble': { device: string; fault: string };
  'gate-state': { state: string };
  'gate-held': { isHeld: boolean };
  /** That it is held open will not be known after a restart. */
  'gate-mark-failed': { code: string };
  'window-fault': { fault: string };
  /** It has answered nothing for so long, and is ended. */
  'window-hung': { silentMs: number };
  'window-gone': { reason: string };
  /** One of Chromium's processes, which starts another in its place: `GPU`, `Utility`, … */
  'helper-gone': { type: string; reason: string };
  'window-reloaded': { times: number };
  'request-refused': { what: string };
  /** The name of the error's class and where it was thrown, never its message: messages quote their input. */
  'internal-error': { name: string; where: string };
  /** Nobody was there in the hour that is set for it: the app starts anew. */
  'restarted-by-night': { upHours: number };
  /** A supervisor has ended the app. */
  'left-by-supervisor': Record<string, never>;
  stopped: { exitCode: number };
}

export interface Log {
  write<E extends keyof LogEvents>(event: E, fields: LogEvents[E]): void;
}

const MAX_FILE_SIZE = '5M';
const MAX_FILES = 5;

/** JSON lines in `directory`/kiosk.log, rotated at 5 MB, five files kept. A disk that takes no log stops nothing. */
export function openLog(directory: string): Log {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stream = createStream('kiosk.log', { path: directory, size: MAX_FILE_SIZE, maxFiles: MAX_FILES, mode: 0o600 });
  stream.on('error', () => undefined);
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return {
    write: (event, fields) => {
      logger.info({ event, ...fields });
    },
  };
}
