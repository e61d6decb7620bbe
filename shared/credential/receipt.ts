import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import { UUID } from '../uuid.ts';
import { encodeCbor } from './cbor.ts';
import type { Format, HeldKey, KeyPrimitives } from './claims.ts';
import { NO_FACTS, type Facts } from './facts.ts';
import { kidOf, LIMIT } from './health-code.ts';
import { fromHex, toHex } from './hex.ts';
import { HUB_ISSUER } from './hub-trust.ts';
import { maskAgain } from './mask.ts';
import { bytes, mapOf, oneOf, text } from './shape.ts';
import { CLAIM, claimsReader, decodeSignedText, SIGNED_TEXT_STEPS } from './signed-text.ts';
import { common, number32 } from './trust-shapes.ts';

/** Version 1 of docs/receipt.md. */
export const RECEIPT_PREFIX = 'DSR1:';
const ANY_VERSION = /^DSR\d{1,3}:/;

/** How long a visitor has from the check-in to the gate: a queue at its worst, and too short to hand it on for a day. */
export const RECEIPT_SECONDS = 300;

/** Keys of the content map; docs/receipt.md §2. */
const KEY = { venue: 1, gate: 2, name: 3, direction: 4 } as const;

const DIRECTIONS = ['in', 'out'] as const;

/** A place's name has 64 characters of any language at most, of two UTF-16 units each. */
const MAX_PLACE_LENGTH = 128;

/** What a hub says of somebody whom it has judged by their phone, and lets in. */
export interface ReceiptClaims {
  readonly issuedAt: number;
  /** UUID of the entry of the check-in, as the hub has it. */
  readonly entry: string;
  readonly venue: string;
  readonly gate: string;
  readonly direction: 'in' | 'out';
  /** As it stands in the entry. */
  readonly maskedName: string;
}

const content = mapOf({
  venue: [KEY.venue, text(1, MAX_PLACE_LENGTH)],
  gate: [KEY.gate, text(1, MAX_PLACE_LENGTH)],
  name: [KEY.name, text(1, LIMIT.name)],
  direction: [KEY.direction, oneOf(DIRECTIONS)],
});

const entryId = bytes(16, 16);
const claims = mapOf({ id: [CLAIM.cti, entryId], content: [CLAIM.content, content] });

/** Who may sign besides the hub at which a kiosk has enrolled: an Ed25519 key (RFC 8037), another hub's. */
const trusted = z.strictObject({
  format: z.literal('receipt'),
  jwk: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: number32 }),
  ...common,
});

/** A hub's receipt for a check-in by the venue's code. @see docs/receipt.md */
export const receipt: Format<typeof trusted> = {
  id: 'receipt',
  name: { 'zh-CN': '自助登记凭证', en: 'Check-in receipt' },
  seal: () => '凭',
  decodingSteps: SIGNED_TEXT_STEPS,
  algorithms: ['EdDSA'],
  hasKeyUsage: false,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode: (candidate) => decodeSignedText(candidate, RECEIPT_PREFIX, read),
  trust: { schema: trusted, keysOf, issuerOf: () => HUB_ISSUER },
};

/**
 * Encodes what a hub signs; the inverse of what `decode` reads.
 *
 * @throws for an entry that has no UUID
 */
export function encodeReceipt({ issuedAt, entry, venue, gate, direction, maskedName }: ReceiptClaims): Uint8Array {
  const id = fromHex(entry.replaceAll('-', ''));
  if (!UUID.test(entry) || id === undefined) throw new Error('an entry is named by its UUID');
  return encodeCbor(
    new Map<number, unknown>([
      [CLAIM.iss, HUB_ISSUER],
      [CLAIM.exp, issuedAt + RECEIPT_SECONDS],
      [CLAIM.iat, issuedAt],
      [CLAIM.cti, id],
      [
        CLAIM.content,
        new Map<number, unknown>([
          [KEY.venue, venue],
          [KEY.gate, gate],
          [KEY.name, maskedName],
          [KEY.direction, DIRECTIONS.indexOf(direction)],
        ]),
      ],
    ]),
  );
}

// One that were good for longer could be handed on.
const read = claimsReader({ id: entryId, maxSeconds: RECEIPT_SECONDS, facts: readFacts });

function readFacts(item: ReadonlyMap<unknown, unknown>): Result<Facts, 'claims-malformed'> {
  const said = claims(item);
  if (said === undefined) return fail('claims-malformed');
  const { venue, gate, name, direction } = said.content;
  return ok({
    ...NO_FACTS,
    maskedName: maskAgain(name),
    receipt: { entry: uuidOf(said.id), venue, gate, direction },
  });
}

function uuidOf(id: Uint8Array): string {
  const hex = toHex(id);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function keysOf({ jwk }: z.output<typeof trusted>, { sha256 }: KeyPrimitives): HeldKey[] {
  return [{ kid: kidOf(jwk, sha256), jwk }];
}
