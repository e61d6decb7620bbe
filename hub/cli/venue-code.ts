import { parseArgs } from 'node:util';
import { inTransaction } from '../backup/session.ts';
import { whatIsThere } from '../backup/tables.ts';
import type { HubKey } from '../crypto.ts';
import { readAddress, readDatabaseUrl, readHubKey } from '../environment.ts';
import { name } from '../name.ts';
import type { Store } from '../store/schema.ts';
import { issueVenueCode, listVenueCodes, withdrawVenueCode, type Gate } from '../store/venue-code.ts';
import { addressOfVenueCode } from '../venue-code-address.ts';
import { EXIT, UsageError, type Command, type World } from './command.ts';

const HELP = `sentinel hub venue-code issue | list | withdraw

Venue codes, by which visitors check in with their own phones (docs/hub.md, "Venue codes").

  issue --venue VENUE --gate GATE     makes the gate's code. Again, it makes one in the place of all before, which are
                                      refused from then on: of a poster that was lost. {"issued":true,"venue":…,"gate":…,
                                      "serial":…,"address":…}; the address is what stands in the QR code
  list [--venue VENUE]                a line for each: {"venue":…,"gate":…,"serial":…,"issuedAt":…,"withdrawnAt":…,"address":…}
  withdraw --venue VENUE --gate GATE  takes none of the gate any more, until it is issued anew. {"withdrawn":true,…}

Whether visitors of a gate may use it, its settings say ("checkIn"). Addresses want HUB_ADDRESS and HUB_KEY_FILE, as the
hub has them. Exit code 2: {"fault":"not-a-hub"}, "hub-address-not-set", "hub-key-not-set", "no-code": none is in force.
`;

export const venueCode: Command = {
  help: HELP,
  async run([act = '', ...args], world) {
    if (!Object.hasOwn(ACTS, act)) throw new UsageError(`one of ${Object.keys(ACTS).join(', ')}: see --help`);
    const run = ACTS[act as keyof typeof ACTS](args, world);
    const did = await inTransaction(readDatabaseUrl(world.variables), 'begin', async ({ store }): Promise<Done> =>
      (await whatIsThere(store)) === 'hub' ? run(store, new Date(world.nowMs())) : refusal('not-a-hub'),
    );
    for (const line of did.lines) await world.answer(line);
    return did.ok ? EXIT.ok : EXIT.badInput;
  },
};

/** What a command says, line by line; not `ok`: nothing was done. */
interface Done {
  readonly ok: boolean;
  readonly lines: readonly object[];
}

type Act = (tx: Store, now: Date) => Promise<Done>;

const ACTS = { issue: issuing, list: listing, withdraw: withdrawing } as const satisfies Readonly<
  Record<string, (args: readonly string[], world: World) => Act>
>;

function issuing(args: readonly string[], { variables, newId }: World): Act {
  const gate = gateIn(args);
  const [origin, key] = [readAddress(variables), readHubKey(variables)];
  return async (tx, now) => {
    if (origin === null) return refusal('hub-address-not-set');
    if (key === null) return refusal('hub-key-not-set');
    const serial = await issueVenueCode(tx, gate, { now, by: null, newId });
    return done({ issued: true, ...gate, serial, address: addressOfVenueCode(origin, key, { ...gate, serial }) });
  };
}

function listing(args: readonly string[], { variables }: World): Act {
  const { values } = parseArgs({ args: [...args], options: { venue: { type: 'string' } } });
  const venue = values.venue === undefined ? null : named('--venue', values.venue);
  const where = whereOf(variables);
  return async (tx) => {
    const codes = await listVenueCodes(tx, venue);
    return done(
      ...codes.map(({ venue: of, gate, serial, issuedAt, withdrawnAt }) => ({
        ...{ venue: of, gate, serial, issuedAt: issuedAt.toISOString() },
        withdrawnAt: withdrawnAt?.toISOString() ?? null,
        address: where === null ? null : addressOfVenueCode(where.origin, where.key, { venue: of, gate, serial }),
      })),
    );
  };
}

function withdrawing(args: readonly string[]): Act {
  const gate = gateIn(args);
  return async (tx, now) =>
    (await withdrawVenueCode(tx, gate, now)) ? done({ withdrawn: true, ...gate }) : refusal('no-code');
}

function whereOf(variables: World['variables']): { readonly origin: string; readonly key: HubKey } | null {
  const [origin, key] = [readAddress(variables), readHubKey(variables)];
  return origin === null || key === null ? null : { origin, key };
}

function gateIn(args: readonly string[]): Gate {
  const { values } = parseArgs({ args: [...args], options: { venue: { type: 'string' }, gate: { type: 'string' } } });
  return { venue: named('--venue', values.venue), gate: named('--gate', values.gate) };
}

function named(option: string, text: string | undefined): string {
  const read = name.safeParse(text);
  if (!read.success) throw new UsageError(`${option} is a name: letters, digits, spaces, and . _ -`);
  return read.data;
}

function refusal(fault: string): Done {
  return { ok: false, lines: [{ fault }] };
}

function done(...lines: readonly object[]): Done {
  return { ok: true, lines };
}
