import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NoTicket } from '../../hub/ticket.ts';
import { NO_TICKET } from '../../shared/ticket.ts';
import { refusalSchema } from '../../shared/wire.ts';
import { reasonOf, Trouble } from '../door.ts';

const answerSchema = z.object({
  codes: z.array(
    z.object({
      gate: z.string(),
      code: z.string(),
      /** To be typed with the code; of a hub of an earlier release: absent. */
      hub: z.string().nullable().default(null),
      expiresAt: z.string(),
      ticket: z.string().nullable(),
      noTicket: z.enum(NO_TICKET).nullable(),
    }),
  ),
});
/** A one-time code of a gate, and its ticket. */
export type Made = z.infer<typeof answerSchema>['codes'][number];

/** Where the hub is, and what opens it. */
export interface Access {
  readonly url: string;
  /** Path of the file with the administrator's token. */
  readonly tokenFile: string;
}

interface Asked {
  readonly venue: string;
  readonly gates: readonly string[];
  readonly lifeSeconds: number;
}

/** What to set, so that codes have tickets. */
export const NO_TICKET_SAYS: Readonly<Record<NoTicket, string>> = {
  'hub-address-not-set': 'Start the hub with HUB_ADDRESS, as kiosks find it: https://hub.example:8443.',
  'policy-folder-not-set':
    'Start the hub with HUB_POLICY_FOLDER, what "sentinel policy publish" has written; HUB_POLICY_FOLDER=resources/policy to try it.',
  'policy-root-missing': 'HUB_POLICY_FOLDER is not there, or has no root: no N.root.json and no root.json.',
};

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** As the hub has it. */
const LONGEST_SECONDS = 86_400;

/** @returns seconds @throws Trouble */
export function parseLife(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([smh])$/u.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? 0);
  if (seconds > LONGEST_SECONDS) throw new Trouble('--life is 24h at most.');
  if (seconds === 0) throw new Trouble('--life is a number of seconds, minutes or hours: 600s, 10m, 24h.');
  return seconds;
}

/** Asks a hub that runs for a code for each gate of a venue, in their order. @throws Trouble */
export async function askForCodes({ url, tokenFile }: Access, asked: Asked): Promise<Made[]> {
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
