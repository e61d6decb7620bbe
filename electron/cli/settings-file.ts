import { join } from 'node:path';
import { z } from 'zod';
import { placeSchema } from '../../shared/wire.ts';
import { devicesSchema } from '../device-settings.ts';
import { makeFolder } from '../folders.ts';
import { gateSchema } from '../gate/setting.ts';
import { nightlyRestartSchema } from '../nightly-restart.ts';
import { readStored } from '../settings.ts';
import { writeWhole } from '../store/files.ts';

/** What of a kiosk's settings is set up at the command line; the rest is kept as it is. */
const fileSchema = z.looseObject({
  devices: devicesSchema.default([]),
  gate: gateSchema.nullable().default(null),
  place: placeSchema.nullish(),
  nightlyRestart: nightlyRestartSchema.nullish(),
});
export type SettingsFile = z.infer<typeof fileSchema>;

/** @returns `null` for one that the kiosk would not take either, and puts aside at its next start */
export function readSettings(directory: string): SettingsFile | null {
  const read = readStored(pathIn(directory));
  return read === null ? null : fileSchema.parse(read.stored);
}

/** The app must be stopped: it would write its own settings over these. */
export function writeSettings(directory: string, settings: SettingsFile): void {
  makeFolder(directory, 0o700);
  writeWhole(pathIn(directory), JSON.stringify(settings, null, '\t'));
}

function pathIn(directory: string): string {
  return join(directory, 'settings.json');
}
