import { z } from 'zod';
import { decodeBase45, encodeBase45 } from './credential/base45.ts';
import { decodeCbor, encodeCbor } from './credential/cbor.ts';
import { CODE, type Named } from './enrolment-code.ts';
import { fail, ok, type Result } from './result.ts';

/** What somebody can type of a ticket. */
export interface Typed {
  /** Of the hub: `https:`, or `http:` on this machine alone; without a path. */
  readonly hub: string;
  /** `XXXX-XXXX-XXXX-XXXX`, single use. */
  readonly code: string;
}

/**
 * All that a kiosk needs to enrol, as IT copies it or shows it to the camera: it takes no answer that another key has
 * signed, and begins under no other root, whatever the hub says.
 */
export interface Ticket extends Typed, Named {}

/** Tells a ticket from the codes of visitors, and its version. */
const PREFIX = 'DSE1:';

/** Why a hub makes no ticket of a code; whoever runs the hub can see to it. */
export const NO_TICKET = ['hub-address-not-set', 'policy-folder-not-set', 'policy-root-missing'] as const;

/** `ticket-of-another-release`: `DSE` and another number. */
export type TicketFault = 'ticket-malformed' | 'ticket-of-another-release';

/** 1 to 63 letters, digits and inner hyphens (RFC 1123 §2.1). */
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** A host's, of 253 characters at most. */
const NAME = String.raw`(?![a-z0-9.-]{254})${LABEL}(?:\.${LABEL})*`;

/** An origin (RFC 6454): whatever is secret on the way needs TLS, unless it does not leave this machine. */
const HUB = new RegExp(
  String.raw`^(?:https://(?:${NAME}|\[[0-9a-f:]{2,39}\])|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?$`,
  'u',
);

/** What is never anywhere but on this machine. */
const THIS_MACHINE = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/u;
const MAX_PORT = 65_535;

/**
 * A hub's address as somebody has typed it, full-width characters too: with `https://` or without. Without a scheme it is
 * `http:` on this machine, and `https:` anywhere else.
 *
 * @returns as tickets have it, e.g. `https://hub.example:8443`; `null`: it is none
 */
export function parseHubAddress(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll('。', '.').replaceAll(/\s/gu, '').toLowerCase().replace(/\/$/u, '');
  const address = plain.includes('://') ? plain : `${THIS_MACHINE.test(plain) ? 'http' : 'https'}://${plain}`;
  const port = Number(/:(\d+)$/u.exec(address)?.[1] ?? 1);
  return HUB.test(address) && port > 0 && port <= MAX_PORT ? address : null;
}

const bytes32 = z.instanceof(Uint8Array).refine((it) => it.length === 32);
/** `[hub, code, hubKey, policyRoot]`, as they are encoded. */
export const ticketItems = z.tuple([z.string().regex(HUB), z.string().regex(CODE), bytes32, bytes32]);

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
