import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { en } from '../renderer/text/en.ts';
import { zhCN } from '../renderer/text/zh-CN.ts';
import { SECONDS_PER_DAY } from '../shared/time.ts';
import type { Language } from '../shared/verdict.ts';
import { writeFilm } from '../tests/journeys/film.ts';
import { changeSettings, launchKiosk, type Kiosk } from '../tests/journeys/kiosk.ts';
import { NOW } from '../tests/journeys/now.ts';
import { openTestOffice } from '../tests/journeys/office.ts';
import { demoTexts, manyTexts } from '../tests/journeys/visitors.ts';
import { ensureBuilt } from './build.ts';
import { hasDisplay, startDisplay } from './display.ts';
import { runScript, say } from './door.ts';
import { meetDeviceStates } from './screens/devices.ts';
import { meetHandStates } from './screens/hands.ts';
import { shootDesign, shootVisions } from './screens/looks.ts';
import { meetSyncStates } from './screens/sync.ts';

const OUT = join(import.meta.dirname, '..', 'screenshots');
const README_IMAGES = join(import.meta.dirname, '..', 'docs', 'images');
const SIZES = { portrait: '1080x1920', landscape: '1920x1080' } as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
const TEXTS = { 'zh-CN': zhCN, en } as const;
/** More than come before all states of sync together: nobody comes twice. */
const SYNC_VISITORS = 60;
const DEVICE_VISITORS = 8;
/** What the README and the guard’s handbook show, by the name it has in screenshots/. */
const IN_README = [
  'green-47h-landscape-zh-CN',
  'test-old-landscape-en',
  'yellow-landscape-en',
  'hand-who-landscape-zh-CN',
];

/** `npm run screenshots`: every screen in both languages and orientations, into screenshots/, the README's into docs/images. */
await runScript(async () => {
  await ensureBuilt();
  if (!(await hasDisplay())) process.env['DISPLAY'] = (await startDisplay()).name;
  await mkdir(OUT, { recursive: true });
  await mkdir(README_IMAGES, { recursive: true });
  for (const [orientation, window] of Object.entries(SIZES)) {
    for (const language of LANGUAGES) await shootAll(`${orientation}-${language}`, window, language);
    await shootSync(orientation, window);
    await shootDevices(orientation, window);
    await shootHands(orientation, window);
  }
  await shootDesign(OUT);
  await inFolder((folder) => shootVisions(OUT, folder));
  for (const name of IN_README) await copyFile(join(OUT, `${name}.png`), join(README_IMAGES, `${name}.png`));
  say(`The pictures are in ${OUT}.`);
  return 0;
});

async function shootAll(suffix: string, window: string, language: Language): Promise<void> {
  await inFolder(async (folder) => {
    await shoot(folder, suffix, window, language);
    await shootWithoutCamera(folder, suffix, window, language);
    await shootOldRules(folder, suffix, window, language);
  });
}

