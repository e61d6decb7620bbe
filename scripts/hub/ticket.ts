import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderUnicodeCompact } from 'uqr';
import { codeSvg } from '../../electron/cli/pictures.ts';
import { name } from '../../hub/name.ts';
import { say, Trouble } from '../door.ts';
import { askForCodes, NO_TICKET_SAYS, parseLife, type Access, type Made } from './codes.ts';

const HELP = `npm run hub -- ticket --venue VENUE --gate GATE… [--life 10m] [--pictures FOLDER] [--show] [--hub URL]

Asks a hub that runs for a one-time code for each gate, and writes a line for each:
{"venue","gate","code","expiresAt","hub","ticket","noTicket","picture"}. Whoever has neither camera nor stick types "hub"
and "code" at the kiosk.

  --life LIFE        10m, 24h or 600s; a day at most
  --pictures FOLDER  puts each ticket there as a QR code, N-GATE.svg
  --show             shows each as a QR code in the terminal
  --hub URL          where the hub is; HUB_ADDRESS if it is not said, else http://127.0.0.1:8443 (HUB_PORT)

Exit code 2 for options that make no sense, 1 with a sentence for any other trouble, also where "ticket" is null: the code is good, but the hub lacks what a ticket names.
`;

const options = {
  venue: { type: 'string' },
  gate: { type: 'string', multiple: true },
  life: { type: 'string', default: '10m' },
  pictures: { type: 'string' },
  show: { type: 'boolean', default: false },
  hub: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `npm run hub -- ticket`: what IT hands to whoever sets up a kiosk. @returns the exit code */
export async function ticket(args: readonly string[], access: Access): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { venue, gate: gates = [] } = values;
  if (venue === undefined || gates.length === 0) throw new Trouble(`--venue and --gate are required.\n\n${HELP}`);
  for (const it of [venue, ...gates]) checkName(it);
  const asked = { venue, gates, lifeSeconds: parseLife(values.life) };
  const codes = await askForCodes({ ...access, url: values.hub ?? access.url }, asked);
  codes.forEach((made, i) => {
    const picture = values.pictures === undefined ? null : draw(values.pictures, i + 1, made);
    process.stdout.write(`${JSON.stringify({ venue, ...made, picture })}\n`);
    if (values.show && made.ticket !== null) say(renderUnicodeCompact(made.ticket));
  });
  const [lacking] = codes.flatMap(({ noTicket }) => (noTicket === null ? [] : [noTicket]));
  if (lacking !== undefined) throw new Trouble(`There is no ticket. ${NO_TICKET_SAYS[lacking]}`);
  return 0;
}

function checkName(given: string): void {
  if (name.safeParse(given).success) return;
  const rule = 'letters of any language, digits, spaces and . _ -, 64 at most, the first a letter or a digit';
  throw new Trouble(`${JSON.stringify(given)} is no name of a venue or gate: ${rule}.`);
}

/** Whoever sees it can enrol a kiosk: readable by its owner alone. @returns its path; `null`: there is no ticket */
function draw(folder: string, number: number, { gate, ticket: text }: Made): string | null {
  if (text === null) return null;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${number}-${gate}.svg`);
  writeFileSync(path, codeSvg(text), { mode: 0o600 });
  return path;
}
