import { decodeCbor, encodeCbor } from './credential/cbor.ts';
import { BASE64URL, decodeRadix, encodeBase64Url } from './credential/radix.ts';
import { bytes, integer, text, tuple } from './credential/shape.ts';
import { joined } from './bytes.ts';
import type { Primitives, PublicJwk } from './primitives.ts';
import { fail, ok, type Result } from './result.ts';
import { encodeUtf8 } from './utf8.ts';

/** How visitors check in at a gate: before the kiosk, by their phone and the gate's venue code, or as they like. */
export const CHECK_IN_WAYS = ['sentinel', 'venue-code', 'both'] as const;
export type CheckInWay = (typeof CHECK_IN_WAYS)[number];

/** What a venue code says: at which gate somebody stands. It is public, and opens nothing by itself. */
export interface VenueCode {
  readonly venue: string;
  readonly gate: string;
  /** 1 for the gate's first code, one more each time it is issued anew. The hub takes the newest alone. */
  readonly serial: number;
}

export type VenueCodeFault = 'venue-code-malformed' | 'venue-code-of-another-release' | 'venue-code-forged';

/** First item of what is signed: another list of items is another version. */
const VERSION = 1;
const MAX_SERIAL = 2 ** 31 - 1;
/** Names are of 64 characters at most, as the hub takes them; a character may be two UTF-16 units. */
const MAX_NAME = 128;
/** Of Ed25519 (RFC 8032 §5.1.6). */
const SIGNATURE_BYTES = 64;

/** Characters of an address at most: the longest origin, path and token. */
export const MAX_VENUE_CODE_ADDRESS = 2048;

/** What the hub's key signs under this name is a venue code and nothing else. */
const CONTEXT = encodeUtf8('digital-sentinel venue code v1\0');

const signedItems = tuple(bytes(1, MAX_VENUE_CODE_ADDRESS), bytes(SIGNATURE_BYTES, SIGNATURE_BYTES));
const items = tuple(integer(VERSION, VERSION), text(1, MAX_NAME), text(1, MAX_NAME), integer(1, MAX_SERIAL));

/** Signs with the hub's key, Ed25519. */
export type HubSigner = (message: Uint8Array) => Uint8Array;

/**
 * Makes the token of a venue code: base64url of the CBOR array `[statement, signature]`; `statement` is the encoded array
 * `[1, venue, gate, serial]`, and the signature is over the name of what this is, a zero byte, and the statement.
 */
export function encodeVenueCode({ venue, gate, serial }: VenueCode, sign: HubSigner): string {
  const statement = encodeCbor([VERSION, venue, gate, serial]);
  return encodeBase64Url(encodeCbor([statement, sign(joined(CONTEXT, statement))]));
}

/** Reads what {@link encodeVenueCode} made; nothing in the result is to be believed unless the hub's key has signed it. */
export function verifyVenueCode(
  token: string,
  hubKey: PublicJwk,
  { verifySignature }: Pick<Primitives, 'verifySignature'>,
): Result<VenueCode, VenueCodeFault> {
  const raw = token.length > MAX_VENUE_CODE_ADDRESS ? undefined : decodeRadix(token, BASE64URL);
  const outer = raw?.ok === true ? decodeCbor(raw.value) : undefined;
  const signed = outer?.ok === true ? signedItems(outer.value) : undefined;
  if (signed === undefined) return fail('venue-code-malformed');
  const [statement, signature] = signed;
  if (!verifySignature('EdDSA', hubKey, joined(CONTEXT, statement), signature)) return fail('venue-code-forged');
  const inner = decodeCbor(statement);
  const read = inner.ok ? items(inner.value) : undefined;
  // The hub has signed it: what this release cannot read, another one has made.
  if (read === undefined) return fail('venue-code-of-another-release');
  const [, venue, gate, serial] = read;
  return ok({ venue, gate, serial });
}

/**
 * What stands in the QR code of a poster: any phone's scanner opens it. The token is in the fragment, which no browser sends
 * (RFC 3986 §3.5): it is in no access log, and the page posts it.
 *
 * @param hub an origin, as `HUB_ADDRESS` names it
 */
export function venueCodeAddress(hub: string, token: string): string {
  return `${hub}/v/#${token}`;
}
