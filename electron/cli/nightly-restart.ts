import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NIGHTLY_RESTART, nightlyRestartSchema } from '../nightly-restart.ts';
import { profileOf, UsageError, type Command } from './command.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';
import { readSettings, writeSettings } from './settings-file.ts';

const HELP = `sentinel nightly-restart set|off|show --profile DIR [--demo]

When a kiosk may start anew by itself: if nobody has come for ten minutes, and it has run for twelve hours. If nothing is
set, from 03:00 to 04:00.

  set --from HH:MM --to HH:MM     by the clock on the wall, the end excluded; 23:30 to 00:30 is across midnight

Out: the window as the settings have it then, or null. Exit code 2 with {"fault"} for kiosk-running (but for show) and
settings-damaged.
`;

const options = {
  profile: { type: 'string' },
  demo: { type: 'boolean', default: false },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

export const nightlyRestart: Command = {
  help: HELP,
  async run([what, ...args], world) {
    const { stdout } = world;
    const { values } = parseArgs({ args: [...args], options });
    const profile = profileOf(values.profile, world);
    if (what !== 'set' && what !== 'off' && what !== 'show') throw new UsageError('one of: set, off, show');
    const wanted = what === 'set' ? parseWindow(values) : null;
    const directory = join(profile, values.demo ? 'demo' : 'venue');
    const settings = readSettings(directory);
    const fault =
      settings === null ? 'settings-damaged' : what !== 'show' && isAppRunning(profile) ? 'kiosk-running' : null;
    if (settings === null || fault !== null) {
      await writeLine(stdout, { fault });
      return EXIT.badInput;
    }
    if (what !== 'show') writeSettings(directory, { ...settings, nightlyRestart: wanted });
    const { nightlyRestart: isSet = NIGHTLY_RESTART } = settings;
    stdout.write(`${JSON.stringify(what === 'show' ? isSet : wanted)}\n`);
    return EXIT.ok;
  },
};

function parseWindow({ from, to }: { from?: string | undefined; to?: string | undefined }): {
  from: string;
  to: string;
} {
  const parsed = nightlyRestartSchema.safeParse({ from, to });
  if (!parsed.success) throw new UsageError('--from and --to are two different times of the day, 03:00 and 04:00');
  return parsed.data;
}
