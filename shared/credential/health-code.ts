import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import { MAX_TEXT_LENGTH } from '../scan.ts';
import { decodeBase45 } from './base45.ts';
import { decodeCbor, encodeCbor, isDeterministic } from './cbor.ts';
import type { Claims, Content, Format, Sealed } from './claims.ts';
import { algorithmIn, decodeSign1, isMap, kidIn } from './cose.ts';
import {
  NO_FACTS,
  type Colour,
  type Facts,
  type PassFact,
  type TestFact,
  type TestKind,
  type TestResult,
  type VaccinationFact,
  type VisitedFact,
} from './facts.ts';
import { fromHex, toHex } from './hex.ts';
import type { Period } from './period.ts';
import { bytes, integer, listOf, mapOf, nullable, oneOf, optional, text, tuple, type Reader } from './shape.ts';

/** Version 1 of docs/health-code.md. */
export const PREFIX = 'DS1:';
const ANY_VERSION = /^DS\d{1,3}:/;

/** Registered CWT claims (RFC 8392 §4) and our content claim, a private-use key (below -65536, RFC 8392 §9.1.1). */
const CLAIM = { iss: 1, exp: 4, iat: 6, cti: 7, content: -65537 } as const;

/** Keys of the content map; docs/health-code.md §4. */
const KEY = {
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
} as const;

const KINDS = ['dynamic', 'paper'] as const;
const COLOURS: readonly Colour[] = ['green', 'yellow', 'red'];
const TEST_KINDS: readonly TestKind[] = ['nucleic-acid', 'antigen'];
const TEST_RESULTS: readonly TestResult[] = ['negative', 'positive', 'pending'];
const PASS_TYPES: readonly PassFact['type'][] = ['staff', 'vehicle'];

/** Last second a 32-bit unsigned time can name, in 2106; keeps every later sum exact. */
export const MAX_SECONDS = 0xffff_ffff;
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
  label: 32,
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
    oneOf(PASS_TYPES),
    text(1, LIMIT.label),
    listOf(LIMIT.places, text(1, LIMIT.label)),
    seconds,
  )(value);
  return items && { type: items[0], holder: items[1], places: items[2], until: items[3] };
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
});

const period = mapOf({
  expiresAt: [CLAIM.exp, seconds],
  issuedAt: [CLAIM.iat, seconds],
});

const issuer = text(1, LIMIT.label);

const claims = mapOf({
  issuer: [CLAIM.iss, issuer],
  id: [CLAIM.cti, bytes(8, 16)],
  content: [CLAIM.content, content],
});

/** The project's own offline health code. @see docs/health-code.md */
export const healthCode: Format = {
  id: 'health-code',
  decodingSteps: ['prefix', 'base45', 'cbor', 'cose'],
  hasKeyUsage: false,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode,
};

function decode(candidate: string): Result<Sealed, CredentialFault> {
  if (!candidate.startsWith(PREFIX)) return fail('version-unsupported');
  if (candidate.length > MAX_TEXT_LENGTH) return fail('text-too-long');
  const raw = decodeBase45(candidate.slice(PREFIX.length));
  if (!raw.ok) return raw;
  const sign1 = decodeSign1(raw.value);
  if (!sign1.ok) return sign1;
  const { protectedHeader, toBeSigned, signature, payload } = sign1.value;
  const kid = kidIn(protectedHeader);
  if (!(kid instanceof Uint8Array)) return fail('cose-malformed');
  const algorithm = algorithmIn(protectedHeader);
  if (algorithm !== 'EdDSA') return fail('algorithm-unsupported');
  const content = read(payload);
  return ok({ format: 'health-code', algorithm, kid: toHex(kid), message: toBeSigned, signature, content });
}

const NO_CONTENT: Content = { issuer: null, period: null, statement: null, claims: fail('claims-malformed') };

function read(payload: Uint8Array): Content {
  const item = decodeCbor(payload);
  if (!item.ok || !isMap(item.value)) return NO_CONTENT;
  const readPeriod = period(item.value);
  const isCanonical = isDeterministic(payload, item.value);
  return {
    issuer: issuer(item.value.get(CLAIM.iss)) ?? null,
    period: readPeriod === undefined ? fail('period-malformed') : ok(readPeriod),
    statement: null,
    claims: readPeriod === undefined || !isCanonical ? fail('claims-malformed') : readClaims(item.value, readPeriod),
  };
}

function readClaims(item: ReadonlyMap<unknown, unknown>, signed: Period): Result<Claims, 'claims-malformed'> {
  const said = claims(item);
  // A paper code without its match tag could be used by anybody who finds it; a dynamic one must not carry the tag.
  if (said === undefined || (said.content.match !== null) !== (said.content.kind === 'paper')) {
    return fail('claims-malformed');
  }
  const { name, subject, match, ...rest } = said.content;
  const facts: Facts = {
    ...NO_FACTS,
    ...rest,
    maskedName: name,
    person: { type: 'subject', issuer: said.issuer, subject: toHex(subject) },
    cardMatch: match && { salt: match[0], tag: match[1] },
  };
  return ok({ issuer: said.issuer, ...signed, id: toHex(said.id), facts });
}

/**
 * Encodes claims as the payload of a health code; the inverse of what `decode` reads.
 *
 * @throws for facts no health code can hold (no person, no colour, no end): the issuing side validates first
 */
export function encodeClaims({ issuer, issuedAt, expiresAt, id, facts }: Claims): Uint8Array {
  if (id === null || expiresAt === null) throw new Error('a health code has an id and an end');
  return encodeCbor(
    new Map<number, unknown>([
      [CLAIM.iss, issuer],
      [CLAIM.exp, expiresAt],
      [CLAIM.iat, issuedAt],
      [CLAIM.cti, fromHex(id)],
      [CLAIM.content, encodeContent(facts)],
    ]),
  );
}

function encodeContent(facts: Facts): Map<number, unknown> {
  if (facts.kind === null || facts.colour === null || facts.person === null) {
    throw new Error('a health code has a kind, a colour and a subject');
  }
  const optionalFields: [number, unknown][] = [
    [KEY.tests, facts.tests.map(encodeTest)],
    [KEY.vaccinations, facts.vaccinations.map((v) => [v.product, v.dose, v.of, v.atDay])],
    [KEY.visited, facts.visited.map((v) => [Number(v.area), v.fromDay, v.toDay - v.fromDay])],
    [KEY.ageGroup, facts.ageGroup],
    [KEY.pass, facts.pass && encodePass(facts.pass)],
    [KEY.match, facts.cardMatch && [facts.cardMatch.salt, facts.cardMatch.tag]],
  ];
  return new Map<number, unknown>([
    [KEY.kind, KINDS.indexOf(facts.kind)],
    [KEY.name, facts.maskedName],
    [KEY.subject, fromHex(facts.person.subject)],
    [KEY.colour, COLOURS.indexOf(facts.colour)],
    ...optionalFields.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  ]);
}

function encodeTest({ kind, sampledAt, resultAt, result }: TestFact): unknown[] {
  const delay = resultAt === null ? null : resultAt - sampledAt;
  return [TEST_KINDS.indexOf(kind), sampledAt, delay, TEST_RESULTS.indexOf(result)];
}

function encodePass(fact: PassFact): unknown[] {
  return [PASS_TYPES.indexOf(fact.type), fact.holder, fact.places, fact.until];
}
