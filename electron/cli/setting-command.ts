import { parseArgs } from 'node:util';
import { UsageError, type Command } from './command.ts';
import { kioskAt } from './kiosk-at.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';
import { readSettings, writeSettings, type SettingsFile } from './settings-file.ts';

type Values<Option extends string> = Readonly<Partial<Record<Option, string>>>;

/** Those that are one value. */
type SettingName = 'place' | 'nightlyRestart';

interface OneSetting<Name extends SettingName, Option extends string> {
  readonly help: string;
  readonly name: Name;
  /** What `set` wants, beside the folder. */
  readonly options: readonly Option[];
  /** @throws UsageError */
  readonly parse: (values: Values<Option>) => SettingsFile[Name];
  /** What holds where nothing is set. */
  readonly unset: SettingsFile[Name];
}

/** `sentinel NAME set|off|show`: one setting of a kiosk that does not run. */
export function settingCommand<Name extends SettingName, Option extends string>({
  help,
  name,
  options,
  parse,
  unset,
}: OneSetting<Name, Option>): Command {
  const texts = Object.fromEntries(options.map((option) => [option, { type: 'string' as const }]));
  const common = { profile: { type: 'string' }, demo: { type: 'boolean', default: false } } as const;
  return {
    help,
    async run([what, ...args], world) {
      const { values } = parseArgs({ args: [...args], options: { ...texts, ...common } });
      if (what !== 'set' && what !== 'off' && what !== 'show') throw new UsageError('one of: set, off, show');
      const wanted = what === 'set' ? parse(values as Values<Option>) : null;
      const { profile, directory } = kioskAt(values, what === 'show' ? 'read' : 'write', world);
      const settings = readSettings(directory);
      const fault =
        settings === null ? 'settings-damaged' : what !== 'show' && isAppRunning(profile) ? 'kiosk-running' : null;
      if (settings === null || fault !== null) {
        await writeLine(world.stdout, { fault });
        return EXIT.badInput;
      }
      if (what !== 'show') writeSettings(directory, { ...settings, [name]: wanted });
      const isSet = settings[name] === undefined ? unset : settings[name];
      await writeLine(world.stdout, what === 'show' ? isSet : wanted);
      return EXIT.ok;
    },
  };
}
