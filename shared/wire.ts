import { z } from 'zod';
import { UUID } from './entry.ts';

/**
 * What kiosk and hub say to one another, parsed at both ends by these schemas; `docs/wire.md` is its specification.
 * Add only: a released field keeps its name and meaning, and an unknown one is dropped by whoever reads it.
 */
export const PATHS = { challenge: '/v1/challenge', enrol: '/v1/enrol', entries: '/v1/entries' } as const;

/** Entries in one batch, at most: what one PostgreSQL statement takes in some 20 ms. */
export const MAX_BATCH_ENTRIES = 500;

/**
 * Bytes of one entry: a hundred times a usual one, so that no honest entry can be too large to send. A multiple of
 * three, so that the length of its base64 says no more.
 */
export const MAX_ENTRY_BYTES = 65_535;

/** Bytes of a request's body as it travels, and again when inflated. A batch of one entry always fits. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Padded base64 of the usual alphabet (RFC 4648 §4), no line breaks. */
const base64 = z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u);

/** Base64 of a SHA-256. */
const hash = base64.length(44);
const uuid = z.string().regex(UUID);
const sequence = z.int().nonnegative();

const sentEntrySchema = z.object({
  sequence,
  /** SHA-256 of the entry before; 32 zero bytes for sequence 0. */
  previousHash: hash,
  /** The canonical encoding (docs/journal.md), whose SHA-256 is the entry's hash. */
  bytes: base64.min(4).max((MAX_ENTRY_BYTES / 3) * 4),
});

/** Entries of one chain that follow one another without a hole, oldest first. */
export const batchSchema = z.object({
  chain: uuid,
  entries: z
    .array(sentEntrySchema)
    .min(1)
    .max(MAX_BATCH_ENTRIES)
    .refine((entries) => entries.every((entry, i) => entry.sequence === (entries[0]?.sequence ?? 0) + i), {
      error: 'sequences follow one another',
    }),
});
export type Batch = z.infer<typeof batchSchema>;

/** The hub has these entries on disk: of `chain`, everything up to and including `through`. */
export const acknowledgementSchema = z.object({
  /** Another one than before: the hub was restored, and may lack what it once acknowledged. */
  epoch: uuid,
  chain: uuid,
  /** Last sequence of the batch it answers, never beyond it. */
  through: sequence,
  /** Of the entry `through`. */
  hash,
});
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

export const challengeSchema = z.object({
  challenge: z.string().min(1).max(256),
  /** The hub's clock, milliseconds since 1970-01-01T00:00:00Z: tells a kiosk how wrong its own is. */
  hubTimeMs: z.int(),
  /** From `hubTimeMs` on; the first second at which it is refused is this one. */
  lifeSeconds: z.int().positive(),
});
export type Challenge = z.infer<typeof challengeSchema>;

/** An Ed25519 public key: `x` of its JWK (RFC 8037 §2), base64url without spare bits. */
const publicKey = z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u);

export const enrolmentSchema = z.object({
  /** As IT made it: 16 characters of Crockford's base 32 in fours. */
  code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/u),
  publicKey,
});

export const enrolledSchema = z.object({ kiosk: uuid, venue: z.string(), gate: z.string(), epoch: uuid });
export type Enrolled = z.infer<typeof enrolledSchema>;

/** Every refusal, with the HTTP status it travels under. A kiosk that does not know one goes by the status. */
export const WIRE_FAULTS = {
  'request-malformed': 400,
  'body-malformed': 400,
  'body-too-large': 413,
  'body-type-unsupported': 415,
  'signature-missing': 401,
  'signature-malformed': 401,
  'signature-wrong': 401,
  'digest-wrong': 401,
  'challenge-wrong': 401,
  'challenge-expired': 401,
  'kiosk-unknown': 401,
  'kiosk-revoked': 403,
  'bearer-wrong': 401,
  'key-unusable': 400,
  'key-known': 409,
  'code-unknown': 403,
  'code-expired': 403,
  'code-used': 403,
  'chain-of-another': 403,
  gap: 409,
  fork: 409,
  'not-found': 404,
  'too-many-requests': 429,
  'hub-busy': 503,
  'database-unavailable': 503,
  'internal-error': 500,
} as const;
export type WireFault = keyof typeof WIRE_FAULTS;

/** What the hub has of a chain: everything up to and including `through`, -1 for nothing. */
const headSchema = z.object({ through: z.int().min(-1), hash });

export const refusalSchema = z.object({
  fault: z.string(),
  /** With `gap` and `fork`: where the chain stands. */
  head: headSchema.optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;
