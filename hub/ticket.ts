import type { Named } from '../shared/enrolment-code.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { encodeTicket, type NO_TICKET } from '../shared/ticket.ts';
import { sha256 } from './crypto.ts';
import type { Hub } from './hub.ts';
import { readRoot } from './policy-folder.ts';

export type NoTicket = (typeof NO_TICKET)[number];

/** Writes tickets, all of which name the same hub and root. */
export type TicketWriter = (code: string) => string;

/** What each ticket names that is made now. */
export async function openTickets(hub: Hub): Promise<Result<TicketWriter, NoTicket>> {
  const { address } = hub.published;
  if (address === null) return fail('hub-address-not-set');
  const named = await readNamed(hub);
  return named.ok ? ok((code) => encodeTicket({ ...named.value, hub: address, code })) : named;
}

/** Reads the newest root now: it may be replaced while the hub runs. */
export async function readNamed({
  published: { policyFolder },
  secrets,
}: Hub): Promise<Result<Named, Exclude<NoTicket, 'hub-address-not-set'>>> {
  if (policyFolder === null) return fail('policy-folder-not-set');
  const root = await readRoot(policyFolder, null);
  if (root === null) return fail('policy-root-missing');
  return ok({ hubKey: Buffer.from(secrets.hubKey.keyId, 'base64url'), policyRoot: sha256(root) });
}
