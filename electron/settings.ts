import { existsSync, readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { ChangeableSettings, Settings } from '../shared/contract.ts';
import type { ProvisionSettings } from '../shared/provision.ts';
import { CHECK_IN_WAYS } from '../shared/venue-code.ts';
import { placeSchema } from '../shared/wire.ts';
import { withoutUndefined } from '../shared/without-undefined.ts';
import { devicesSchema } from './device-settings.ts';
import { writeWhole } from './store/files.ts';
import { gateSchema } from './gate/setting.ts';
import { nightlyRestartSchema } from './nightly-restart.ts';

/** Unknown keys are dropped, so that a newer release's file still opens. */
export const settingsSchema = z.object({
  cameraId: z.string().max(256).nullable(),
  /** As long as policies may name one. */
  venueType: z.string().min(1).max(48),
  direction: z.enum(['in', 'out']),
  checkIn: z.enum(CHECK_IN_WAYS),
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

/**
 * What a kiosk may be given with its ticket, or by another that it replaces: all but what is of this very machine, and of its
 * trouble. A name that is none is a slip of somebody's pen, and refused.
 */
export const provisionSettingsSchema: z.ZodType<ProvisionSettings> = z
  .strictObject(settingsSchema.omit({ cameraId: true, qrEngine: true }).partial().shape)
  .transform(withoutUndefined);

/**
 * Puts settings into the file of a kiosk whose app is stopped; what they do not name stays as it is. A file that is damaged is
 * kept aside, as at a start.
 *
 * @throws where the disk does not take it
 */
export function putSettings(path: string, given: ProvisionSettings, nowMs: number): void {
  setDamagedAside(path, nowMs);
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : {};
  writeWhole(path, JSON.stringify({ ...before, ...given }, null, '\t'));
}

/** A file that is no settings is kept under a new name. @returns where; `null`: it is sound, or there is none */
export function setDamagedAside(path: string, nowMs: number): string | null {
  if (readSettingsFile(path) !== null) return null;
  const keptAs = path.replace(/\.json$/u, `.damaged-${new Date(nowMs).toISOString().replace(/[:.]/gu, '')}.json`);
  renameSync(path, keptAs);
  return keptAs;
}

/** What is set there; nothing where there is no file. @returns `null` for one that is damaged */
export function readSettingsFile(path: string): Partial<Settings> | null {
  return readStored(path)?.settings ?? null;
}

/** The same, beside all that the file holds, as it stands there. */
export function readStored(path: string): { readonly settings: Partial<Settings>; readonly stored: unknown } | null {
  try {
    const stored = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : {};
    return { settings: withoutUndefined(settingsSchema.partial().parse(stored)), stored };
  } catch {
    // No JSON, not of the form, or not to be read: the caller says that it is damaged.
    return null;
  }
}
