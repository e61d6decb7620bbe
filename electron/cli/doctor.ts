import { parseArgs } from 'node:util';
import { CHECKS } from '../../shared/doctor.ts';
import { examine, type Kiosk } from '../doctor/examine.ts';
import { thisSystem, type System } from '../doctor/read-machine.ts';
import type { Command, World } from './command.ts';
import { kioskAt } from './kiosk-at.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';
import { readVersion } from './version.ts';

const HELP = `sentinel doctor --profile DIR [--demo]

Looks at a kiosk's files, its machine and what is beside it, and says how it is, a line for each check:
{"check":…,"level":"green"|"amber"|"red","sentence":{"zh-CN":…,"en":…}}. The sentence says what mends it. Checks:
${CHECKS.join(', ')}.
Nothing is changed, nobody is asked, and the app may run. To be run by the kiosk's own user. DIR is the app's folder, as for enrol.

Exit code 1 where anything is red, else 0.

  --demo         a kiosk in demo mode (npm start)
`;

const options = { profile: { type: 'string' }, demo: { type: 'boolean' } } as const;

export const doctor: Command = doctorOn(thisSystem);

/** @param systemOf the machine; another one in tests */
export function doctorOn(systemOf: () => System): Command {
  return {
    help: HELP,
    async run(args, world) {
      const { values } = parseArgs({ args: [...args], options });
      const kiosk = kioskOf(values, world);
      const findings = await examine(kiosk, systemOf(), Date.now());
      for (const found of findings) await writeLine(world.stdout, found);
      return findings.some(({ level }) => level === 'red') ? EXIT.trouble : EXIT.ok;
    },
  };
}

/** @throws UsageError where there is none */
export function kioskOf(values: { profile?: string | undefined; demo?: boolean | undefined }, world: World): Kiosk {
  const { profile } = kioskAt(values, 'read', world);
  return { profile, isDemo: values.demo ?? false, resources: world.resources, version: readVersion(world), live: null };
}
