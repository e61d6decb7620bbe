import { z } from 'zod';
import { parseDateTime } from '../time.ts';

const name = z.object({ 'zh-CN': z.string().min(1).max(64), en: z.string().min(1).max(64) });
const dateTime = z.string().refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone');
/** A 32-byte number, base64url without spare bits set: one key is written in one way only. */
const number32 = z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u);
/** With or without line breaks and padding, in either alphabet. */
const base64 = z.string().regex(/^[\w+/\s-]+={0,2}\s*$/u);

const ecJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: number32, y: number32 });
const rsaJwk = z.object({ kty: z.literal('RSA'), n: z.string().regex(/^[\w-]+$/u), e: z.string().regex(/^[\w-]+$/u) });

/** What any entry may say besides its key. */
const common = {
  /** As the guard reads it. */
  name: name.optional(),
  /** First second at which the key may sign. */
  validFrom: dateTime.optional(),
  /** Last second, included. */
  validTo: dateTime.optional(),
};

/** Who may sign our own health codes: an Ed25519 key (RFC 8037), bound to one issuer where `issuer` is given. */
const healthCodeTrust = z.strictObject({
  format: z.literal('health-code'),
  /** GB/T 2260 area code; absent: the key may sign for any issuer. */
  issuer: z.string().min(1).max(32).optional(),
  jwk: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: number32 }),
  ...common,
});

/**
 * Who may sign EU certificates: a signer's X.509 certificate, or its key id with the bare key, as the gateways' lists
 * give them.
 */
const hcertTrust = z
  .strictObject({
    format: z.literal('hcert'),
    /** DER in base64; says the key, the key id, from when to when, and which statements. */
    certificate: base64.optional(),
    /** 8 bytes in base64, with `jwk` or `spki`. */
    kid: base64.optional(),
    jwk: z.discriminatedUnion('kty', [ecJwk, rsaJwk]).optional(),
    /** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), DER in base64. */
    spki: base64.optional(),
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
    ({ certificate, kid, jwk, spki }) =>
      certificate === undefined
        ? kid !== undefined && (jwk === undefined) !== (spki === undefined)
        : kid === undefined && jwk === undefined && spki === undefined,
    { message: 'not certificate alone, or kid with jwk or spki' },
  );

/** A card revocation list. @see SMART Health Cards, "Revocation" */
const cardRevocationList = z.object({
  kid: z.string(),
  method: z.literal('rid'),
  ctr: z.int().min(1),
  /** Each with `.` and a time in seconds, where only cards issued before it are meant. */
  rids: z.array(z.string().regex(/^[\w-]{1,128}(?:\.\d{1,12}(?:\.\d{1,9})?)?$/u)),
});

/** Who may sign SMART Health Cards: an issuer and its key set, of which only P-256 keys are used. */
const shcTrust = z.strictObject({
  format: z.literal('shc'),
  iss: z.string().min(1).max(256),
  jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }),
  crls: z.array(cardRevocationList).optional(),
  ...common,
});

const verificationMethod = z.looseObject({ id: z.string(), type: z.string() });

/** Who may sign NZ COVID Passes: an issuer's DID document (did:web). @see W3C Decentralized Identifiers 1.0 §5.2, §5.3 */
const nzcpTrust = z.strictObject({
  format: z.literal('nzcp'),
  did: z.object({
    id: z.string().min(1).max(256),
    verificationMethod: z.array(verificationMethod).default([]),
    /** Ids of the keys above, or keys written out in place. */
    assertionMethod: z.preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(z.union([z.string(), verificationMethod])),
    ),
  }),
  ...common,
});

/** An entry of the trust list; each signed format adds its own shape. */
export const trustEntrySchema = z.discriminatedUnion('format', [healthCodeTrust, hcertTrust, shcTrust, nzcpTrust]);

/** A P-256 public key among the keys of a set, whatever else it carries (RFC 7517). */
export const p256Schema = ecJwk;

export type TrustEntry = z.infer<typeof trustEntrySchema>;
