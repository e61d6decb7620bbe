import type { ConsoleData } from './console/data.ts';
import type { HubKey } from './crypto.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Clock } from './store/clock.ts';
import type { Database } from './store/open.ts';
import type { StatusProvider } from './status/provider.ts';
import type { KnownDays } from './store/partition.ts';

/** From files, never from the database; the same for all processes of one hub. */
export interface Secrets {
  /** Under which challenges are made, 32 bytes at least. */
  readonly challengeKey: Uint8Array;
  /** What an administrator sends as a bearer token. */
  readonly administrator: string;
  /** What Prometheus sends: it opens `/metrics` and nothing else. */
  readonly scraper: string;
  /** Signs answers. */
  readonly hubKey: HubKey;
  /** From which the key of each venue is derived, 32 bytes at least. */
  readonly venueMaster: Uint8Array;
}

/** What the hub tells of itself and of the rules. */
export interface Published {
  /** Where kiosks find the hub, an origin; `null`: nobody has said. */
  readonly address: string | null;
  /** Folder of a TUF repository; `null`: the hub has none. */
  readonly policyFolder: string | null;
  /** File of the root by which the hub itself believes that folder; `null`: the folder's newest, as tickets pin it. */
  readonly trustedRoot: string | null;
}

/** Requests a minute, counted by each process for itself. */
export interface Limits {
  /** From one address, which may be a whole venue's, but for kiosks that are known; and of each of those. */
  readonly perAddress: number;
  /** Batches of one kiosk, by its key: what the hub can take, should one kiosk owe more than all others. */
  readonly batchesPerKiosk: number;
  /** Of one kiosk, of each kind but batches. */
  readonly perKiosk: number;
  /** Tries of a code, right ones too, and of a bearer token that is wrong, from one address: fifty kiosks are set up together. */
  readonly perGuesser: number;
  /** Questions of status, of one kiosk: a visitor every second. */
  readonly statusPerKiosk: number;
  /** Files of the policy repository, from one address: fifty kiosks that begin together ask for a dozen each. */
  readonly perReader: number;
  /** Of one account of the console, but for pages of the log. */
  readonly perAccount: number;
  /** Pages of the log, of one account: more than a console asks for, however somebody scrolls (`MS_BETWEEN_PAGES`). */
  readonly pagesPerAccount: number;
  /**
   * Of phones that check in, from one address: a mall's Wi-Fi, or a network operator's gateway, has one for all. Each asks
   * twice, at which gate it is and then to be judged.
   */
  readonly checkInsPerAddress: number;
}

export const LIMITS: Limits = {
  perAddress: 6000,
  batchesPerKiosk: 3000,
  perKiosk: 600,
  perGuesser: 60,
  statusPerKiosk: 60,
  perReader: 600,
  perAccount: 600,
  pagesPerAccount: 300,
  checkInsPerAddress: 3000,
};

/** What the routes work with. */
export interface Hub {
  readonly database: Database;
  readonly days: KnownDays;
  readonly secrets: Secrets;
  readonly published: Published;
  /** Whom questions of status are handed to; `null`: nobody is set up. */
  readonly statusProvider: StatusProvider | null;
  /** What the console shows of entries. */
  readonly consoleData: ConsoleData;
  /** Where the console's pages lie, as they were built. */
  readonly consoleFolder: string;
  /** The same of the page that a venue code opens. */
  readonly phoneFolder: string;
  /** Public keys that may sign no rules here, base64url. */
  readonly refusedKeys: ReadonlySet<string>;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly nowMs: () => number;
  /** Under whose time entries are stored. */
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Buffer;
  readonly newId: () => string;
}
