import { z } from 'zod';
import { CODE } from './enrolment-code.ts';
import { knownGuard, MAX_GUARDS } from './guard-list.ts';
import { MAX_TEXT_LENGTH } from './scan.ts';
import { UUID } from './uuid.ts';
import { CHECK_IN_WAYS, MAX_VENUE_CODE_ADDRESS } from './venue-code.ts';

/**
 * What kiosk and hub say to one another, parsed at both ends by these schemas; `docs/wire.md` is its specification.
 * Add only: a released field keeps its name and meaning, and an unknown one is dropped by whoever reads it.
 */
export const PATHS = {
  challenge: '/v1/challenge',
  enrol: '/v1/enrol',
  ticket: '/v1/ticket',
  entries: '/v1/entries',
  chain: '/v1/chain',
  heartbeat: '/v1/heartbeat',
  retire: '/v1/retire',
  status: '/v1/status',
  checkIns: '/v1/check-ins',
  policyRoot: '/v1/policy-root',
  policy: '/policy',
} as const;

/** Entries in one batch, at most: what one PostgreSQL statement takes in some 20 ms. */
export const MAX_BATCH_ENTRIES = 500;

/**
 * Bytes of one entry: a hundred times a usual one, so that no honest entry can be too large to send. A multiple of
 * three, so that the length of its base64 says no more.
 */
export const MAX_ENTRY_BYTES = 65_535;

/** Bytes of a batch as it travels, and again when inflated. A batch of one entry always fits. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Bytes of any other request's body, in both forms: a sealed question is half of it. */
export const MAX_SMALL_BODY_BYTES = 64 * 1024;

/** `{`, `[` and `,` in a body: a batch of {@link MAX_BATCH_ENTRIES} has 2,000, and fields may be added. */
export const MAX_BODY_PARTS = 16_384;

/** Padded base64 of the usual alphabet (RFC 4648 §4), no line breaks. */
const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$';
/** HTML §8.3, which Node has too. */
declare const atob: (text: string) => string;

/** What {@link BASE64} says, in a tenth of the time: all that entries are goes through it. */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  try {
    // White space is passed over.
    return atob(text).length === (text.length / 4) * 3 - padding;
  } catch {
    return false;
  }
}

const base64 = z.string().refine(isBase64).meta({ pattern: BASE64 });

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

/** 64 bytes, of Ed25519. */
const signature = base64.length(88);

/** Where a chain stands by its kiosk's word: `signature` is by the kiosk's key over {@link headStatement}. */
const signedHeadSchema = z.object({ sequence, hash, signature });

/** Why entries of a chain do not exist any more on the kiosk. */
export const HOLE_REASONS = ['damaged', 'purged'] as const;

/** Entries of one chain that follow one another without a hole, oldest first. */
export const batchSchema = z.object({
  chain: uuid,
  /** The chain's newest entry, which may be far beyond this batch. */
  head: signedHeadSchema.optional(),
  /** What comes before this batch, from `from` on, is lost: the chain goes on after the hole. */
  hole: z.object({ from: sequence, reason: z.enum(HOLE_REASONS) }).optional(),
  entries: z
    .array(sentEntrySchema)
    .min(1)
    .max(MAX_BATCH_ENTRIES)
    .refine((entries) => entries.every((entry, i) => entry.sequence === (entries[0]?.sequence ?? 0) + i), {
      error: 'sequences follow one another',
    }),
});
export type Batch = z.infer<typeof batchSchema>;

/** Of one chain, in one answer. */
export const MAX_TOLD_HOLES = 1000;

/** Asks where the hub stands in a chain, and what it has at one place of it. */
export const chainAskSchema = z.object({ chain: uuid, sequence });
export const chainStandSchema = z.object({
  epoch: uuid,
  chain: uuid,
  /** Last sequence received, -1 for none: also of what retention has dropped since. */
  through: z.int().min(-1),
  /** Of the entry `through`; 32 zero bytes for none. */
  hash,
  /**
   * Of the entry that was asked for: `received` with its hash, `dropped` by retention, or not received. Without `holes`
   * `dropped` may also be lost in a hole.
   */
  asked: z.discriminatedUnion('is', [
    z.object({ is: z.literal('received'), hash }),
    z.object({ is: z.literal('dropped') }),
    z.object({ is: z.literal('missing') }),
  ]),
  /** The newest entry that the kiosk has ever signed for, received or not; absent: none. */
  signed: z.object({ sequence }).optional(),
  /**
   * What a kiosk has told to be lost, and has not come since, both ends included: the first 1,000 holes, in order. Absent:
   * the hub is of a release that does not tell.
   */
  holes: z
    .array(z.object({ from: sequence, through: sequence }))
    .max(MAX_TOLD_HOLES)
    .optional(),
});
export type ChainStand = z.infer<typeof chainStandSchema>;

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
  /** The hub's key, which signs its answers; a kiosk believes the one whose thumbprint its ticket named. */
  hubKey: z.string(),
});
export type Challenge = z.infer<typeof challengeSchema>;

