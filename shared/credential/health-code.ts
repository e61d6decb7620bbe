import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import type { PublicJwk, Primitives } from '../primitives.ts';
import type { Format, HeldKey, KeyPrimitives } from './claims.ts';
import {
  NO_FACTS,
  NO_PASS_DETAILS,
  type Colour,
  type Facts,
  type PassFact,
  type TestFact,
  type TestKind,
  type TestResult,
  type VaccinationFact,
  type VisitedFact,
} from './facts.ts';
import { toHex } from './hex.ts';
import { maskAgain } from './mask.ts';
import {
  CLAIM,
  claimsReader,
  decodeSignedText,
  issuerClaim,
  MAX_LABEL_LENGTH,
  MAX_SECONDS,
  SIGNED_TEXT_STEPS,
} from './signed-text.ts';
import { thumbprintOf } from './thumbprint.ts';
import { base64, common, fromBase64, number32 } from './trust-shapes.ts';
import { encodeBase64Url } from './radix.ts';
import { bytes, integer, listOf, mapOf, nullable, oneOf, optional, text, tuple, type Reader } from './shape.ts';

/** Version 1 of docs/health-code.md. */
export const PREFIX = 'DS1:';
const ANY_VERSION = /^DS\d{1,3}:/;

/** Keys of the content map; docs/health-code.md §4. */
export const KEY = {
  kind: 1,
  name: 2,
  subject: 3,
  colour: 4,
  tests: 5,
  vaccinations: 6,
  visited: 7,
  ageGroup: 8,
  pass: 9,
  match: 10,
  answers: 11,
} as const;

export const KINDS = ['dynamic', 'paper'] as const;
export const COLOURS: readonly Colour[] = ['green', 'yellow', 'red'];
export const TEST_KINDS: readonly TestKind[] = ['nucleic-acid', 'antigen'];
export const TEST_RESULTS: readonly TestResult[] = ['negative', 'positive', 'pending'];
export const CODE_PASS_TYPES = ['staff', 'vehicle'] as const;

/** Last day 16 bits can name, in 2149. */
export const MAX_DAY = 0xffff;
const seconds = integer(0, MAX_SECONDS);
const day = integer(0, MAX_DAY);

/** Limits of docs/health-code.md §4: far above real use, so that no code can make a screen or a rule grow without end. */
export const LIMIT = {
  tests: 16,
  vaccinations: 16,
  visited: 32,
  /** Between a stay's first day and its last. */
  stayDays: 366,
  places: 16,
  name: 32,
  label: MAX_LABEL_LENGTH,
  ageGroup: 16,
} as const;

/** GB/T 2260: six digits. */
const AREA = integer(100_000, 999_999);

const test: Reader<TestFact> = (value) => {
  const items = tuple(oneOf(TEST_KINDS), seconds, nullable(seconds), oneOf(TEST_RESULTS))(value);
  if (items === undefined) return undefined;
  const [kind, sampledAt, delay, result] = items;
  if ((delay === null) !== (result === 'pending')) return undefined;
  return { kind, sampledAt, resultAt: delay === null ? null : sampledAt + delay, result };
};

const vaccination: Reader<VaccinationFact> = (value) => {
  const items = tuple(text(1, LIMIT.label), integer(1, 99), integer(1, 99), day)(value);
  return items && { product: items[0], dose: items[1], of: items[2], atDay: items[3] };
};

const visited: Reader<VisitedFact> = (value) => {
  const items = tuple(AREA, day, integer(0, LIMIT.stayDays))(value);
  return items && { area: String(items[0]), fromDay: items[1], toDay: items[1] + items[2] };
};

const pass: Reader<PassFact> = (value) => {
  const items = tuple(
    oneOf(CODE_PASS_TYPES),
    text(1, LIMIT.label),
    listOf(LIMIT.places, text(1, LIMIT.label)),
    seconds,
  )(value);
  return items && { ...NO_PASS_DETAILS, type: items[0], holder: items[1], places: items[2], until: items[3] };
};

