import type { CredentialFault } from '../faults.ts';
import { fail, ok, type Result } from '../result.ts';
import { MAX_TEXT_LENGTH } from '../scan.ts';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { decodeCbor, isDeterministic } from './cbor.ts';
import type { Content, Sealed } from './claims.ts';
import { algorithmIn, decodeSign1, isMap, kidIn, prepareSign1 } from './cose.ts';
import type { Facts } from './facts.ts';
import { fromHex, toHex } from './hex.ts';
import { integer, mapOf, text, type Reader } from './shape.ts';

/** Registered CWT claims (RFC 8392 §4) and our content claim, a private-use key (below -65536, RFC 8392 §9.1.1). */
export const CLAIM = { iss: 1, exp: 4, iat: 6, cti: 7, content: -65537 } as const;

/** Who signs one of our own formats: Ed25519. */
export interface TextSigner {
  /** Hex, as `kidOf` gives it for the public half. */
  readonly kid: string;
  /** @returns 64 bytes (RFC 8032 §5.1.6) */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** Puts together what {@link decodeSignedText} takes apart. @param payload as the format encodes it */
export function signText(prefix: string, payload: Uint8Array, { kid, sign }: TextSigner): string {
  const { toBeSigned, seal } = prepareSign1(fromHex(kid) ?? new Uint8Array(), payload);
  return prefix + encodeBase45(seal(sign(toBeSigned)));
}

/** Last second a 32-bit unsigned time can name, in 2106; keeps every later sum exact. */
export const MAX_SECONDS = 0xffff_ffff;
/** Longest issuer, and longest of whatever else is a label in our formats. */
export const MAX_LABEL_LENGTH = 32;

/** The steps that {@link decodeSignedText} takes. */
export const SIGNED_TEXT_STEPS = ['prefix', 'base45', 'cbor', 'cose'] as const;

/**
 * Takes apart what all of our own formats travel as: a prefix with its version, and Base45 of a COSE_Sign1 by Ed25519
 * (docs/health-code.md §2 and §3). Nothing in the result is to be believed yet.
 *
 * @param prefix of the only version known here
 * @param read what a payload says
 */
export function decodeSignedText(
  text: string,
  prefix: string,
  read: (payload: Uint8Array) => Content,
): Result<Sealed, CredentialFault> {
  if (!text.startsWith(prefix)) return fail('version-unsupported');
  if (text.length > MAX_TEXT_LENGTH) return fail('text-too-long');
  const raw = decodeBase45(text.slice(prefix.length));
  if (!raw.ok) return raw;
  const sign1 = decodeSign1(raw.value);
  if (!sign1.ok) return sign1;
  const { protectedHeader, isCritical, toBeSigned, signature, payload } = sign1.value;
  const kid = kidIn(protectedHeader);
  if (!(kid instanceof Uint8Array)) return fail('cose-malformed');
  return ok({
    algorithm: algorithmIn(protectedHeader) === 'EdDSA' && !isCritical ? 'EdDSA' : null,
    kid: toHex(kid),
    message: toBeSigned,
    signature,
    content: read(payload),
  });
}

const seconds = integer(0, MAX_SECONDS);
/** When it was signed, and until when. */
export const periodClaims = mapOf({ expiresAt: [CLAIM.exp, seconds], issuedAt: [CLAIM.iat, seconds] });

/** The issuer as it stands in the claims. */
export const issuerClaim = text(1, MAX_LABEL_LENGTH);

const NO_CONTENT: Content = {
  issuer: null,
  ids: [],
  period: null,
  statement: null,
  facts: fail('claims-malformed'),
};

/** What one of our formats takes for its claims, besides what all of them have. */
interface ClaimsReading {
  readonly id: Reader<Uint8Array>;
  /** For how long one may be signed at the most. */
  readonly maxSeconds: number;
  /** By what else it may be taken back, whatever else is wrong with it. */
  readonly otherIds?: (claims: ReadonlyMap<unknown, unknown>) => readonly Uint8Array[];
  readonly facts: (claims: ReadonlyMap<unknown, unknown>) => Result<Facts, 'claims-malformed'>;
}

/** Reads a payload part by part, each as far as it can be (docs/health-code.md §3). */
export function claimsReader({ id, maxSeconds, otherIds, facts }: ClaimsReading): (payload: Uint8Array) => Content {
  return (payload) => {
    const item = decodeCbor(payload);
    if (!item.ok || !isMap(item.value)) return NO_CONTENT;
    const signed = periodClaims(item.value);
    const isShort = signed !== undefined && signed.expiresAt - signed.issuedAt <= maxSeconds;
    const own = id(item.value.get(CLAIM.cti));
    const ids = [...(own === undefined ? [] : [own]), ...(otherIds?.(item.value) ?? [])];
    return {
      issuer: issuerClaim(item.value.get(CLAIM.iss)) ?? null,
      ids: ids.map(toHex),
      period: isShort ? ok(signed) : fail('period-malformed'),
      statement: null,
      facts: isDeterministic(payload, item.value) ? facts(item.value) : fail('claims-malformed'),
    };
  };
}
