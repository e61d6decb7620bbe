import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import { MAX_TEXT_LENGTH } from '../scan.ts';
import { decodeBase45 } from './base45.ts';
import { decodeForeignCbor } from './cbor.ts';
import type { Content, Format, Sealed, Statement } from './claims.ts';
import { algorithmIn, decodeForeignSign1, isMap, kidIn, type Sign1 } from './cose.ts';
import { heldKeys, trusted } from './hcert-trust.ts';
import { NO_FACTS, type Facts, type TestFact } from './facts.ts';
import { day, moment, numericDate, numericEnd } from './foreign-time.ts';
import { toHex } from './hex.ts';
import { MAX_INFLATED_LENGTH } from './limits.ts';
import { maskNames } from './mask.ts';
import type { Period } from './period.ts';
import { namedPerson } from './person.ts';
import type { EpochSeconds } from '../time.ts';
import { integer, mapOf, nullable, optional, text, textLike, type Reader } from './shape.ts';

const PREFIX = 'HC1:';
const ANY_VERSION = /^HC\d{1,3}:/;

/** CWT claims (RFC 8392 §4, IANA) and, within `hcert`, the EU's own. @see hcert specification 1.x, "CWT Claims" */
const CLAIM = { iss: 1, exp: 4, nbf: 5, iat: 6, hcert: -260, euHcertV1: 1 } as const;

/** COVID-19 in SNOMED CT: the only disease the schema's value set knows. */
const COVID = '840539006';

/** LOINC codes of the schema's value set "test-type". */
const TEST_KIND: ReadonlyMap<string, TestFact['kind']> = new Map([
  ['LP6464-4', 'nucleic-acid'],
  ['LP217198-3', 'antigen'],
]);

/** SNOMED CT codes of the schema's value set "test-result". */
const TEST_RESULT: ReadonlyMap<string, TestFact['result']> = new Map([
  ['260415000', 'negative'],
  ['260373001', 'positive'],
]);

/** Names have at most 80 characters in the schema; value sets' codes and other texts may be as long as fits the code. */
const name = text(0, 80);
const label = text(0, MAX_INFLATED_LENGTH);
const issuer = text(1, MAX_INFLATED_LENGTH);
/** The schema's pattern is one to ten capitals, anywhere. */
const country = textLike(/[A-Z]{1,10}/u, 80);
const dose = integer(1, 999);

const entry = {
  target: ['tg', label],
  country: ['co', country],
  issuer: ['is', name],
  id: ['ci', name],
} as const;

/** `dr` went with version 1.1: whatever stands there says nothing of the certificate. */
const resultAt: Reader<EpochSeconds | null> = (value) => moment(value) ?? null;

const vaccinationEntry = mapOf({
  ...entry,
  prophylaxis: ['vp', label],
  product: ['mp', label],
  holder: ['ma', label],
  dose: ['dn', dose],
  of: ['sd', dose],
  atDay: ['dt', day],
});

const testEntry = mapOf({
  ...entry,
  kind: ['tt', label],
  sampledAt: ['sc', moment],
  resultAt: ['dr', resultAt],
  result: ['tr', label],
  name: ['nm', optional(nullable(label), null)],
  manufacturer: ['ma', optional(nullable(label), null)],
  centre: ['tc', optional(nullable(label), null)],
});

const recoveryEntry = mapOf({ ...entry, firstPositiveDay: ['fr', day], fromDay: ['df', day], untilDay: ['du', day] });

const certificate = mapOf({
  version: ['ver', textLike(/^1\.[0-3]\.\d{1,3}$/u, 9)],
  birthDate: [
    'dob',
    textLike(/^(?:(?:19|20)\d\d(?:-\d\d){0,2}(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)?)?$/u, 40),
  ],
  name: [
    'nam',
    mapOf({
      family: ['fn', optional(name, '')],
      given: ['gn', optional(name, '')],
      plainFamily: ['fnt', optional(textLike(/^[A-Z<]*$/u, 80), null)],
      plainGiven: ['gnt', optional(textLike(/^[A-Z<]*$/u, 80), null)],
    }),
  ],
});

/** Where each kind of statement stands, and how its entry is read. */
const GROUPS: readonly (readonly [key: string, Statement, Reader<Stated>])[] = [
  ['v', 'vaccination', (value) => fromVaccination(vaccinationEntry(value))],
  ['t', 'test', (value) => fromTest(testEntry(value))],
  ['r', 'recovery', (value) => fromRecovery(recoveryEntry(value))],
];

/** What one entry of a group says; nothing, where it is about another disease. */
type Stated = Partial<Pick<Facts, 'tests' | 'vaccinations' | 'recoveries'>>;

const COUNTRY = /^[A-Z]{2}$/u;

/**
 * The EU Digital COVID Certificate.
 *
 * @see hcert specification 1.x; EU DCC schema 1.0 to 1.3
 */
export const hcert: Format<typeof trusted> = {
  id: 'hcert',
  name: { 'zh-CN': '欧盟新冠通行证', en: 'EU COVID certificate' },
  seal: (from) => (from !== null && COUNTRY.test(from) ? from : 'EU'),
  decodingSteps: ['prefix', 'base45', 'zlib', 'cbor', 'cose'],
  algorithms: ['ES256', 'PS256'],
  hasKeyUsage: true,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode,
  trust: { schema: trusted, keysOf: heldKeys, issuerOf: (entry) => entry.issuer ?? null },
};

