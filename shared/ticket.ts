import { z } from 'zod';
import { decodeBase45, encodeBase45 } from './credential/base45.ts';
import { decodeCbor, encodeCbor } from './credential/cbor.ts';
import { fail, ok, type Result } from './result.ts';

/** All that a kiosk needs to enrol, as IT types it, copies it or shows it to the camera. */
export interface Ticket {
  /** Of the hub: `https:`, or `http:` on this machine alone; without a path. */
  readonly hub: string;
  /** `XXXX-XXXX-XXXX-XXXX`, single use. */
  readonly code: string;
  /** SHA-256 thumbprint (RFC 7638) of the hub's key, 32 bytes: the kiosk takes no answer that another has signed. */
  readonly hubKey: Uint8Array;
  /** SHA-256 of the TUF root's file, 32 bytes: the kiosk begins under no other, whatever the hub says. */
  readonly policyRoot: Uint8Array;
}

/** Tells a ticket from the codes of visitors, and its version. */
const PREFIX = 'DSE1:';

/** Why a hub makes no ticket of a code; whoever runs the hub can see to it. */
export const NO_TICKET = ['hub-address-not-set', 'policy-folder-not-set', 'policy-root-missing'] as const;

/** `ticket-of-another-release`: `DSE` and another number. */
export type TicketFault = 'ticket-malformed' | 'ticket-of-another-release';

/** An origin (RFC 6454): whatever is secret on the way needs TLS, unless it does not leave this machine. */
const HUB =
  /^(?:https:\/\/(?:[a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\])|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?$/u;

const bytes32 = z.instanceof(Uint8Array).refine((it) => it.length === 32);
/** `[hub, code, hubKey, policyRoot]`, as they are encoded. */
export const ticketItems = z.tuple([
  z.string().regex(HUB),
  z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/u),
  bytes32,
  bytes32,
]);

/** `DSE1:` and Base45 (RFC 9285) of the CBOR array `[hub, code, hubKey, policyRoot]`: alphanumeric in a QR code. */
export function encodeTicket({ hub, code, hubKey, policyRoot }: Ticket): string {
  return PREFIX + encodeBase45(encodeCbor([hub, code, hubKey, policyRoot]));
}

/** Reads what {@link encodeTicket} wrote. White space around it is nobody's fault. */
export function decodeTicket(text: string): Result<Ticket, TicketFault> {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX))
    return fail(/^DSE\d+:/u.test(trimmed) ? 'ticket-of-another-release' : 'ticket-malformed');
  const bytes = decodeBase45(trimmed.slice(PREFIX.length));
  const decoded = bytes.ok ? decodeCbor(bytes.value) : bytes;
  const parsed = ticketItems.safeParse(decoded.ok ? decoded.value : null);
  if (!parsed.success) return fail('ticket-malformed');
  const [hub, code, hubKey, policyRoot] = parsed.data;
  return ok({ hub, code, hubKey, policyRoot });
}
