import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import type { Settings } from '../shared/contract.ts';
import { setDamagedAside, settingsSchema } from './settings.ts';
import { NIGHTLY_RESTART } from './nightly-restart.ts';

const DEFAULTS: Settings = {
  cameraId: null,
  venueType: 'mall',
  direction: 'in',
  checkIn: 'sentinel',
  district: null,
  place: null,
  language: 'zh-CN',
  qrEngine: 'zxing-wasm',
  hand: 'right',
  theme: 'light',
  textSize: 100,
  volume: 3,
  hasVoice: true,
  dimAfterMinutes: 10,
  nightlyRestart: NIGHTLY_RESTART,
  devices: [],
  gate: null,
};

/**
 * The language of the settings in `directory`, for what Chromium is told before they are opened: its own date fields are in no
 * other. The default where it cannot be read.
 */
export function languageIn(directory: string): Settings['language'] {
  const ofLanguage = settingsSchema.pick({ language: true });
  try {
    return ofLanguage.parse(JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'))).language;
  } catch {
    // Not there, or damaged: opening it sees to that.
    return DEFAULTS.language;
  }
}

export interface Config {
  read(): Settings;
  /** Takes effect at once; a disk that does not take it is reported, and the change holds until the app ends. */
  change(part: Partial<Settings>): { isSaved: boolean };
  /** Where a damaged settings file was kept, `null` if it was sound. */
  readonly setAside: string | null;
}

/** Opens the settings in `directory`. A damaged file is kept aside under a new name and the defaults take its place. */
export function openConfig(directory: string, nowMs: number): Config {
  const setAside = setDamagedAside(join(directory, 'settings.json'), nowMs);
  const store = new Store<Settings>({ cwd: directory, name: 'settings', defaults: DEFAULTS, clearInvalidConfig: true });
  const stored = settingsSchema.safeParse(store.store);
  let current = stored.success ? stored.data : DEFAULTS;
  return {
    setAside,
    read: () => current,
    change: (part) => {
      current = { ...current, ...part };
      return { isSaved: save(store, current) };
    },
  };
}

function save(store: Store<Settings>, settings: Settings): boolean {
  try {
    store.set(settings);
    return true;
  } catch {
    // Disk full or read-only: the caller says so, the kiosk goes on with what it has in memory.
    return false;
  }
}
