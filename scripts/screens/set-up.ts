import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { writeFilm } from '../../tests/journeys/film.ts';
import { SUPERVISOR } from '../../tests/journeys/guarded.ts';
import { openJourneyHub, type JourneyHub } from '../../tests/journeys/hub.ts';
import { launchKiosk } from '../../tests/journeys/kiosk.ts';

const SIZES = { landscape: { width: 1920, height: 1080 }, portrait: { width: 1080, height: 1920 } } as const;
/** What IT's handbook shows, by the name it has in screenshots/set-up. */
const IN_HANDBOOK = ['hub-landscape-zh-CN', 'finish-landscape-en'];

/** Takes each step of the first start of a kiosk, in both languages, lying and upright. */
export async function shootSetUp(out: string, images: string, folder: string): Promise<void> {
  const to = join(out, 'set-up');
  await mkdir(to, { recursive: true });
  const hub = await openJourneyHub(join(folder, 'hub'));
  try {
    await hub.start();
    await hub.administrate('/v1/guards', { ...SUPERVISOR, venue: '人民广场商场', gates: ['north'] }, 'PUT');
    for (const [orientation, size] of Object.entries(SIZES))
      await walk(hub, join(folder, orientation), size, (name) => join(to, `${name}-${orientation}`));
  } finally {
    await hub.close();
  }
  for (const name of IN_HANDBOOK) {
    // Screens have few colours, and the pictures come along with every clone.
    await sharp(join(to, `${name}.png`))
      .resize({ width: 1280 })
      .png({ palette: true, effort: 10 })
      .toFile(join(images, `set-up-${name}.png`));
  }
}

async function walk(
  hub: JourneyHub,
  folder: string,
  size: (typeof SIZES)[keyof typeof SIZES],
  pathOf: (name: string) => string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const film = join(folder, 'set-up.mjpeg');
  await writeFilm(film, [
    { codes: [], seconds: 3 },
    { codes: [hub.code(1)], seconds: 4 },
  ]);
  const { app, page } = await launchKiosk(film, join(folder, 'profile'), { venue: true });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
  const take = (name: string): Promise<void> => inBothLanguages(page, pathOf(name));
  const next = (): Promise<void> => page.locator('[data-action="next"]').click();

  await page.locator('[data-step="language"]').waitFor();
  await page.screenshot({ path: `${pathOf('language')}.png` });
  await page.locator('[data-language="zh-CN"]').click();
  await page.locator('[data-step="hub"]').waitFor();
  await take('hub');
  await page.locator('[data-action="type"]').click();
  await page.locator('input[name="hub"]').waitFor();
  await take('typed');
  await page.locator('[data-action="back"]').click();
  await page.locator('.set-up__field input').fill(await hub.ticket('north'));
  await page.locator('.set-up__field [type="submit"]').click();
  await page.getByText('商场', { exact: true }).waitFor({ timeout: 60_000 });
  await take('venue');
  await next();
  await page.locator('[data-grade="good"], [data-grade="fair"]').waitFor({ timeout: 60_000 });
  await take('camera');
  await next();
  await page.locator('[data-action="look"]:enabled').waitFor({ timeout: 30_000 });
  await take('readers');
  await next();
  await page.locator('[data-action="play"]').click();
  await page.locator('[data-heard="true"]').click();
  for (const check of ['hub', 'rules', 'visitor', 'guards'])
    await page.locator(`[data-check="${check}"][data-light="green"]`).waitFor({ timeout: 60_000 });
  await take('finish');
  await app.close();
}

/** Ends in the language it began in. */
async function inBothLanguages(page: Page, path: string): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    const language = await page.evaluate(() => document.documentElement.lang);
    await page.screenshot({ path: `${path}-${language}.png`, animations: 'disabled' });
    await page.locator('[data-action="language"]').click();
    await page.waitForFunction((before) => document.documentElement.lang !== before, language);
  }
}
