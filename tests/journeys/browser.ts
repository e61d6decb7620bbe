import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { electronExecutable } from '../../scripts/runtime.ts';
import { startApp } from './app.ts';

/** A window of Chromium, as on a manager's desk. */
export interface Browser {
  readonly page: Page;
  readonly app: ElectronApplication;
  readonly close: () => Promise<void>;
}

/** Opens one, with a profile of its own; what is downloaded lies in `downloads` of its folder. @param size `1440x900` */
export async function openBrowser(folder: string, url: string, size = '1440x900'): Promise<Browser> {
  const downloads = join(folder, 'downloads');
  await mkdir(downloads, { recursive: true });
  const profile = join(folder, 'browser');
  const [app, page] = await startApp(profile, {
    executablePath: await electronExecutable(),
    args: [
      join(import.meta.dirname, 'browser'),
      `--user-data-dir=${profile}`,
      '--lang=en-US',
      // Chromium's sandbox does not start for root, and containers in which tests run are often root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[url, size, downloads],
    ],
  });
  return { page, app, close: () => app.close() };
}
