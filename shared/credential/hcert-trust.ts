import { z } from 'zod';
import type { PublicJwk } from '../primitives.ts';
import type { HeldKey, KeyPrimitives, Statement } from './claims.ts';
import { toHex } from './hex.ts';
import { encodeBase64Url } from './radix.ts';
import { base64, common, fromBase64, p256Jwk } from './trust-shapes.ts';

const rsaJwk = z.object({ kty: z.literal('RSA'), n: z.string().regex(/^[\w-]+$/u), e: z.string().regex(/^[\w-]+$/u) });

/**
 * Who may sign EU certificates: a signer's X.509 certificate, or its key id with the bare key, as the gateways' lists
 * give them.
 */
export const trusted = z
  .strictObject({
    format: z.literal('hcert'),
    /** DER in base64, or PEM; says the key, the key id, from when to when, and which statements. */
    certificate: base64.optional(),
    /** 8 bytes in base64, with one of `jwk`, `spki` and `raw`. */
    kid: base64.optional(),
    jwk: z.discriminatedUnion('kty', [p256Jwk, rsaJwk]).optional(),
    /** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), DER in base64. */
    spki: base64.optional(),
    /** An uncompressed point of P-256 (SEC 1 §2.3.3), 65 bytes in base64. */
    raw: base64.optional(),
    /** ISO 3166-1 alpha-2; absent: the key may sign for any country. */
    issuer: z.string().min(1).max(80).optional(),
    /** Absent: what the certificate says, else all. */
    statements: z
      .array(z.enum(['test', 'vaccination', 'recovery']))
      .min(1)
      .optional(),
    ...common,
  })
  .refine(
    ({ certificate, kid, jwk, spki, raw }) => {
      const bare = [jwk, spki, raw].filter((key) => key !== undefined).length;
      return certificate === undefined ? kid !== undefined && bare === 1 : kid === undefined && bare === 0;
    },
    { message: 'not certificate alone, or kid with one of jwk, spki and raw' },
  );

export type Trusted = z.infer<typeof trusted>;

/** Bytes of a digest that make a key id: as in the hcert specification, enough to find, not to trust. */
const KID_BYTES = 8;

/**
 * Extended key usages by what they let a signer state; the second arc is that of the first certificates.
 *
 * @see hcert governance, "EU DCC certificate profiles"
 */
const STATEMENT_OF: ReadonlyMap<string, Statement> = new Map(
  ['1.3.6.1.4.1.1847.2021.1', '1.3.6.1.4.1.0.1847.2021.1'].flatMap((arc) => [
    [`${arc}.1`, 'test' as const],
    [`${arc}.2`, 'vaccination' as const],
    [`${arc}.3`, 'recovery' as const],
  ]),
);

/** @returns `undefined` where the certificate or key cannot be read */
export function heldKeys(entry: Trusted, primitives: KeyPrimitives): HeldKey[] | undefined {
  const key = entry.certificate === undefined ? bareKey(entry, primitives) : certifiedKey(entry, primitives);
  return key && [key];
}

function certifiedKey(entry: Trusted, { sha256, readCertificate }: KeyPrimitives): HeldKey | undefined {
  const given = fromBase64(entry.certificate);
  const read = given && readCertificate(given);
  if (read === undefined) return undefined;
  const stated = [...new Set(read.extendedKeyUsage.flatMap((oid) => STATEMENT_OF.get(oid) ?? []))];
  return {
    kid: toHex(sha256(read.der).subarray(0, KID_BYTES)),
    jwk: read.jwk,
    validFrom: read.notBefore,
    validTo: read.notAfter,
    statements: entry.statements ?? (stated.length === 0 ? null : stated),
  };
}

function bareKey(entry: Trusted, { readPublicKey }: KeyPrimitives): HeldKey | undefined {
  const kid = fromBase64(entry.kid);
  const spki = fromBase64(entry.spki);
  const jwk = entry.jwk ?? (spki && readPublicKey(spki)) ?? fromPoint(fromBase64(entry.raw));
  return kid === undefined || jwk === undefined
    ? undefined
    : { kid: toHex(kid), jwk, statements: entry.statements ?? null };
}

/** First byte of a point that is not compressed. @see SEC 1 §2.3.3 */
const UNCOMPRESSED = 4;

function fromPoint(point: Uint8Array | undefined): PublicJwk | undefined {
  return point?.length === 65 && point[0] === UNCOMPRESSED
    ? { kty: 'EC', crv: 'P-256', x: encodeBase64Url(point.subarray(1, 33)), y: encodeBase64Url(point.subarray(33)) }
    : undefined;
}
