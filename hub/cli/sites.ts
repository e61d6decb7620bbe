import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDateTime } from '../../shared/time.ts';
import { inTransaction } from '../backup/session.ts';
import { whatIsThere } from '../backup/tables.ts';
import { readDatabaseUrl, readPolicyFolder } from '../environment.ts';
import { coverageOf } from '../sites/coverage.ts';
import { formatHours } from '../sites/hours.ts';
import { knownOf, listOf, statesOf } from '../sites/published.ts';
import { readSites as readSiteFile, readStates } from '../sites/read.ts';
import { readUtcOffset } from '../sites/utc-offset.ts';
import type { Store } from '../store/schema.ts';
import { importSites, noteStates, readListChange, readSites } from '../store/sites.ts';
import { EXIT, UsageError, type Command, type World } from './command.ts';
import { writeWhole } from './write-whole.ts';

const HELP = `sentinel hub sites import FILE [--whole] | state FILE | list | coverage [--at TIME] | write OFFICE

Sampling sites, which kiosks show visitors whom a rule sends away for want of a test (docs/hub.md).

  import FILE    puts the sites of a CSV or a GeoJSON in the list, by their ids; run again it changes nothing.
                 Columns: id, name, nameEn, latitude, longitude, hours, desks, tests, isOpen. Hours: "08:00-20:00", or
                 "1-5 08:00-20:00; 6,7 09:00-12:00", weekdays from 1, Monday. {"imported":true,"rows":…,"added":…,
                 "changed":…,"removed":…}
     --whole     takes those out that are not in it
  state FILE     notes how busy sites are, by a CSV: id, state (idle, busy, closed), waitMinutes, at (RFC 3339; now if
                 empty). What is known to be later stands. {"noted":…,"older":…,"unknown":[…]}
  list           a line for each
  coverage       a line for each venue whose place is set, with the nearest site that is open then (--at TIME; now):
                 {"venue":…,"isReached":…,"nearest":{…}}, then {"venues":…,"reached":…,"share":…,"withoutPlace":[…]}
  write OFFICE   writes both as the health office's folder takes them, for "sentinel policy publish" to sign

Nothing is imported of a file with a fault in it: {"row":…,"column":…,"fault":…} for each, and exit code 2; also
{"fault":"not-a-hub"}, "no-office", and "no-sites": nothing was ever imported.
`;

export const sites: Command = {
  help: HELP,
  async run([act = '', ...args], { variables, answer, nowMs }) {
    if (!Object.hasOwn(ACTS, act)) throw new UsageError(`one of ${Object.keys(ACTS).join(', ')}: see --help`);
    const run = ACTS[act as keyof typeof ACTS](args);
    const did = await inTransaction(readDatabaseUrl(variables), 'begin', async ({ store }): Promise<Done> =>
      (await whatIsThere(store)) === 'hub' ? run({ store, variables, nowMs: nowMs() }) : refusal('not-a-hub'),
    );
    // Nothing is told before it stands.
    for (const line of did.lines) await answer(line);
    return did.ok ? EXIT.ok : EXIT.badInput;
  },
};

interface Ground {
  /** In a transaction, which ends as this does. */
  readonly store: Store;
  readonly variables: World['variables'];
  readonly nowMs: number;
}

/** What a command says, line by line; not `ok`: nothing was done. */
interface Done {
  readonly ok: boolean;
  readonly lines: readonly object[];
}

type Act = (ground: Ground) => Promise<Done>;

/** Each reads its arguments, and its file, before anything is opened. */
const ACTS = {
  import: importing,
  state: noting,
  list: listing,
  coverage: covering,
  write: writing,
} as const satisfies Readonly<Record<string, (args: readonly string[]) => Act>>;

function importing(args: readonly string[]): Act {
  const options = { whole: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const text = readFileSync(onlyOne(positionals, 'a file'), 'utf8');
  return async ({ store, nowMs }) => {
    const read = readSiteFile(text);
    if (!read.ok) return { ok: false, lines: read.faults };
    const imported = await importSites(store, read.value, { isWhole: values.whole === true, now: new Date(nowMs) });
    return done({ imported: true, rows: read.value.length, ...imported });
  };
}

function noting(args: readonly string[]): Act {
  const text = readFileSync(onlyOne(positionalsOf(args), 'a file'), 'utf8');
  return async ({ store, nowMs }) => {
    const read = readStates(text, nowMs);
    if (!read.ok) return { ok: false, lines: read.faults };
    const { noted, unknown } = await noteStates(store, read.value);
    return done({ noted, older: read.value.length - noted - unknown.length, unknown });
  };
}

function listing(args: readonly string[]): Act {
  parseArgs({ args: [...args], options: {} });
  return async ({ store }) =>
    done(
      ...(await readSites(store)).map(({ site, said }) => ({
        ...site,
        hours: formatHours(site.hours),
        state: said?.state ?? null,
        waitMinutes: said?.waitMinutes ?? null,
        stateAt: said?.at.toISOString() ?? null,
      })),
    );
}

function covering(args: readonly string[]): Act {
  const { values } = parseArgs({ args: [...args], options: { at: { type: 'string' } } });
  const at = values.at === undefined ? null : parseDateTime(values.at);
  if (at?.ok === false) throw new UsageError('--at is a time with its zone: 2022-05-13T09:00:00+08:00');
  return async ({ store, variables, nowMs }) => {
    const now = at === null ? Math.floor(nowMs / 1000) : at.value;
    const utcOffset = await readUtcOffset(readPolicyFolder(variables));
    const known = knownOf(await readSites(store), now * 1000, utcOffset);
    const { venues, withoutPlace } = await coverageOf(store, known, { venue: null, now });
    const reached = venues.filter(({ isReached }) => isReached).length;
    const share = venues.length === 0 ? null : reached / venues.length;
    return done(...venues, { venues: venues.length, reached, share, withoutPlace });
  };
}

function writing(args: readonly string[]): Act {
  const folder = onlyOne(positionalsOf(args), "the office's folder");
  return async ({ store, nowMs }) => {
    if (!existsSync(join(folder, 'roles.json'))) return refusal('no-office');
    const changedAt = await readListChange(store);
    // What an office has written by hand is not replaced by nothing.
    if (changedAt === null) return refusal('no-sites');
    const kept = await readSites(store);
    const states = statesOf(kept, nowMs);
    writeWhole(join(folder, 'site-list.json'), listOf(kept, changedAt));
    writeWhole(join(folder, 'sites.json'), states);
    return done({ written: true, sites: kept.length, states: Object.keys(states.states).length });
  };
}

function positionalsOf(args: readonly string[]): string[] {
  return parseArgs({ args: [...args], options: {}, allowPositionals: true }).positionals;
}

function onlyOne(positionals: readonly string[], what: string): string {
  const [only, ...others] = positionals;
  if (only === undefined || others.length > 0) throw new UsageError(`name ${what}`);
  return only;
}

function refusal(fault: string): Done {
  return { ok: false, lines: [{ fault }] };
}

function done(...lines: readonly object[]): Done {
  return { ok: true, lines };
}