/** An Ed25519 public key: `x` of its JWK (RFC 8037 §2), base64url without spare bits. */
const publicKey = z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u);

/** Asks for what a ticket names beside address and code, by a code's public id: base64 of its 32 bytes ({@link CODE_ID_INPUT}). */
export const ticketAskSchema = z.object({ codeId: hash });

export const ticketAnswerSchema = z.object({
  /** Thumbprint (RFC 7638) of the hub's key, base64url. */
  hubKeyId: z.string().regex(/^[\w-]{43}$/u),
  /** Of the newest root's file. */
  policyRoot: hash,
  /** Base64 of 32 bytes, over both of them ({@link codeProofInput}): without it nothing of this counts. */
  proof: hash,
});
export type TicketAnswer = z.infer<typeof ticketAnswerSchema>;

export const enrolmentSchema = z.object({
  /** As IT made it: 16 characters of Crockford's base 32 in fours. */
  code: z.string().regex(CODE),
  publicKey,
  /**
   * The key this kiosk had before, and its signature over {@link successionStatement}: chains it has begun go on under
   * the new one, so that what is owed can still be sent.
   */
  predecessor: z.object({ keyId: z.string().regex(/^[\w-]{43}$/u), signature }).optional(),
});

export type Enrolment = z.infer<typeof enrolmentSchema>;

export const enrolledSchema = z.object({
  kiosk: uuid,
  venue: z.string(),
  gate: z.string(),
  epoch: uuid,
  /** Base64 of 32 bytes: what all kiosks of the venue make person keys with. */
  venueKey: base64.length(44),
});
export type Enrolled = z.infer<typeof enrolledSchema>;

/** Degrees by WGS 84. */
export const placeSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

/** What IT may set from afar. What is absent stays as it is on the kiosk. */
export const remoteSettingsSchema = z.object({
  /** As policies name them. */
  venueType: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)
    .max(48)
    .optional(),
  direction: z.enum(['in', 'out']).optional(),
  district: z
    .string()
    .regex(/^\d{6}$/u)
    .nullable()
    .optional(),
  /** Where the kiosk stands: absent in earlier releases. */
  place: placeSchema.nullable().optional(),
  language: z.enum(['zh-CN', 'en']).optional(),
  /** How visitors check in: absent in earlier releases. */
  checkIn: z.enum(CHECK_IN_WAYS).optional(),
});
export type RemoteSettings = z.infer<typeof remoteSettingsSchema>;

/** A state in one word of a kiosk's own list, which a newer release may add to. */
const word = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/u);

/** How a kiosk is, every few seconds. */
export const reportSchema = z.object({
  /** Semantic, `1.2.3-rc.1`. */
  appVersion: z.string().regex(/^\d[\dA-Za-z.+-]{0,31}$/u),
  policyVersion: z.int().nullable(),
  policyAgeSeconds: z.int().nullable(),
  /** How far its clock is ahead of the hub's; negative where it is behind. */
  clockOffsetSeconds: z.int().nullable(),
  unsent: z.int().nonnegative(),
  journal: word,
  camera: word,
  /** What stands beside the kiosk, its gate too. */
  readers: z.array(z.object({ kind: word, state: word })).max(8),
  /** Where the kiosk's keys lie: in the system's own store, or in a file of mode 0600. */
  keysAtRest: z.enum(['system', 'file']),
  /** Of the remote settings in force; 0: none. */
  settingsVersion: z.int().nonnegative(),
  /** Why its entries do not arrive as they should; `null`: nothing keeps them. Absent: a release that does not say. */
  syncFault: word.nullable().optional(),
  /** Of the hub's list of guards that is on its disk; `null`: it has none of a hub. Absent: a release that takes none. */
  guardsRevision: uuid.nullable().optional(),
  /** Its list of guards, whoever made it: `ok`, `none` (nobody is on it) or `damaged`. Absent: a release that does not say. */
  guards: word.optional(),
});
export type Report = z.infer<typeof reportSchema>;

export const heardSchema = z.object({
  epoch: uuid,
  hubTimeMs: z.int(),
  /** The newest for this kiosk's gate; `null`: nobody has set any. An older version than the one in force is refused. */
  settings: z.object({ version: z.int().positive(), values: remoteSettingsSchema }).nullable(),
  /**
   * Who may decide by hand at the kiosk's gate; absent where the kiosk has this revision. `revision` `null`: the hub has nobody for
   * the venue, and what it sent before is void.
   */
  guards: z.object({ revision: uuid.nullable(), list: z.array(knownGuard).max(MAX_GUARDS) }).optional(),
  /**
   * How visitors check in at the kiosk's gate, and the address that its venue code has; `address` `null`: none is issued, or
   * it was withdrawn. Absent: a release that has no venue codes.
   */
  venueCode: z
    .object({ address: z.string().max(MAX_VENUE_CODE_ADDRESS).nullable(), mode: z.enum(CHECK_IN_WAYS) })
    .optional(),
});
export type Heard = z.infer<typeof heardSchema>;