async function inFolder(shootIn: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-shots-'));
  try {
    await shootIn(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same state in each language. */
async function inLanguages(
  kiosk: Kiosk,
  orientation: string,
  shootIn: (language: Language, take: (what: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  for (const language of LANGUAGES) {
    await changeSettings(kiosk, { language });
    await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
    await shootIn(language, (what) =>
      kiosk.page.screenshot({ path: join(OUT, `${what}-${orientation}-${language}.png`), animations: 'disabled' }),
    );
  }
}

async function shoot(folder: string, suffix: string, window: string, language: Language): Promise<void> {
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, join(folder, 'profile'), { window });
  const take = (name: string): Promise<unknown> =>
    kiosk.page.screenshot({ path: join(OUT, `${name}-${suffix}.png`), animations: 'disabled' });
  await changeSettings(kiosk, { language });
  await kiosk.page.waitForSelector('[data-camera="running"]');
  await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
  await take('idle');
  await openSheets(kiosk, language, take);
  for (const [visitor, text] of Object.entries(await demoTexts())) {
    await kiosk.submit(text);
    await take(visitor);
  }
  await kiosk.app.close();
}

async function openSheets(kiosk: Kiosk, language: Language, take: (name: string) => Promise<unknown>): Promise<void> {
  for (const sheet of ['settings', 'privacy'] as const) {
    await kiosk.page.getByRole('button', { name: TEXTS[language][sheet].open, exact: true }).click();
    await kiosk.page.getByRole('dialog').waitFor();
    await take(sheet);
    if (sheet === 'settings') {
      await kiosk.page.getByRole('button', { name: TEXTS[language].settings.rules, exact: true }).click();
      await kiosk.page.getByRole('dialog', { name: TEXTS[language].rules.title }).waitFor();
      await take('rules');
    }
    await kiosk.page.keyboard.press('Escape');
    await kiosk.page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

async function shootWithoutCamera(folder: string, suffix: string, window: string, language: Language): Promise<void> {
  const kiosk = await launchKiosk(null, join(folder, 'no-camera'), { window });
  await changeSettings(kiosk, { language });
  await kiosk.page.waitForSelector('[data-camera="missing"]');
  await kiosk.page.screenshot({ path: join(OUT, `camera-missing-${suffix}.png`), animations: 'disabled' });
  await kiosk.app.close();
}

/** Each state of sync, and the page that says which hub. */
async function shootSync(orientation: string, window: string): Promise<void> {
  const texts = await manyTexts(SYNC_VISITORS);
  await inFolder((folder) =>
    meetSyncStates(folder, window, texts, (name, kiosk) =>
      inLanguages(kiosk, orientation, async (language, take) => {
        await take(`sync-${name}`);
        if (name !== 'online') return;
        await openRulesSheet(kiosk, language);
        await take('sync-rules');
        await closeRulesSheet(kiosk, language);
      }),
    ),
  );
}

/** What may happen with a card reader, a thermometer and a gate. */
async function shootDevices(orientation: string, window: string): Promise<void> {
  const texts = await manyTexts(DEVICE_VISITORS);
  await inFolder((folder) =>
    meetDeviceStates(folder, window, texts, (name, kiosk) =>
      inLanguages(kiosk, orientation, (_language, take) => take(`device-${name}`)),
    ),
  );
}

/** What a guard does by hand. */
async function shootHands(orientation: string, window: string): Promise<void> {
  await inFolder((folder) =>
    meetHandStates(folder, window, (name, kiosk) =>
      inLanguages(kiosk, orientation, (_language, take) => take(`hand-${name}`)),
    ),
  );
}

/** Rules of an office that were fetched once, looked at when they are too old, and by a clock that is wrong. */
async function shootOldRules(folder: string, suffix: string, window: string, language: Language): Promise<void> {
  const office = await openTestOffice(join(folder, 'office'));
  const seconds = Date.parse(NOW) / 1000;
  const dates = ['2022-05-10', '2022-05-11', '2022-05-12'];
  const district = { code: '310115', name: { 'zh-CN': '浦东新区', en: 'Pudong' }, population: 5_681_512 };
  office.publish(1, { districts: [{ ...district, cases: dates.map((date) => ({ date, new: 2 })) }] }, seconds);
  const args = [`--policy=${office.url}`, `--policy-root=${office.rootPath}`];
  const [film, profile] = [join(folder, 'film.mjpeg'), join(folder, 'old')];
  const first = await launchKiosk(film, profile, { window, args });
  await changeSettings(first, { language, district: district.code });
  await first.page.evaluate(() => (globalThis as unknown as Window).sentinel.call('policy:fetch', null));
  await first.app.close();
  office.close();
  const { 'green-47h': text } = await demoTexts();
  for (const [name, days] of [
    ['rules-old', 4],
    ['rules-too-old', 9],
    ['clock-wrong', -2],
  ] as const) {
    const at = new Date((seconds + days * SECONDS_PER_DAY) * 1000).toISOString();
    const kiosk = await launchKiosk(film, profile, { window, args, at });
    const take = (what: string): Promise<unknown> =>
      kiosk.page.screenshot({ path: join(OUT, `${what}-${suffix}.png`), animations: 'disabled' });
    await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
    await take(name);
    await openRulesSheet(kiosk, language);
    if (name === 'clock-wrong') await kiosk.page.getByRole('button', { name: TEXTS[language].clock.trust }).click();
    await take(`${name}-sheet`);
    await closeRulesSheet(kiosk, language);
    await kiosk.submit(text);
    await take(`${name}-verdict`);
    await kiosk.app.close();
  }
}

async function openRulesSheet(kiosk: Kiosk, language: Language): Promise<void> {
  await kiosk.page.getByRole('button', { name: TEXTS[language].settings.open, exact: true }).click();
  await kiosk.page.getByRole('button', { name: TEXTS[language].settings.rules, exact: true }).click();
  await kiosk.page.getByRole('dialog', { name: TEXTS[language].rules.title }).waitFor();
}

/** Escape waits a moment for what might be a scan. */
async function closeRulesSheet(kiosk: Kiosk, language: Language): Promise<void> {
  await kiosk.page.keyboard.press('Escape');
  await kiosk.page.getByRole('dialog', { name: TEXTS[language].rules.title }).waitFor({ state: 'hidden' });
}
