import { parseArgs } from 'node:util';
import { ok } from '../../shared/result.ts';
import { readBounded } from './bounded.ts';
import { UsageError, type Command, type World } from './command.ts';
import { enrolIn, learnIn, parseProxy, sayEnrolFault } from './enrolling.ts';
import { kioskAt } from './kiosk-at.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';

const HELP = `sentinel enrol --profile DIR [--demo] [--proxy URL] [--new-chain] TICKET | --hub ADDRESS --code CODE

Sets a kiosk up for the venue and gate of a ticket, or sets it up anew: asks the ticket's hub, makes the kiosk's keys and
writes what it needs into DIR/venue, or with --demo into DIR/demo, to try a hub with. DIR is the app's folder, as in its
--user-data-dir (~/.config/digital-sentinel on Linux, if that is not given); to be run by the kiosk's own user, with the
app stopped, else kiosk-running. TICKET is what the hub made, "DSE1:…"; "-" reads it from standard input. Who has no ticket
gives the hub's address and the code: the hub proves by the code that it is the right one.

Writes {"kiosk":…,"venue":…,"gate":…,"hub":…,"beginsNewChain":…}, or {"fault":…}. Exit code 2 for a fault, 1 for one that
may pass by itself (hub-unreachable, gateway-trouble, hub-busy, too-many-requests), with which the ticket is still good.

  --hub ADDRESS  hub.example:8443, with https:// or without; http only on this machine
  --code CODE    XXXX-XXXX-XXXX-XXXX; "-" reads it from standard input
  --demo         the kiosk is one in demo mode (npm start)
  --proxy URL    http://HOST:PORT by which the hub is reached
  --new-chain    as a new kiosk, with a new chain: the way out for a kiosk whose chain forked. Its journal is kept aside,
                 and what the hub does not have of it is not sent any more

docs/command-line.md has every fault.
`;

const options = {
  profile: { type: 'string' },
  hub: { type: 'string' },
  code: { type: 'string' },
  demo: { type: 'boolean' },
  proxy: { type: 'string' },
  'new-chain': { type: 'boolean' },
} as const;

export const enrolKiosk: Command = {
  help: HELP,
  async run(args, world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { profile, directory } = kioskAt(values, 'write', world);
    const way = wayOf(positionals, values);
    const proxy = parseProxy(values.proxy);
    const given = await readSecret(way.secret, world);
    // Somebody may have started it while the ticket was waited for.
    if (isAppRunning(profile)) return sayEnrolFault('kiosk-running', world);
    const ticket = way.hub === null ? ok(given) : await learnIn({ hub: way.hub, code: given, proxy });
    if (!ticket.ok) return sayEnrolFault(ticket.fault, world);
    const abandonsOld = values['new-chain'] === true;
    const enrolled = await enrolIn({ ticket: ticket.value, directory, proxy, abandonsOld });
    if (!enrolled.ok) return sayEnrolFault(enrolled.fault, world);
    const { kiosk, venue, gate, hub, beginsNewChain } = enrolled.value;
    world.stdout.write(`${JSON.stringify({ kiosk, venue, gate, hub, beginsNewChain })}\n`);
    return EXIT.ok;
  },
};

/** By what it enrols: a ticket, or a code for the hub at an address. */
interface EnrolBy {
  /** `null`: the ticket says. */
  readonly hub: string | null;
  /** The ticket, or the code; `-`: on standard input. */
  readonly secret: string;
}

function wayOf(
  [ticket, ...more]: readonly string[],
  { hub, code }: { readonly hub?: string | undefined; readonly code?: string | undefined },
): EnrolBy {
  if (hub === undefined && code === undefined && ticket !== undefined && more.length === 0)
    return { hub: null, secret: ticket };
  if (hub !== undefined && code !== undefined && ticket === undefined) return { hub, secret: code };
  throw new UsageError('one ticket, or - to read it; or --hub and --code');
}

/** A ticket or a code on a command line is seen by whoever lists processes; it works once, and minutes only. */
async function readSecret(given: string, { stdin }: World): Promise<string> {
  if (given !== '-') return given;
  // What is longer is no ticket, as nothing is none.
  return Buffer.from((await readBounded(stdin)) ?? []).toString();
}