/** The last word of a kiosk that is taken out of service for good. Said again, it is answered as the first time. */
export const retirementSchema = z.object({
  /** Entries that it has, and the hub does not; `null`: nobody can tell. */
  unsent: z.int().nonnegative().nullable(),
  /** What becomes of those: a file has them, or somebody has given them up; `null`: there are none. */
  left: z.enum(['exported', 'abandoned']).nullable(),
});
export type Retirement = z.infer<typeof retirementSchema>;

export const retiredSchema = z.object({
  kiosk: uuid,
  /** By the hub's clock, when it heard of it first; RFC 3339, UTC. */
  retiredAt: z.iso.datetime(),
});
export type Retired = z.infer<typeof retiredSchema>;

/** Receipts that one ask tells of, and check-ins that one answer has, at most. */
export const MAX_USED_RECEIPTS = 100;
export const MAX_CHECK_INS = 200;

/** Up to where a kiosk has heard of self check-ins; only the hub knows what it means. */
const checkInCursor = z.string().regex(/^[0-9a-f-]{36}\.\d{1,16}$/u);

/** Asks who has checked in by phone at the kiosk's gate. */
export const checkInsAskSchema = z.object({
  /** As the last answer gave it as `next`; `null`: what there is of the last 15 minutes. */
  after: checkInCursor.nullable(),
  /** Ids of entries whose receipts were used at this kiosk since it has last said so; again is no harm. */
  used: z.array(uuid).max(MAX_USED_RECEIPTS),
});
export type CheckInsAsk = z.infer<typeof checkInsAskSchema>;

/** One person's check-in by phone; told again once its receipt was used. */
export const checkInSchema = z.object({
  /** Id of the hub's entry, which the receipt names. */
  entry: uuid,
  /** By the hub's clock, milliseconds since 1970-01-01T00:00:00Z. */
  atMs: z.int().nonnegative(),
  /** `null`: nobody is known, as of a forged code. */
  maskedName: z.string().nullable(),
  verdict: z.enum(['admit', 'refer', 'refuse']),
  /** The first of its reasons, by its code; `null`: there is none. */
  reason: z.string().nullable(),
  /** Whether its receipt was used at a kiosk of the gate, as far as kiosks have said. */
  isUsed: z.boolean(),
});
export type CheckIn = z.infer<typeof checkInSchema>;

export const checkInsSchema = z.object({
  /** In the order in which they came or changed; of one entry told twice, the later counts. */
  checkIns: z.array(checkInSchema).max(MAX_CHECK_INS),
  /** To be asked with next. */
  next: checkInCursor,
  /** There is more: to be asked for at once. */
  isMore: z.boolean(),
  hubTimeMs: z.int(),
});
export type CheckIns = z.infer<typeof checkInsSchema>;

/** Bytes of a sealed question: three for each character of the longest code, and what sealing adds. A multiple of three. */
const MAX_QUESTION_BYTES = 24_576;

/** Asks the status provider; who is asked about, only it can read. */
export const statusAskSchema = z.object({ sealed: base64.min(4).max((MAX_QUESTION_BYTES / 3) * 4) });

/** The text of a health code that is bound to the question: `answers` is the SHA-256 of the bytes that were sealed. */
export const statusAnswerSchema = z.object({ code: z.string().min(1).max(MAX_TEXT_LENGTH) });
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;

/** Bytes of such an answer as JSON: room for escapes and for fields of later releases. */
export const MAX_STATUS_ANSWER_BYTES = 16_384;

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
  'pin-unfit': 400,
  'guards-too-many': 409,
  'code-unknown': 403,
  'code-expired': 403,
  'code-used': 403,
  'policy-folder-not-set': 404,
  'policy-root-missing': 404,
  'predecessor-wrong': 403,
  'chain-of-another': 403,
  'head-wrong': 400,
  gap: 409,
  fork: 409,
  'not-found': 404,
  'status-unknown': 404,
  'too-many-requests': 429,
  'hub-busy': 503,
  'clocks-differ': 503,
  'database-unavailable': 503,
  'provider-unavailable': 503,
  'internal-error': 500,
} as const;
export type WireFault = keyof typeof WIRE_FAULTS;

/** What the hub has of a chain: everything up to and including `through`, -1 for nothing. */
const headSchema = z.object({ through: z.int().min(-1), hash });

export const refusalSchema = z.object({
  fault: z.string(),
  /** With `gap` and `fork`: where the chain stands. */
  head: headSchema.optional(),
  /** With `predecessor-wrong`: the hub has no kiosk of that key, in no venue. It may have been put back to before it enrolled. */
  predecessor: z.literal('unknown').optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;
