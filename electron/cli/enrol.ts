import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { profileOf, UsageError, type Command, type World } from './command.ts';
import { enrolIn, parseProxy, sayEnrolFault } from './enrolling.ts';
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

export const enrolKiosk: Command = {
  help: HELP,
  async run(args, world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [ticket, ...more] = positionals;
    const profile = profileOf(values.profile, world);
    if (ticket === undefined || more.length > 0) throw new UsageError('one ticket, or - to read it');
    const proxy = parseProxy(values.proxy);
    const given = await readTicket(ticket, world);
    // Somebody may have started it while the ticket was waited for.
    if (isAppRunning(profile)) return sayEnrolFault('kiosk-running', world);
    const directory = join(profile, values.demo === true ? 'demo' : 'venue');
    const enrolled = await enrolIn({ ticket: given, directory, proxy, abandonsOld: values['new-chain'] === true });
    if (!enrolled.ok) return sayEnrolFault(enrolled.fault, world);
    const { kiosk, venue, gate, hub, beginsNewChain } = enrolled.value;
    world.stdout.write(`${JSON.stringify({ kiosk, venue, gate, hub, beginsNewChain })}\n`);
    return EXIT.ok;
  },
};

/** A ticket on a command line is seen by whoever lists processes; it works once, and minutes only. */
async function readTicket(given: string, { stdin }: World): Promise<string> {
  return given === '-' ? text(stdin) : given;
}
