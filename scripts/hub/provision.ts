import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../electron/cli/command.ts';
import { readProvision } from '../../electron/cli/provision-file.ts';
import { codeSvg } from '../../electron/cli/pictures.ts';
import { encodeProvision, type ProvisionSettings } from '../../shared/provision.ts';
import { reasonOf, say, Trouble } from '../door.ts';
import { askForCodes, NO_TICKET_SAYS, parseLife, type Access } from './codes.ts';
import { COLUMN_NAMES, parseKioskList, type Wanted } from './kiosk-list.ts';
import { drawLabels } from './labels.ts';

const HELP = `npm run hub -- provision FILE.csv --out FOLDER [--life 24h] [--settings FILE.json] [--hub URL]

Makes what sets up each kiosk of a list: asks a hub that runs for one-time codes, and writes into FOLDER, for each kiosk,
N-GATE.json for "sentinel provision" and the same as a QR code, N-GATE.svg (N-GATE-in or -out, where that is set); and
labels.html, a label for each to print and cut.

FILE.csv is UTF-8. Its first line names its columns: venue and gate, and as many of
${COLUMN_NAMES.slice(2).join(', ')} as there is something to set by.

  --out FOLDER          is made, or empty
  --life LIFE           how long the codes are good: 24h (if not said), 10m or 600s; a day at most
  --settings FILE.json  what all kiosks are set to where their line says nothing else, as "sentinel settings export" writes it
  --hub URL             where the hub is; HUB_ADDRESS if it is not said, else http://127.0.0.1:8443 (HUB_PORT)

Writes a line for each kiosk: {"line","venue","gate","expiresAt","file","picture"}. "picture" is null where the settings are
too many for a code that a camera reads: that kiosk is given its file. Where any line of the list is wrong nothing is made, a
line is written for each fault, {"line","column","message"}, and the exit code is 2, as for options that make no sense; it is 1
for any other trouble.
`;

const options = {
  out: { type: 'string' },
  life: { type: 'string', default: '24h' },
  settings: { type: 'string' },
  hub: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What sets up one kiosk. */
interface Made extends Wanted {
  readonly ticket: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
  /** An SVG; `null`: the settings are too many for a code. */
  readonly code: string | null;
}

/** `npm run hub -- provision`: what sets up as many kiosks as a list has. @returns the exit code */
export async function provision(args: readonly string[], access: Access): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [list, ...more] = positionals;
  const { out } = values;
  if (list === undefined || more.length > 0 || out === undefined) {
    throw new Trouble(`One list and --out are required.\n\n${HELP}`);
  }
  const lifeSeconds = parseLife(values.life);
  const { kiosks, troubles } = parseKioskList(readList(list), await readCommon(values.settings));
  if (troubles.length > 0) {
    for (const trouble of troubles) process.stdout.write(`${JSON.stringify(trouble)}\n`);
    say(`${list} is not taken: nothing was made.`);
    return 2;
  }
  refuseUsed(out);
  const made = await makeAll(kiosks, lifeSeconds, { ...access, url: values.hub ?? access.url });
  const lines = writeAll(made, out);
  for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  const large = lines.filter(({ picture }) => picture === null).length;
  if (large > 0) say(`${large} have more settings than a code holds that a camera reads: give them their files.`);
  return 0;
}

/** Spreadsheets like to write something else. */
function readList(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) throw new Trouble(`${path} is not UTF-8: save it as "CSV UTF-8".`);
    throw new Trouble(`${path} cannot be read (${reasonOf(error)}).`);
  }
}

async function readCommon(path: string | undefined): Promise<ProvisionSettings> {
  if (path === undefined) return {};
  const read = await readProvision(path, { stdin: process.stdin }).catch((error: unknown) => {
    throw error instanceof UsageError ? new Trouble(`--settings: ${error.message}.`) : error;
  });
  if (!('fault' in read)) return read.settings;
  const { fault, field = '', message = '' } = read;
  throw new Trouble(
    `--settings ${path} is not taken: ${[fault, field, message].filter((it) => it !== '').join(', ')}.`,
  );
}

/** What was made before is not mixed with it. */
function refuseUsed(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Trouble(`--out ${folder} is not empty.`);
}

/** As the hub has it. */
const MAX_GATES = 200;

/** Nothing is written before the hub has given the codes of all. */
async function makeAll(kiosks: readonly Wanted[], lifeSeconds: number, access: Access): Promise<Made[]> {
  const made: Made[] = [];
  for (const venue of new Set(kiosks.map((one) => one.venue))) {
    const there = kiosks.filter((one) => one.venue === venue);
    for (let from = 0; from < there.length; from += MAX_GATES) {
      const batch = there.slice(from, from + MAX_GATES);
      const codes = await askForCodes(access, { venue, gates: batch.map(({ gate }) => gate), lifeSeconds });
      made.push(...batch.map((one, i) => withTicket(one, codes[i])));
    }
  }
  return made.sort((a, b) => a.line - b.line);
}

type Code = Awaited<ReturnType<typeof askForCodes>>[number];

function withTicket(wanted: Wanted, code: Code | undefined): Made {
  if (code === undefined) throw new Trouble('The hub has made fewer codes than it was asked for.');
  const { ticket, noTicket, expiresAt } = code;
  if (ticket === null) throw new Trouble(`There is no ticket. ${noTicket === null ? '' : NO_TICKET_SAYS[noTicket]}`);
  const encoded = encodeProvision({ ticket, settings: wanted.settings });
  if (!encoded.ok && encoded.fault !== 'provision-too-large')
    throw new Trouble(`The hub’s ticket is none: ${encoded.fault}.`);
  return { ...wanted, ticket, expiresAt, code: encoded.ok ? codeSvg(encoded.value) : null };
}

interface Line extends Pick<Made, 'line' | 'venue' | 'gate' | 'expiresAt'> {
  readonly file: string;
  readonly picture: string | null;
}

/** Whoever sees them can enrol a kiosk: readable by their owner alone. All of them, or none. */
function writeAll(made: readonly Made[], out: string): Line[] {
  const folder = resolve(out);
  mkdirSync(dirname(folder), { recursive: true });
  const site = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const put = (name: string, content: string): string => {
      writeFileSync(join(site, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const digits = String(made.length).length;
    const lines = made.map(({ line, venue, gate, expiresAt, ticket, settings, code }, i): Line => {
      const { direction } = settings;
      const name = [String(i + 1).padStart(digits, '0'), gate, ...(direction === undefined ? [] : [direction])].join(
        '-',
      );
      const file = put(`${name}.json`, `${JSON.stringify({ ticket, settings }, null, 2)}\n`);
      return { line, venue, gate, expiresAt, file, picture: code === null ? null : put(`${name}.svg`, code) };
    });
    put('labels.html', drawLabels(made.map((one) => ({ ...one, direction: one.settings.direction }))));
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(site, folder);
    return lines;
  } catch (error) {
    rmSync(site, { recursive: true, force: true });
    throw new Trouble(`${out} cannot be written (${reasonOf(error)}).`);
  }
}