function decode(candidate: string, { inflate }: Primitives): Result<Sealed, CredentialFault> {
  if (!candidate.startsWith(PREFIX)) return fail('version-unsupported');
  if (candidate.length > MAX_TEXT_LENGTH) return fail('text-too-long');
  const compressed = decodeBase45(candidate.slice(PREFIX.length));
  if (!compressed.ok) return compressed;
  const raw = inflate(compressed.value, 'zlib', MAX_INFLATED_LENGTH);
  if (!raw.ok) return raw;
  const sign1 = decodeForeignSign1(raw.value, false);
  if (!sign1.ok) return sign1;
  const payload = decodeForeignCbor(sign1.value.payload);
  if (!payload.ok) return payload;
  const inner = isMap(payload.value) ? certificateIn(payload.value) : undefined;
  if (!isMap(payload.value) || inner === undefined) return fail('cbor-malformed');
  return ok(seal(sign1.value, read(payload.value, inner)));
}

/** The protected header wins over the other, in which a signer may put what its signature need not cover. */
function seal(
  { protectedHeader, unprotectedHeader, isCritical, toBeSigned, signature }: Sign1,
  content: Content,
): Sealed {
  const kid = kidIn(protectedHeader, unprotectedHeader);
  const named = algorithmIn(protectedHeader, unprotectedHeader);
  return {
    algorithm: (named === 'ES256' || named === 'PS256') && !isCritical ? named : null,
    kid: kid instanceof Uint8Array ? toHex(kid) : null,
    message: toBeSigned,
    signature,
    content,
  };
}

function certificateIn(payload: ReadonlyMap<unknown, unknown>): ReadonlyMap<unknown, unknown> | undefined {
  const container = payload.get(CLAIM.hcert);
  const inner = isMap(container) ? container.get(CLAIM.euHcertV1) : undefined;
  return isMap(inner) ? inner : undefined;
}

function read(payload: ReadonlyMap<unknown, unknown>, inner: ReadonlyMap<unknown, unknown>): Content {
  const signed = readPeriod(payload);
  const iss = payload.get(CLAIM.iss);
  // An empty or null group says as little as an absent one.
  const groups = GROUPS.filter(([key]) => !isEmpty(inner.get(key)));
  const group = groups.length === 1 ? groups[0] : undefined;
  const said = group && onlyEntry(inner.get(group[0]));
  return {
    // Whoever leaves the issuer out has it in the statement.
    issuer: (isSaid(iss) ? issuer(iss) : countryIn(said)?.country) ?? null,
    ids: groups.flatMap(([key]) => idsIn(inner.get(key))),
    period: signed === undefined ? fail('period-malformed') : ok(signed),
    statement: group?.[1] ?? null,
    facts: group === undefined ? fail('claims-malformed') : readFacts(inner, group[2](said)),
  };
}

const countryIn = mapOf({ country: entry.country });
const idIn = mapOf({ id: entry.id });

/** Nothing, null and no text all say that nobody is named. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Of all entries, also where there may be but one: none of them may be taken back. */
function idsIn(group: unknown): string[] {
  return Array.isArray(group) ? group.flatMap((one) => idIn(one)?.id ?? []) : [];
}

function onlyEntry(group: unknown): unknown {
  return Array.isArray(group) && group.length === 1 ? group[0] : undefined;
}

function readPeriod(payload: ReadonlyMap<unknown, unknown>): Period | undefined {
  const [issuedAt, expiresAt] = [numericDate(payload.get(CLAIM.iat)), numericEnd(payload.get(CLAIM.exp))];
  // Not of the specification, but whoever signs it means it (RFC 8392 §3.1.5).
  const notBefore = optional(numericDate, 0)(payload.get(CLAIM.nbf));
  if (issuedAt === undefined || expiresAt === undefined || notBefore === undefined) return undefined;
  return notBefore === 0 ? { issuedAt, expiresAt } : { issuedAt, notBefore, expiresAt };
}

function readFacts(
  inner: ReadonlyMap<unknown, unknown>,
  stated: Stated | undefined,
): Result<Facts, 'claims-malformed'> {
  const read = certificate(inner);
  if (read === undefined || stated === undefined) return fail('claims-malformed');
  const { family, given, plainFamily, plainGiven } = read.name;
  if (plainFamily === null && plainGiven === null) return fail('claims-malformed');
  const isPlainOnly = `${given}${family}`.trim() === '';
  const spaced = (plain: string | null): string => plain?.replace(/</gu, ' ') ?? '';
  return ok({
    ...NO_FACTS,
    ...stated,
    maskedName: isPlainOnly ? maskNames(spaced(plainFamily), spaced(plainGiven)) : maskNames(family, given),
    person: namedPerson(plainFamily ?? family, plainGiven ?? given, read.birthDate),
  });
}

function fromVaccination(read: ReturnType<typeof vaccinationEntry>): Stated | undefined {
  if (read === undefined) return undefined;
  const { target, product, dose: nth, of, atDay } = read;
  return target === COVID ? { vaccinations: [{ product, dose: nth, of, atDay }] } : {};
}

function fromTest(read: ReturnType<typeof testEntry>): Stated | undefined {
  if (read === undefined) return undefined;
  const kind = TEST_KIND.get(read.kind) ?? 'other';
  const result = TEST_RESULT.get(read.result) ?? 'inconclusive';
  const { target, sampledAt, resultAt: knownAt } = read;
  return target === COVID ? { tests: [{ kind, sampledAt, resultAt: knownAt, result }] } : {};
}

function fromRecovery(read: ReturnType<typeof recoveryEntry>): Stated | undefined {
  if (read === undefined) return undefined;
  const { target, firstPositiveDay, fromDay, untilDay } = read;
  return target === COVID ? { recoveries: [{ firstPositiveDay, fromDay, untilDay }] } : {};
}

function isEmpty(group: unknown): boolean {
  return group === undefined || group === null || (Array.isArray(group) && group.length === 0);
}
