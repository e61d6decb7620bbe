import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type ElectronApplication, type Page } from '@playwright/test';
import { electronExecutable } from '../../scripts/runtime.ts';
import { openDatabase, type SqlRow } from '../../electron/store/sqlite.ts';
import type { ChangeableSettings } from '../../shared/contract.ts';
import { startApp } from './app.ts';
import { writeFilm, type Shot } from './film.ts';
import { NOW } from './now.ts';
import type {} from '../../renderer/bridge.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Start {
  readonly shots?: readonly Shot[];
  /** A moment, or `null` for the machine's own clock. */
  readonly at?: string | null;
  readonly window?: string;
  /** The profile of an earlier start, to start again on what it left. */
  readonly profile?: string;
  readonly args?: readonly string[];
  /** A kiosk that has enrolled, on the machine's own clock, filling the screen; its profile is given. */
  readonly venue?: boolean;
  readonly withoutCamera?: boolean;
  /** An X display other than that of the tests. */
  readonly display?: string;
  /** Another copy of the app, for journeys that damage the app's own files. */
  readonly root?: string;
}

/** One outcome as the screen showed it. */
export interface Shown {
  readonly serial: number;
  readonly verdict: string;
  readonly reason: string;
}

/** A running kiosk, as somebody standing before it, and somebody opening its case, would see it. */
export interface Kiosk {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  readonly directory: string;
  /** All outcomes shown since the start, in order. */
  shown(): Promise<Shown[]>;
  /** Waits until an outcome with this reason has been shown. */
  sees(reason: string): Promise<Shown>;
  /** Hands a text over as the camera would, and waits until its outcome is on the screen. */
  submit(text: string): Promise<void>;
  /** Pulls the plug: no handler of the app runs. */
  kill(): Promise<void>;
}

/** Starts kiosks and clears them away after the test. */
export const test = base.extend<{ start: (how?: Start) => Promise<Kiosk>; folder: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'sentinel-journey-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  start: async ({ folder }, use) => {
    const running: ElectronApplication[] = [];
    let count = 0;
    await use(async (how = {}) => {
      count += 1;
      const film = join(folder, `film-${count}.mjpeg`);
      if (how.withoutCamera !== true) await writeFilm(film, how.shots ?? [{ codes: [], seconds: 1 }]);
      const profile = how.profile ?? join(folder, `profile-${count}`);
      const kiosk = await launchKiosk(how.withoutCamera === true ? null : film, profile, how);
      running.push(kiosk.app);
      return kiosk;
    });
    await Promise.all(running.map((app) => app.close().catch(() => undefined)));
  },
});

export { expect } from '@playwright/test';

/** The switches every kiosk under test is started with. */
export function switches(
  profile: string,
  film: string | null,
  { at = NOW, window = '1080x1920', args = [], root = ROOT, venue = false }: Start,
): string[] {
  const demo = ['--demo', ...(at === null ? [] : [`--demo-time=${at}`]), `--window=${window}`];
  // Chromium's sandbox does not start for root, and containers in which tests run are often root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    root,
    `--user-data-dir=${profile}`,
    ...(venue ? [] : [...demo, ...asRoot]),
    ...(film === null
      ? []
      : [
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          `--use-file-for-fake-video-capture=${film}`,
        ]),
    ...args,
  ];
}

/** Longer than any film, shorter than a test: one that fails says what was seen. */
const SEEN_WITHIN_MS = 45_000;

