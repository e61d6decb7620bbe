import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { makeFolder } from '../folders.ts';
import { openOutbox } from '../store/outbox.ts';
import { openSetAside } from '../store/salvage.ts';
import { enrol, type EnrolFault } from '../sync/enrol.ts';
import { meetHub } from '../sync/meet.ts';
import { UsageError, type Command, type World } from './command.ts';
import { EXIT } from './ndjson.ts';

const HELP = `sentinel enrol --profile DIR [--demo] [--proxy URL] TICKET

Sets a kiosk up for the venue and gate of a ticket, or sets it up anew: asks the ticket's hub, makes the kiosk's keys and
writes what it needs into DIR/venue, or with --demo into DIR/demo, to try a hub with. DIR is the app's folder, as in its
--user-data-dir; to be run by the kiosk's own user, with the app stopped. TICKET is what the hub made, "DSE1:…"; "-" reads it from standard input.

Writes {"kiosk":…,"venue":…,"gate":…,"hub":…,"beginsNewChain":…}, or {"fault":…}. Exit code 2 for a fault, 1 for one that
may pass by itself (hub-unreachable, gateway-trouble, hub-busy, too-many-requests), with which the ticket is still good.

  --demo         the kiosk is one in demo mode (npm start)
  --proxy URL    http://HOST:PORT by which the hub is reached

docs/command-line.md has every fault.
`;

const options = { profile: { type: 'string' }, demo: { type: 'boolean' }, proxy: { type: 'string' } } as const;

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
    if (values.profile === undefined) throw new UsageError('--profile DIR is required');
    if (ticket === undefined || more.length > 0) throw new UsageError('one ticket, or - to read it');
    const { proxy = null } = values;
    if (proxy !== null && !/^https?:\/\/[^/]+\/?$/u.test(proxy)) throw new UsageError('--proxy is http://HOST:PORT');
    return enrolIn(
      join(values.profile, values.demo === true ? 'demo' : 'venue'),
      await readTicket(ticket, world),
      proxy,
      world,
    );
  },
};

/** A ticket on a command line is seen by whoever lists processes; it works once, and minutes only. */
async function readTicket(given: string, { stdin }: World): Promise<string> {
  return given === '-' ? text(stdin) : given;
}

async function enrolIn(directory: string, ticket: string, proxy: string | null, { stdout }: World): Promise<number> {
  makeFolder(directory, 0o700);
  const enrolled = await enrol({
    ticket,
    directory,
    // Plain Node has no way to the system's store: the app moves what is written here at its next start.
    store: null,
    owed: () => owedIn(join(directory, 'journal.db')),
    meet: (known, key) => meetHub(known, key, proxy, process.env['NODE_EXTRA_CA_CERTS']),
  });
  if (!enrolled.ok) {
    stdout.write(`${JSON.stringify({ fault: enrolled.fault })}\n`);
    return PASSING.has(enrolled.fault) ? EXIT.trouble : EXIT.badInput;
  }
  const { kiosk, venue, gate, hub, beginsNewChain } = enrolled.value;
  stdout.write(`${JSON.stringify({ kiosk, venue, gate, hub, beginsNewChain })}\n`);
  return EXIT.ok;
}

/** Entries that no hub has acknowledged, also of journals that were set aside. */
function owedIn(journal: string): number {
  if (!existsSync(journal)) return 0;
  const outboxes = [openOutbox(journal, Date.now), ...openSetAside(journal, Date.now)];
  try {
    return outboxes.reduce((sum, outbox) => sum + outbox.unsent(), 0);
  } finally {
    for (const outbox of outboxes) outbox.close();
  }
}
