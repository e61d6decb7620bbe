import { parseArgs } from 'node:util';
import { decodeEntry } from '../../shared/entry.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseDateTime } from '../../shared/time.ts';
import { UUID } from '../../shared/uuid.ts';
import { inTransaction } from '../backup/session.ts';
import { whatIsThere } from '../backup/tables.ts';
import { readDatabaseUrl } from '../environment.ts';
import { name } from '../name.ts';
import { isPlace } from '../store/kiosks.ts';
import type { Store } from '../store/schema.ts';
import { walkEntries, type WalkAsk, type WalkRow } from '../store/walk.ts';
import { EXIT, UsageError, type Command } from './command.ts';

const HELP = `sentinel hub entries --venue VENUE [--gate GATE] [--from TIME] [--to TIME] [--chain UUID]

Writes the entries that the hub has of a venue, a line each, oldest first by their own time, as "sentinel journal entries"
names their fields (docs/journal.md), bytes in base64; before those "gate", "kiosk", "receivedAt" and "quarantined". So

  sentinel hub entries --venue mall | sentinel unseal --key office.jwk

says who it was. Entries in quarantine come last, by when they came: {…,"quarantined":true,"chain":…,"sequence":…,
"hash":…,"bytes":…}. Their content cannot be read, nor what is sealed in it: "unseal" answers an error in their place.

  --from TIME   RFC 3339 with its zone, 2022-05-13T09:00:00+08:00; entries of that second and later
  --to TIME     entries before that second

Of one moment, in a memory that does not grow with them; hubs go on, and retention waits until it has ended.
VENUE and GATE are taken in the spelling of docs/wire.md, as the hub has them.

Exit code 2: {"fault":"not-a-hub"}, or {"fault":"venue-unknown","venue":…,"gate":…} or "gate-unknown": no kiosk was ever
enrolled there.
`;

const options = {
  venue: { type: 'string' },
  gate: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  chain: { type: 'string' },
} as const;

export const entries: Command = {
  help: HELP,
  async run(args, world) {
    const ask = readAsk(args);
    const begin = 'begin isolation level repeatable read, read only';
    const written = await inTransaction(
      readDatabaseUrl(world.variables),
      begin,
      async ({ store }): Promise<Result<null, EntriesFault>> => {
        if ((await whatIsThere(store)) !== 'hub') return fail('not-a-hub');
        const unknown = await findUnknown(store, ask);
        if (unknown !== null) return fail(unknown);
        for await (const row of walkEntries(store, ask)) await world.answer(describe(row));
        return ok(null);
      },
    );
    if (written.ok) return EXIT.ok;
    const { venue, gate } = ask;
    await world.answer({ fault: written.fault, ...(written.fault === 'not-a-hub' ? {} : { venue, gate }) });
    return EXIT.badInput;
  },
};

type EntriesFault = 'not-a-hub' | 'venue-unknown' | 'gate-unknown';

/** A name that was written wrong would have an empty list, as a quiet day has. */
async function findUnknown(store: Store, { venue, gate }: WalkAsk): Promise<EntriesFault | null> {
  if (!(await isPlace(store, { venue, gate: null }))) return 'venue-unknown';
  return gate === null || (await isPlace(store, { venue, gate })) ? null : 'gate-unknown';
}

function readAsk(args: readonly string[]): WalkAsk {
  const { values } = parseArgs({ args: [...args], options });
  const { from, to, chain = null } = values;
  if (values.venue === undefined) throw new UsageError('--venue VENUE says whose');
  const [venue, gate] = [
    readName('--venue', values.venue),
    values.gate === undefined ? null : readName('--gate', values.gate),
  ];
  if (chain !== null && !UUID.test(chain)) throw new UsageError('--chain is a UUID');
  return { venue, gate, chain, fromMs: readTime('--from', from), untilMs: readTime('--to', to) };
}

function readName(option: string, text: string): string {
  const parsed = name.safeParse(text);
  if (!parsed.success) throw new UsageError(`${option} is no name of a venue or gate: ${text}`);
  return parsed.data;
}

function readTime(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = parseDateTime(text);
  if (!seconds.ok) throw new UsageError(`${option} is a time with its zone: 2022-05-13T09:00:00+08:00`);
  return seconds.value * 1000;
}

function describe({ gate, kiosk, chain, sequence, received_at: receivedAt, ...row }: WalkRow): object {
  const where = { gate, kiosk, receivedAt };
  const entry = row.is_quarantined ? null : decodeEntry(row.bytes);
  if (entry?.ok === true) return { ...where, quarantined: false, ...written(entry.value) };
  const { hash, bytes } = row;
  return { ...where, quarantined: true, chain, sequence: Number(sequence), ...written({ hash, bytes }) };
}

/** As "sentinel journal entries" writes it: bytes in base64. */
function written(fields: object): object {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, inJson(value)]));
}

function inJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return written(value);
}
