import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { GateSetting } from '../../../shared/device/device.ts';
import { gateSchema } from '../../gate/setting.ts';
import { writeWhole } from '../../store/files.ts';

/** The rest of the settings is kept as it is. */
const fileSchema = z.looseObject({ gate: gateSchema.nullable().default(null) });
type SettingsFile = z.infer<typeof fileSchema>;

/** @returns `null` for a file that is no settings; the kiosk puts it aside at its next start */
export function readSettings(directory: string): SettingsFile | null {
  const path = pathIn(directory);
  if (!existsSync(path)) return { gate: null };
  try {
    return fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function writeGate(directory: string, settings: SettingsFile, gate: GateSetting | null): void {
  writeWhole(pathIn(directory), JSON.stringify({ ...settings, gate }, null, '\t'));
}

function pathIn(directory: string): string {
  return join(directory, 'settings.json');
}
