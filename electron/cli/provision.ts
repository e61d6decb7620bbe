import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Provision } from '../../shared/provision.ts';
import { provisioningOf } from '../provisioning.ts';
import { openProgress } from '../setup/progress.ts';
import { readSettingsFile } from '../settings.ts';
import { finishEnrolment, readHubFile, readProvisioned, type HubFile } from '../sync/enrolment.ts';
import { UsageError, type Command, type World } from './command.ts';
import { enrolIn, parseProxy, sayEnrolFault } from './enrolling.ts';
import { kioskAt } from './kiosk-at.ts';
import { EXIT } from './ndjson.ts';
import { readProvision } from './provision-file.ts';
import { isAppRunning } from './running.ts';

const HELP = `sentinel provision FILE|- --profile DIR [--demo] [--proxy URL] [--again]

Sets a kiosk up unattended: enrols it as sentinel enrol does, and sets it to what FILE says. FILE is what
"npm run hub -- provision" has written, {"ticket":"DSE1:…","settings":{…}}, or the text of its QR code; "-" reads it from
standard input. To be run by the kiosk's own user, with the app stopped. Both are in force once it has ended, or neither.

Run again with the same file, whatever has interrupted it, it goes on where it was; done, it does nothing. Another file is
refused on a kiosk that is set up (already-set-up).

Writes {"kiosk":…,"venue":…,"gate":…,"hub":…,"beginsNewChain":…,"settings":[…],"wasDone":…}, or {"fault":…}, with "field" and
"message" where the file is wrong. Exit code 2 for a fault, 1 for one that may pass by itself.

  --demo         the kiosk is one in demo mode (npm start)
  --proxy URL    http://HOST:PORT by which the hub is reached
  --again        sets up anew what is set up already; what is owed is kept as by sentinel enrol

docs/command-line.md has every fault, and every setting.
`;

const options = {
  profile: { type: 'string' },
  demo: { type: 'boolean', default: false },
  proxy: { type: 'string' },
  again: { type: 'boolean', default: false },
} as const;

export const provision: Command = {
  help: HELP,
  async run(args, world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0) throw new UsageError('one file, or - to read it');
    const { profile, directory } = kioskAt(values, 'write', world);
    const proxy = parseProxy(values.proxy);
    const read = await readProvision(given, world);
    if ('fault' in read) return sayTrouble(read, world);
    const { ticket } = read;
    if (ticket === null) return sayTrouble({ fault: 'ticket-missing' }, world);
    // Somebody may have started it while the file was waited for.
    if (isAppRunning(profile)) return sayEnrolFault('kiosk-running', world);
    if (readSettingsFile(join(directory, 'settings.json')) === null)
      return sayTrouble({ fault: 'settings-damaged' }, world);
    const provisioning = provisioningOf(read);
    const standing = readStanding(directory);
    if (standing !== null && !values.again) {
      if (standing.provisioned !== provisioning.id) return sayTrouble({ fault: 'already-set-up' }, world);
      endSetUp(directory, read);
      return sayDone({ ...standing.hub, beginsNewChain: false }, read, true, world);
    }
    const enrolled = await enrolIn({ ticket, directory, proxy, provision: provisioning });
    if (!enrolled.ok) return sayEnrolFault(enrolled.fault, world);
    endSetUp(directory, read);
    return sayDone(enrolled.value, read, false, world);
  },
};

/** With settings one that was begun at the screen has nothing left to ask, as by a label that is shown to it. */
function endSetUp(directory: string, { settings }: Provision): void {
  if (Object.keys(settings).length > 0) openProgress(directory).finish();
}

/** How the kiosk is set up by now, also by an attempt that was interrupted; `null`: it is not. */
function readStanding(directory: string): { readonly hub: HubFile; readonly provisioned: string | null } | null {
  if (!existsSync(directory)) return null;
  finishEnrolment(directory);
  const hub = readHubFile(directory);
  return hub && { hub, provisioned: readProvisioned(directory) };
}

function sayDone(
  { kiosk, venue, gate, hub, beginsNewChain }: HubFile & { readonly beginsNewChain: boolean },
  { settings }: Provision,
  wasDone: boolean,
  { stdout }: World,
): number {
  const line = { kiosk, venue, gate, hub, beginsNewChain, settings: Object.keys(settings), wasDone };
  stdout.write(`${JSON.stringify(line)}\n`);
  return EXIT.ok;
}

function sayTrouble(trouble: object, { stdout }: World): number {
  stdout.write(`${JSON.stringify(trouble)}\n`);
  return EXIT.badInput;
}
