import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { makeFolder } from '../folders.ts';
import { owedIn } from '../store/owed.ts';
import { enrol, type EnrolFault } from '../sync/enrol.ts';
import { readExtra } from '../sync/tls/authorities.ts';
import { meetHub } from '../sync/meet.ts';
import { profileOf, UsageError, type Command, type World } from './command.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';

const HELP = `sentinel enrol --profile DIR [--demo] [--proxy URL] [--new-chain] TICKET

Sets a kiosk up for the venue and gate of a ticket, or sets it up anew: asks the ticket's hub, makes the kiosk's keys and
writes what it needs into DIR/venue, or with --demo into DIR/demo, to try a hub with. DIR is the app's folder, as in its
--user-data-dir (~/.config/digital-sentinel on Linux, if that is not given); to be run by the kiosk's own user, with the
app stopped, else kiosk-running. TICKET is what the hub made, "DSE1:…"; "-" reads it from standard input.

Writes {"kiosk":…,"venue":…,"gate":…,"hub":…,"beginsNewChain":…}, or {"fault":…}. Exit code 2 for a fault, 1 for one that
may pass by itself (hub-unreachable, gateway-trouble, hub-busy, too-many-requests), with which the ticket is still good.

  --demo         the kiosk is one in demo mode (npm start)
  --proxy URL    http://HOST:PORT by which the hub is reached
  --new-chain    as a new kiosk, with a new chain: the way out for a kiosk whose chain forked. Its journal is kept aside,
                 and what the hub does not have of it is not sent any more

docs/command-line.md has every fault.
`;

const options = {
  profile: { type: 'string' },
  demo: { type: 'boolean' },
  proxy: { type: 'string' },
  'new-chain': { type: 'boolean' },
} as const;

/** What the command line says, and the ticket. */
interface Given {
  readonly ticket: string;
  readonly directory: string;
  readonly proxy: string | null;
  readonly abandonsOld: boolean;
}

/** After these nothing is wrong with the ticket. */
const PASSING: ReadonlySet<EnrolFault> = new Set([
  'hub-unreachable',
  'gateway-trouble',
  'hub-busy',
  'too-many-requests',
]);

export const enrolKiosk: Command = {
  help: HELP,
  async run(args, world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [ticket, ...more] = positionals;
    const profile = profileOf(values.profile, world);
    if (ticket === undefined || more.length > 0) throw new UsageError('one ticket, or - to read it');
    const { proxy = null } = values;
    if (proxy !== null && !/^https?:\/\/[^/]+\/?$/u.test(proxy)) throw new UsageError('--proxy is http://HOST:PORT');
    const extraCa = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
    if (extraCa !== '' && readExtra(extraCa) === null) {
      throw new UsageError(`NODE_EXTRA_CA_CERTS names a file that cannot be read: ${extraCa}`);
    }
    const given = await readTicket(ticket, world);
    // Somebody may have started it while the ticket was waited for.
    if (isAppRunning(profile)) return sayFault('kiosk-running', world);
    const directory = join(profile, values.demo === true ? 'demo' : 'venue');
    const abandonsOld = values['new-chain'] === true;
    return enrolIn({ ticket: given, directory, proxy, abandonsOld }, world);
  },
};

/** A ticket on a command line is seen by whoever lists processes; it works once, and minutes only. */
async function readTicket(given: string, { stdin }: World): Promise<string> {
  return given === '-' ? text(stdin) : given;
}

function sayFault(fault: EnrolFault | 'kiosk-running', { stdout }: World): number {
  stdout.write(`${JSON.stringify({ fault })}\n`);
  return fault !== 'kiosk-running' && PASSING.has(fault) ? EXIT.trouble : EXIT.badInput;
}

async function enrolIn({ ticket, directory, proxy, abandonsOld }: Given, world: World): Promise<number> {
  makeFolder(directory, 0o700);
  const enrolled = await enrol({
    ticket,
    directory,
    abandonsOld,
    // Plain Node has no way to the system's store: the app moves what is written here at its next start.
    store: null,
    owed: () => owedIn(join(directory, 'journal.db')),
    meet: (known, key) => meetHub(known, key, proxy, process.env['NODE_EXTRA_CA_CERTS']),
  });
  if (!enrolled.ok) return sayFault(enrolled.fault, world);
  const { kiosk, venue, gate, hub, beginsNewChain } = enrolled.value;
  world.stdout.write(`${JSON.stringify({ kiosk, venue, gate, hub, beginsNewChain })}\n`);
  return EXIT.ok;
}
