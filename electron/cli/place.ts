import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { placeSchema } from '../../shared/wire.ts';
import { profileOf, UsageError, type Command } from './command.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';
import { readSettings, writeSettings } from './settings-file.ts';

const HELP = `sentinel place set|off|show --profile DIR [--demo]

Where a kiosk stands, so that a visitor who lacks a test is shown the sampling sites near it.

  set --latitude DEGREES --longitude DEGREES     by WGS 84, 31.23 and 121.47; a place south or west: --latitude=-33.87

Out: the place as the settings have it then, or null. Exit code 2 with {"fault"} for kiosk-running (but for show) and
settings-damaged.
`;

const options = {
  profile: { type: 'string' },
  demo: { type: 'boolean', default: false },
  latitude: { type: 'string' },
  longitude: { type: 'string' },
} as const;

export const place: Command = {
  help: HELP,
  async run([what, ...args], world) {
    const { stdout } = world;
    const { values } = parseArgs({ args: [...args], options });
    const profile = profileOf(values.profile, world);
    if (what !== 'set' && what !== 'off' && what !== 'show') throw new UsageError('one of: set, off, show');
    const wanted = what === 'set' ? parsePlace(values) : null;
    const directory = join(profile, values.demo ? 'demo' : 'venue');
    const settings = readSettings(directory);
    const fault =
      settings === null ? 'settings-damaged' : what !== 'show' && isAppRunning(profile) ? 'kiosk-running' : null;
    if (settings === null || fault !== null) {
      await writeLine(stdout, { fault });
      return EXIT.badInput;
    }
    if (what !== 'show') writeSettings(directory, { ...settings, place: wanted });
    stdout.write(`${JSON.stringify(what === 'show' ? (settings.place ?? null) : wanted)}\n`);
    return EXIT.ok;
  },
};

function parsePlace({ latitude, longitude }: { latitude?: string | undefined; longitude?: string | undefined }): {
  latitude: number;
  longitude: number;
} {
  const parsed = placeSchema.safeParse({ latitude: degrees(latitude), longitude: degrees(longitude) });
  if (!parsed.success) throw new UsageError('--latitude is from -90 to 90 and --longitude from -180 to 180 degrees');
  return parsed.data;
}

/** An empty text would be 0 degrees. */
function degrees(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}
