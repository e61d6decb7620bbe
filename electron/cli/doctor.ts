import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DISK } from '../store/room.ts';
import { readHubFile, type HubFile } from '../sync/enrolment.ts';
import { profileOf, UsageError, type Command } from './command.ts';
import { finding, type Finding } from './doctor/finding.ts';
import { checkHub } from './doctor/hub.ts';
import { checkJournal, checkSetAside } from './doctor/journal.ts';
import { checkKeys } from './doctor/keys.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';

const HELP = `sentinel doctor --profile DIR [--demo]

Looks at a kiosk's files and says how it is, a line for each check:
{"check":…,"level":"green"|"amber"|"red","sentence":{"zh-CN":…,"en":…}}. Checks: keys, journal, set-aside, hub. Nothing is
changed, nobody is asked, and the app may run. To be run by the kiosk's own user. DIR is the app's folder, as for enrol.

Exit code 1 where anything is red, else 0.

  --demo         a kiosk in demo mode (npm start)
`;

const options = { profile: { type: 'string' }, demo: { type: 'boolean' } } as const;

export const doctor: Command = {
  help: HELP,
  async run(args, world) {
    const { values } = parseArgs({ args: [...args], options });
    const isDemo = values.demo ?? false;
    const profile = profileOf(values.profile, world);
    const directory = join(profile, isDemo ? 'demo' : 'venue');
    if (!existsSync(directory)) throw new UsageError(`there is no kiosk in ${directory}`);
    const findings = examine(directory, isDemo, Date.now());
    for (const found of findings) await writeLine(world.stdout, found);
    return findings.some(({ level }) => level === 'red') ? EXIT.trouble : EXIT.ok;
  },
};

function examine(directory: string, isDemo: boolean, nowMs: number): Finding[] {
  const journal = join(directory, 'journal.db');
  const hub = hubIn(directory);
  return [
    checkKeys(directory, hub !== null),
    checkJournal(journal, DISK),
    checkSetAside(journal),
    hub === 'damaged'
      ? finding('hub', 'red', 'hub.json 已损坏，请重新登记本机。', 'hub.json is damaged: enrol this kiosk anew.')
      : checkHub({ directory, journal, isDemo, hub }, nowMs),
  ];
}

function hubIn(directory: string): HubFile | 'damaged' | null {
  try {
    return readHubFile(directory);
  } catch {
    // Its words are for the app, which does not start with such a file; what to do is said by the check.
    return 'damaged';
  }
}
