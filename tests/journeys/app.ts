import { cp, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { _electron, errors, type ElectronApplication, type Page } from '@playwright/test';

/** A loaded machine takes some seconds. */
const START_WITHIN_MS = 25_000;
const ANSWER_WITHIN_MS = 15_000;

type Options = NonNullable<Parameters<typeof _electron.launch>[0]>;

/**
 * Starts an Electron app and waits for its window.
 *
 * Once in some dozen starts Playwright waits for ever to be connected with an app whose screen stands (it says so on
 * stderr), or with its window, of which nothing runs then: the app is ended, and started once more. Without Playwright
 * sixty starts of sixty stood within 3 s. The app that is ended may have lived for half a minute, and a kiosk enters
 * whoever its camera saw meanwhile: the second start has the profile as the first one found it.
 *
 * @param profile the folder that the app is given as its `--user-data-dir`
 */
export async function startApp(profile: string, options: Options): Promise<[ElectronApplication, Page]> {
  const before = `${profile}-before`;
  const isUsed = await copied(profile, before);
  try {
    const app = await _electron.launch({ ...options, timeout: START_WITHIN_MS });
    const page = await app.firstWindow({ timeout: START_WITHIN_MS }).catch(() => null);
    if (page !== null && (await runs(page))) {
      await rm(before, { recursive: true, force: true });
      return [app, page];
    }
    await ended(app);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  if (isUsed) await rename(before, profile);
  const app = await _electron.launch(options);
  return [app, await app.firstWindow()];
}

/** @returns whether there was anything to copy */
async function copied(from: string, to: string): Promise<boolean> {
  try {
    // Chromium's locks (SingletonLock and its kind) belong to one process.
    const filter = (path: string): boolean => !basename(path).startsWith('Singleton');
    await cp(from, to, { recursive: true, verbatimSymlinks: true, filter });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Whether anything runs in a window, be it that nothing is to be seen there. */
async function runs(page: Page): Promise<boolean> {
  const answer = page.evaluate(() => true).catch(() => false);
  const late = new Promise<boolean>((resolve) => {
    setTimeout(resolve, ANSWER_WITHIN_MS, false);
  });
  return Promise.race([answer, late]);
}

async function ended(app: ElectronApplication): Promise<void> {
  const exited = new Promise((resolve) => app.process().once('exit', resolve));
  app.process().kill('SIGKILL');
  await exited;
}
