import { fail, ok, type Result } from '../shared/result.ts';
import { encodeTicket, type NO_TICKET } from '../shared/ticket.ts';
import { sha256 } from './crypto.ts';
import type { Hub } from './hub.ts';
import { readRoot } from './policy-folder.ts';

export type NoTicket = (typeof NO_TICKET)[number];

/** Writes tickets, all of which name the same hub and root. */
export type TicketWriter = (code: string) => string;

/** Reads the newest root now: it may be replaced while the hub runs. */
export async function openTickets({ published, secrets }: Hub): Promise<Result<TicketWriter, NoTicket>> {
  const { address: hub, policyFolder } = published;
  if (hub === null) return fail('hub-address-not-set');
  if (policyFolder === null) return fail('policy-folder-not-set');
  const root = await readRoot(policyFolder, null);
  if (root === null) return fail('policy-root-missing');
  const same = { hub, hubKey: Buffer.from(secrets.hubKey.keyId, 'base64url'), policyRoot: sha256(root) };
  return ok((code) => encodeTicket({ ...same, code }));
}
