import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder } from '../folders.ts';
import { putSettings, readSettingsFile } from '../settings.ts';
import { UsageError, type Command, type World } from './command.ts';
import { kioskAt } from './kiosk-at.ts';
import { EXIT } from './ndjson.ts';
import { readProvision } from './provision-file.ts';
import { isAppRunning } from './running.ts';

const HELP = `sentinel settings export|import FILE|- --profile DIR [--demo]

Moves settings from an old kiosk to its replacement, and nothing else: no key, no journal, no guard. DIR is the app's folder, as
for enrol.

  export         writes {"settings":{…}}: a file for sentinel provision but for its ticket. The app may run
  import FILE    puts them in force with the app's next start; what FILE does not name stays. A ticket in it is not used

Exit code 2 where there is no kiosk to export from, or DIR is a kiosk's own folder; and with {"fault"} for kiosk-running
(import), settings-damaged, and provision-malformed with "field" and "message".
`;

const options = { profile: { type: 'string' }, demo: { type: 'boolean', default: false } } as const;

export const settings: Command = {
  help: HELP,
  async run([what, ...args], world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [given, ...more] = positionals;
    if (what === 'export' && given === undefined) {
      return exportFrom(join(kioskAt(values, 'read', world).directory, 'settings.json'), world);
    }
    if (what !== 'import' || given === undefined || more.length > 0) {
      throw new UsageError('export, or import and one file, or - to read it');
    }
    const { profile, directory } = kioskAt(values, 'write', world);
    const path = join(directory, 'settings.json');
    const read = await readProvision(given, world);
    if ('fault' in read) return say(read, world, EXIT.badInput);
    if (isAppRunning(profile)) return say({ fault: 'kiosk-running' }, world, EXIT.badInput);
    if (readSettingsFile(path) === null) return say({ fault: 'settings-damaged' }, world, EXIT.badInput);
    makeFolder(directory, 0o700);
    putSettings(path, read.settings, Date.now());
    return say({ settings: Object.keys(read.settings) }, world, EXIT.ok);
  },
};

/** Which camera and which engine are of the machine, and stay. */
function exportFrom(path: string, world: World): number {
  const stored = readSettingsFile(path);
  if (stored === null) return say({ fault: 'settings-damaged' }, world, EXIT.badInput);
  const movable = Object.entries(stored).filter(([name]) => name !== 'cameraId' && name !== 'qrEngine');
  return say({ settings: Object.fromEntries(movable) }, world, EXIT.ok);
}

function say(line: object, { stdout }: World, exit: number): number {
  stdout.write(`${JSON.stringify(line)}\n`);
  return exit;
}
