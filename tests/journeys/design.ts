import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { DESIGN_WINDOW, serveDesign } from '../../scripts/design/serve.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import { startApp } from './app.ts';

/** For whom; what is not said is as it usually is. */
interface Shown {
  readonly hand?: 'right' | 'left';
  readonly textSize?: 100 | 200;
}

/** The design system's page in a window of its own. */
export interface Design {
  readonly page: Page;
  /** Opens it anew. */
  show(language: 'zh-CN' | 'en', theme: 'light' | 'dark', how?: Shown): Promise<void>;
  close(): Promise<void>;
}

/** Opens the page as `npm run design` does. */
export async function openDesign(): Promise<Design> {
  const { url, close } = await serveDesign();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-design-'));
  const profile = join(folder, 'profile');
  const [app, page] = await startApp(profile, {
    executablePath: await electronExecutable(),
    args: [DESIGN_WINDOW, `--user-data-dir=${profile}`, ...asRoot, url],
  });
  return {
    page,
    async show(language, theme, { hand = 'right', textSize = 100 } = {}) {
      await page.goto(`${url}?language=${language}&theme=${theme}&hand=${hand}&text=${textSize}`);
      await page.waitForSelector(`html[lang="${language}"][data-theme="${theme}"][data-text-size="${textSize}"]`);
      await page.locator('.design').waitFor();
      // What is brought to a state by its own keys is there.
      await page.waitForFunction(() => document.querySelector('[data-under-way="true"]') === null);
    },
    async close() {
      await app.close();
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
