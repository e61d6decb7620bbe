import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '../shared/verdict.ts';
import type { Kiosk } from '../tests/journeys/kiosk.ts';
import { ensureBuilt } from './build.ts';
import { hasDisplay, startDisplay } from './display.ts';
import { runScript, say } from './door.ts';
import { shootConsole } from './screens/console.ts';
import { meetCheckIns } from './screens/check-ins.ts';
import { meetConsole } from './screens/console-at-kiosk.ts';
import { meetCrowded } from './screens/crowded.ts';
import { meetDemoStates, meetNoCamera, meetOldRules } from './screens/demo.ts';
import { meetDeviceStates } from './screens/devices.ts';
import { meetHandStates, meetManyGuards } from './screens/hands.ts';
import { shootDesign, shootVisions } from './screens/looks.ts';
import { putOn, type Look, type Meet } from './screens/meet.ts';
import { meetCameraFaults, meetProblems, shootWithoutKiosk } from './screens/problems.ts';
import { shootSetUp } from './screens/set-up.ts';
import { meetSyncStates } from './screens/sync.ts';

const OUT = join(import.meta.dirname, '..', 'screenshots');
const README_IMAGES = join(import.meta.dirname, '..', 'docs', 'images');
const SIZES = { landscape: '1920x1080', portrait: '1080x1920' } as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
/** By the folder in screenshots/ that its pictures are in. The ordinary look last, so that a kiosk is left in it. */
const LOOKS: readonly (Omit<Look, 'language'> & { readonly folder: string; readonly only?: readonly string[] })[] = [
  { folder: 'text-200', theme: 'light', textSize: 200 },
  { folder: 'dark', theme: 'dark', textSize: 100 },
  // At rest, a verdict with two keys, and the page on which a PIN is entered.
  { folder: 'left', theme: 'light', textSize: 100, hand: 'left', only: ['idle', 'yellow', 'red', 'hand-who'] },
  { folder: '.', theme: 'light', textSize: 100, hand: 'right' },
];
/** What the README and the guard’s handbook show, by the name it has in screenshots/. */
const IN_README = [
  'green-47h-landscape-zh-CN',
  'test-old-landscape-en',
  'yellow-landscape-en',
  'hand-who-landscape-zh-CN',
];

/** `npm run screenshots`: every screen in both languages, both orientations and each look, into screenshots/, the README's into docs/images. */
await runScript(async () => {
  await ensureBuilt();
  if (!(await hasDisplay())) process.env['DISPLAY'] = (await startDisplay()).name;
  for (const { folder } of LOOKS) await mkdir(join(OUT, folder), { recursive: true });
  await mkdir(README_IMAGES, { recursive: true });
  for (const [orientation, window] of Object.entries(SIZES)) {
    // Verdicts leave by themselves: in one language at a time all looks are taken before. The console keeps a venue's name.
    for (const language of LANGUAGES) {
      const take = shoot(orientation, [language]);
      for (const lead of [meetDemoStates, meetNoCamera, meetOldRules])
        await inFolder((folder) => lead(folder, window, take));
      await inFolder((folder) => meetConsole(folder, window, (name, kiosk) => take(`console-${name}`, kiosk)));
    }
    const take = shoot(orientation, LANGUAGES);
    await inFolder((folder) => meetSyncStates(folder, window, (name, kiosk) => take(`sync-${name}`, kiosk)));
    await inFolder((folder) => meetCheckIns(folder, window, (name, kiosk) => take(`check-in-${name}`, kiosk)));
    await inFolder((folder) => meetDeviceStates(folder, window, (name, kiosk) => take(`device-${name}`, kiosk)));
    for (const lead of [meetHandStates, meetManyGuards])
      await inFolder((folder) => lead(folder, window, (name, kiosk) => take(`hand-${name}`, kiosk)));
    for (const lead of [meetProblems, meetCameraFaults, meetCrowded])
      await inFolder((folder) => lead(folder, window, take));
    const pathOf = (name: string): string => join(OUT, `${name}-${orientation}.png`);
    await inFolder((folder) => shootWithoutKiosk(pathOf, folder, window));
  }
  await shootDesign(OUT);
  await inFolder((folder) => shootVisions(OUT, folder));
  await inFolder((folder) => shootConsole(OUT, README_IMAGES, folder));
  await inFolder((folder) => shootSetUp(OUT, README_IMAGES, folder));
  for (const name of IN_README) await copyFile(join(OUT, `${name}.png`), join(README_IMAGES, `${name}.png`));
  say(`The pictures are in ${OUT}.`);
  return 0;
});

/** @returns what takes a picture of a state in each of the languages and looks */
function shoot(orientation: string, languages: readonly Language[]): Meet {
  return async (name: string, kiosk: Kiosk) => {
    for (const language of languages) {
      for (const { folder, only, ...look } of LOOKS) {
        if (only?.includes(name) === false) continue;
        await putOn(kiosk, { ...look, language });
        const path = join(OUT, folder, `${name}-${orientation}-${language}.png`);
        await kiosk.page.screenshot({ path, animations: 'disabled' });
      }
    }
  };
}

async function inFolder(shootIn: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-shots-'));
  try {
    await shootIn(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