/** Starts a kiosk and hands it over once its screen stands. */
export async function launchKiosk(film: string | null, profile: string, how: Start): Promise<Kiosk> {
  const [app, page] = await startApp(profile, {
    executablePath: how.venue === true ? await asOrdinaryUser(profile) : await electronExecutable(),
    args: switches(profile, film, how),
    chromiumSandbox: how.venue === true,
    cwd: ROOT,
    ...(how.display === undefined ? {} : { env: { ...process.env, DISPLAY: how.display } }),
  });
  await page.waitForSelector('[data-camera]');
  await page.evaluate(WATCH_OUTCOMES);
  const directory = join(profile, how.venue === true ? 'venue' : 'demo');
  const shown = (): Promise<Shown[]> =>
    page.evaluate(() => (globalThis as unknown as { shownOutcomes: Shown[] }).shownOutcomes);
  return {
    app,
    page,
    profile,
    directory,
    shown,
    async sees(reason) {
      await page
        .waitForFunction(
          (wanted) =>
            (globalThis as unknown as { shownOutcomes: Shown[] }).shownOutcomes.some((one) => one.reason === wanted),
          reason,
          { timeout: SEEN_WITHIN_MS },
        )
        .catch(async (error: unknown) => {
          const reasons = (await shown()).map((one) => one.reason).join(', ');
          const camera = await page.getAttribute('[data-camera]', 'data-camera');
          throw new Error(`${reason} was not shown; shown: [${reasons}]; camera: ${camera}`, { cause: error });
        });
      const found = (await shown()).find((one) => one.reason === reason);
      if (found === undefined) throw new Error('an outcome vanished');
      return found;
    },
    async submit(text) {
      const before = (await shown()).length;
      await page.evaluate(
        (submitted) =>
          (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text: submitted }),
        text,
      );
      await page.waitForFunction(
        (count) => (globalThis as unknown as { shownOutcomes: Shown[] }).shownOutcomes.length > count,
        before,
      );
    },
    async kill() {
      const child = app.process();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * A venue's kiosk runs neither as root nor without the sandbox, and does not know of tests: where they run as root it is
 * shown an ordinary user, in a user namespace in which the same files are its own.
 */
async function asOrdinaryUser(profile: string): Promise<string> {
  const electron = await electronExecutable();
  if (process.getuid?.() !== 0) return electron;
  const program = join(profile, '..', 'electron-as-user.sh');
  const text = `#!/bin/sh\nexec unshare -U --map-user=1000 --map-group=1000 '${electron}' "$@"\n`;
  await writeFile(program, text, { mode: 0o755 });
  return program;
}

/**
 * A key or a touch that comes within 700 ms after one before may be of a row that was meant for the screen before, and does
 * nothing; a key may be held back for half a second until it is sure that no scanner types it.
 */
const SEEN_AFTER_MS = 1300;

/** Waits until a verdict or a question that has just come takes a touch. */
export async function isSeen(page: Page): Promise<void> {
  const came = await page.evaluate(() => performance.now());
  await page.waitForFunction((since) => performance.now() > since, came + SEEN_AFTER_MS);
}

/** Changes settings as the settings sheet does. */
export async function changeSettings(kiosk: Kiosk, settings: Partial<ChangeableSettings>): Promise<void> {
  await kiosk.page.evaluate(
    (changed) => (globalThis as unknown as Window).sentinel.call('settings:change', changed),
    settings,
  );
}

/**
 * Runs in the window: notes each outcome the moment it is on the screen, however short it stays. Plain text, because a
 * function handed over would take along what the compiler of this file put into it.
 */
const WATCH_OUTCOMES = `
  globalThis.shownOutcomes = [];
  const note = () => {
    const { serial, verdict = '', reason = '' } = document.querySelector('[data-serial]')?.dataset ?? {};
    if (serial === undefined || shownOutcomes.at(-1)?.serial === Number(serial)) return;
    shownOutcomes.push({ serial: Number(serial), verdict, reason });
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
  note();
`;

/** Copies the built app to where a journey may damage it. */
export async function copyApp(folder: string): Promise<string> {
  const root = join(folder, 'app');
  for (const part of ['out', 'resources', 'package.json']) {
    await cp(join(ROOT, part), join(root, part), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

type Row = SqlRow;

/** Every entry in a kiosk's journal, oldest first. */
export function journalRows(directory: string): Row[] {
  const database = openDatabase(join(directory, 'journal.db'));
  try {
    return [...database.prepare('select * from entry order by rowid').iterate()];
  } finally {
    database.close();
  }
}

/** Every byte the kiosk has left in its profile, file by file. */
export async function filesIn(directory: string): Promise<{ name: string; bytes: Buffer }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (name) => ({ name, bytes: await readFile(name) })));
}
