import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderUnicodeCompact } from 'uqr';
import { z } from 'zod';
import { codeSvg } from '../../electron/cli/pictures.ts';
import { name } from '../../hub/name.ts';
import type { NoTicket } from '../../hub/ticket.ts';
import { NO_TICKET } from '../../shared/ticket.ts';
import { refusalSchema } from '../../shared/wire.ts';
import { reasonOf, say, Trouble } from '../door.ts';

const HELP = `npm run hub -- ticket --venue VENUE --gate GATE… [--life 10m] [--pictures FOLDER] [--show] [--hub URL]

Asks a hub that runs for a one-time code for each gate, and writes a line for each:
{"venue","gate","code","expiresAt","ticket","noTicket","picture"}.

  --life LIFE        10m, 24h or 600s; a day at most
  --pictures FOLDER  puts each ticket there as a QR code, N-GATE.svg
  --show             shows each as a QR code in the terminal
  --hub URL          where the hub is; HUB_ADDRESS if it is not said, else http://127.0.0.1:8443 (HUB_PORT)

Exit code 1 with a sentence, also where "ticket" is null: the code is good, but the hub lacks what a ticket names.
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

const answerSchema = z.object({
  codes: z.array(
    z.object({
      gate: z.string(),
      code: z.string(),
      expiresAt: z.string(),
      ticket: z.string().nullable(),
      noTicket: z.enum(NO_TICKET).nullable(),
    }),
  ),
});
type Made = z.infer<typeof answerSchema>['codes'][number];

/** Where the hub is, and what opens it. */
export interface Access {
  readonly url: string;
  /** Path of the file with the administrator's token. */
  readonly tokenFile: string;
}

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

const NO_TICKET_SAYS: Readonly<Record<NoTicket, string>> = {
  'hub-address-not-set': 'Start the hub with HUB_ADDRESS, as kiosks find it: https://hub.example:8443.',
  'policy-folder-not-set':
    'Start the hub with HUB_POLICY_FOLDER, what "sentinel policy publish" has written; HUB_POLICY_FOLDER=resources/policy to try it.',
  'policy-root-missing': 'HUB_POLICY_FOLDER is not there, or has no root: no N.root.json and no root.json.',
};

function checkName(given: string): void {
  if (name.safeParse(given).success) return;
  const rule = 'letters of any language, digits, spaces and . _ -, 64 at most, the first a letter or a digit';
  throw new Trouble(`${JSON.stringify(given)} is no name of a venue or gate: ${rule}.`);
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** As the hub has it. */
const LONGEST_SECONDS = 86_400;

function parseLife(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([smh])$/u.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? 0);
  if (seconds > LONGEST_SECONDS) throw new Trouble('--life is 24h at most.');
  if (seconds === 0) throw new Trouble('--life is a number of seconds, minutes or hours: 600s, 10m, 24h.');
  return seconds;
}

async function askForCodes({ url, tokenFile }: Access, asked: object): Promise<Made[]> {
  const token = readToken(tokenFile);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(asked) };
  const answer = await fetch(`${url}/v1/enrolment-batches`, sent).catch((error: unknown) => {
    const reason = reasonOf(error);
    const hint = UNTRUSTED.has(reason) ? ' NODE_EXTRA_CA_CERTS names the file of the venue’s own authority.' : '';
    throw new Trouble(`No hub answers at ${url} (${reason}).${hint}`);
  });
  const body: unknown = await answer.json();
  if (answer.status === 201) return answerSchema.parse(body).codes;
  throw new Trouble(`The hub has made no codes: ${refusalSchema.parse(body).fault}.`);
}

/** As Node names certificates that nobody vouches for whom it knows. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    throw new Trouble(`The administrator's token cannot be read from ${path} (${reasonOf(error)}).`);
  }
}

/** Whoever sees it can enrol a kiosk: readable by its owner alone. @returns its path; `null`: there is no ticket */
function draw(folder: string, number: number, { gate, ticket: text }: Made): string | null {
  if (text === null) return null;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${number}-${gate}.svg`);
  writeFileSync(path, codeSvg(text), { mode: 0o600 });
  return path;
}
