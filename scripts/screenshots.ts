import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFilm } from '../tests/journeys/film.ts';
import { launchKiosk, type Kiosk } from '../tests/journeys/kiosk.ts';
import { demoTexts } from '../tests/journeys/visitors.ts';
import type { Language } from '../shared/verdict.ts';

/** Takes a picture of every screen in both languages and orientations into screenshots/, and the README's into docs/images. */
const OUT = join(import.meta.dirname, '..', 'screenshots');
const README_IMAGES = join(import.meta.dirname, '..', 'docs', 'images');
const SIZES = { portrait: '1080x1920', landscape: '1920x1080' } as const;
const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const VISITORS = [
  'green-47h',
  'test-old',
  'red',
  'yellow',
  'paper',
  'forged',
  'expired',
  'online-code',
  'not-a-health-code',
] as const;

const folder = await mkdtemp(join(tmpdir(), 'sentinel-shots-'));
await mkdir(OUT, { recursive: true });
await mkdir(README_IMAGES, { recursive: true });
try {
  for (const [orientation, window] of Object.entries(SIZES)) {
    for (const language of LANGUAGES) await shoot(orientation, window, language);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function shoot(orientation: string, window: string, language: Language): Promise<void> {
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, join(folder, `${orientation}-${language}`), { window });
  const take = async (name: string): Promise<void> => {
    await kiosk.page.screenshot({ path: join(OUT, `${name}-${orientation}-${language}.png`) });
  };
  await kiosk.page.evaluate(
    (chosen) => (globalThis as unknown as Window).sentinel.call('settings:change', { language: chosen }),
    language,
  );
  await kiosk.page.waitForSelector('[data-camera="running"]');
  await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
  await take('idle');
  await openSheets(kiosk, take);
  const texts = await demoTexts();
  for (const visitor of VISITORS) {
    const before = (await kiosk.shown()).length;
    await kiosk.page.evaluate(
      (text) => (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text }),
      texts[visitor],
    );
    await kiosk.page.waitForFunction(
      (n) => (globalThis as unknown as { shownOutcomes: unknown[] }).shownOutcomes.length > n,
      before,
    );
    await take(visitor);
  }
  await kiosk.app.close();
}

async function openSheets(kiosk: Kiosk, take: (name: string) => Promise<void>): Promise<void> {
  for (const sheet of ['settings', 'privacy'] as const) {
    await kiosk.page.locator(`[data-open="${sheet}"]`).click();
    await kiosk.page.waitForSelector('[role="dialog"]');
    await take(sheet);
    await kiosk.page.keyboard.press('Escape');
    await kiosk.page.waitForSelector('[role="dialog"]', { state: 'detached' });
  }
}
