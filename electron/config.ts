import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { z } from 'zod';
import type { ChangeableSettings, Settings } from '../shared/contract.ts';
import { devicesSchema } from './device-settings.ts';
import { placeSchema } from '../shared/wire.ts';
import { gateSchema } from './gate/setting.ts';
import { NIGHTLY_RESTART, nightlyRestartSchema } from './nightly-restart.ts';

const DEFAULTS: Settings = {
  cameraId: null,
  venueType: 'mall',
  direction: 'in',
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

/** Unknown keys are dropped, so that a newer release's file still opens. */
export const settingsSchema = z.object({
  cameraId: z.string().max(256).nullable(),
  /** As long as policies may name one. */
  venueType: z.string().min(1).max(48),
  direction: z.enum(['in', 'out']),
  district: z
    .string()
    .regex(/^\d{6}$/u)
    .nullable(),
  place: placeSchema.nullable(),
  language: z.enum(['zh-CN', 'en']),
  qrEngine: z.enum(['zxing-wasm', 'zxing-js']),
  hand: z.enum(['right', 'left']),
  theme: z.enum(['light', 'dark']),
  textSize: z.literal([100, 150, 200]),
  volume: z.literal([0, 1, 2, 3]),
  hasVoice: z.boolean(),
  dimAfterMinutes: z.literal([0, 5, 10, 30]),
  nightlyRestart: nightlyRestartSchema.nullable(),
  devices: devicesSchema,
  gate: gateSchema.nullable(),
}) satisfies z.ZodType<Settings>;

/** What the window may change: devices, the gate, the place and the nightly restart are set up at the command line. */
export const changeableSchema = settingsSchema.omit({
  devices: true,
  gate: true,
  place: true,
  nightlyRestart: true,
}) satisfies z.ZodType<ChangeableSettings>;

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

function setDamagedAside(path: string, nowMs: number): string | null {
  if (!existsSync(path) || isSound(path)) return null;
  const keptAs = path.replace(/\.json$/u, `.damaged-${new Date(nowMs).toISOString().replace(/[:.]/gu, '')}.json`);
  renameSync(path, keptAs);
  return keptAs;
}

function isSound(path: string): boolean {
  try {
    return settingsSchema.partial().safeParse(JSON.parse(readFileSync(path, 'utf8'))).success;
  } catch {
    return false;
  }
}