const content = mapOf({
  kind: [KEY.kind, oneOf(KINDS)],
  name: [KEY.name, text(1, LIMIT.name)],
  subject: [KEY.subject, bytes(8, 8)],
  colour: [KEY.colour, oneOf(COLOURS)],
  tests: [KEY.tests, optional(listOf(LIMIT.tests, test), [])],
  vaccinations: [KEY.vaccinations, optional(listOf(LIMIT.vaccinations, vaccination), [])],
  visited: [KEY.visited, optional(listOf(LIMIT.visited, visited), [])],
  ageGroup: [KEY.ageGroup, optional(text(1, LIMIT.ageGroup), null)],
  pass: [KEY.pass, optional(pass, null)],
  match: [KEY.match, optional(tuple(bytes(8, 8), bytes(2, 2)), null)],
  answers: [KEY.answers, optional(bytes(32, 32), null)],
});

const codeId = bytes(8, 16);

const claims = mapOf({
  issuer: [CLAIM.iss, issuerClaim],
  id: [CLAIM.cti, codeId],
  content: [CLAIM.content, content],
});

/** Who may sign: an Ed25519 key (RFC 8037), bound to one issuer where `issuer` is given. */
const trusted = z
  .strictObject({
    format: z.literal('health-code'),
    /** GB/T 2260 area code; absent: the key may sign for any issuer. */
    issuer: z.string().min(1).max(32).optional(),
    jwk: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: number32 }).optional(),
    /** The bare key, 32 bytes in base64 (RFC 8032 §5.1.5), in place of `jwk`. */
    raw: base64.optional(),
    ...common,
  })
  .refine(({ jwk, raw }) => (jwk === undefined) !== (raw === undefined), { message: 'not one of jwk and raw' });

type Trusted = z.infer<typeof trusted>;

/** The project's own offline health code. @see docs/health-code.md */
export const healthCode: Format<typeof trusted> = {
  id: 'health-code',
  name: { 'zh-CN': '健康码', en: 'Health code' },
  seal: () => '码',
  decodingSteps: SIGNED_TEXT_STEPS,
  algorithms: ['EdDSA'],
  hasKeyUsage: false,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode: (candidate) => decodeSignedText(candidate, PREFIX, read),
  trust: { schema: trusted, keysOf, issuerOf: (entry) => entry.issuer ?? null },
};

const read = claimsReader({ id: codeId, maxSeconds: Infinity, facts: readFacts });

function readFacts(item: ReadonlyMap<unknown, unknown>): Result<Facts, 'claims-malformed'> {
  const said = claims(item);
  // A paper code without its match tag could be used by anybody who finds it; a dynamic one must not carry the tag.
  if (said === undefined || (said.content.match !== null) !== (said.content.kind === 'paper')) {
    return fail('claims-malformed');
  }
  const { name, subject, match, ...rest } = said.content;
  return ok({
    ...NO_FACTS,
    ...rest,
    // Its issuer is to mask it: one that does not is no reason to write a name down.
    maskedName: maskAgain(name),
    person: { type: 'subject', issuer: said.issuer, subject: toHex(subject) },
    cardMatch: match && { salt: match[0], tag: match[1] },
  });
}

/** Bytes of a digest that make a key id: enough to find, not to trust. */
const KID_BYTES = 8;

/** Key id of a health code's issuer: the first 8 bytes of its key's thumbprint, in hex. */
export function kidOf(jwk: PublicJwk, sha256: Primitives['sha256']): string {
  return toHex(thumbprintOf(jwk, sha256).subarray(0, KID_BYTES));
}

function keysOf({ jwk, raw }: Trusted, { sha256 }: KeyPrimitives): HeldKey[] | undefined {
  const key = jwk ?? fromRaw(fromBase64(raw));
  return key === undefined ? undefined : [{ kid: kidOf(key, sha256), jwk: key }];
}

function fromRaw(key: Uint8Array | undefined): PublicJwk | undefined {
  return key?.length === 32 ? { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(key) } : undefined;
}
