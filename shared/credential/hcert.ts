import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import { MAX_TEXT_LENGTH } from '../scan.ts';
import { decodeBase45 } from './base45.ts';
import { decodeForeignCbor } from './cbor.ts';
import type { Claims, Content, Format, Sealed, Statement } from './claims.ts';
import { algorithmIn, decodeForeignSign1, isMap, kidIn, type Sign1 } from './cose.ts';
import { NO_FACTS, type Facts, type RecoveryFact, type TestFact, type VaccinationFact } from './facts.ts';
import { day, moment, numericDate, numericEnd } from './foreign-time.ts';
import { toHex } from './hex.ts';
import { MAX_INFLATED_LENGTH } from './limits.ts';
import { maskNames } from './mask.ts';
import type { Period } from './period.ts';
import { namedPerson } from './person.ts';
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

/** Longest text the schema has for anything, and for a value set's code. */
const label = text(0, 80);
const required = text(1, 80);
const issuer = text(1, 80);
const country = textLike(/^[A-Z]{1,10}$/u, 10);
const dose = integer(1, 999);

const entry = {
  target: ['tg', required],
  country: ['co', country],
  issuer: ['is', label],
  id: ['ci', required],
} as const;

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
  resultAt: ['dr', optional(moment, null)],
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
      family: ['fn', optional(label, '')],
      given: ['gn', optional(label, '')],
      plainFamily: ['fnt', optional(textLike(/^[A-Z<]*$/u, 80), null)],
      plainGiven: ['gnt', optional(textLike(/^[A-Z<]*$/u, 80), null)],
    }),
  ],
});

/** Where each kind of statement stands, and how its entry is read. */
const GROUPS: readonly (readonly [key: string, Statement, Reader<Entry>])[] = [
  ['v', 'vaccination', (value) => fromVaccination(vaccinationEntry(value))],
  ['t', 'test', (value) => fromTest(testEntry(value))],
  ['r', 'recovery', (value) => fromRecovery(recoveryEntry(value))],
];

/** What one entry of a group says. */
interface Entry {
  readonly id: string;
  readonly country: string;
  readonly facts: Partial<Pick<Facts, 'tests' | 'vaccinations' | 'recoveries'>>;
}

/**
 * The EU Digital COVID Certificate.
 *
 * @see hcert specification 1.x; EU DCC schema 1.0 to 1.3
 */
export const hcert: Format = {
  id: 'hcert',
  decodingSteps: ['prefix', 'base45', 'zlib', 'cbor', 'cose'],
  hasKeyUsage: true,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode,
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
  if (!isMap(payload.value) || certificateIn(payload.value) === undefined) return fail('cbor-malformed');
  return seal(sign1.value, read(payload.value, certificateIn(payload.value)));
}

/** The protected header wins over the other, in which a signer may put what its signature need not cover. */
function seal(
  { protectedHeader, unprotectedHeader, toBeSigned, signature }: Sign1,
  content: Content,
): Result<Sealed, CredentialFault> {
  const kid = kidIn(protectedHeader) ?? kidIn(unprotectedHeader);
  if (!(kid instanceof Uint8Array)) return fail('cose-malformed');
  const algorithm = algorithmIn(protectedHeader) ?? algorithmIn(unprotectedHeader);
  if (algorithm !== 'ES256' && algorithm !== 'PS256') return fail('algorithm-unsupported');
  return ok({ format: 'hcert', algorithm, kid: toHex(kid), message: toBeSigned, signature, content });
}

function certificateIn(payload: ReadonlyMap<unknown, unknown>): ReadonlyMap<unknown, unknown> | undefined {
  const container = payload.get(CLAIM.hcert);
  const inner = isMap(container) ? container.get(CLAIM.euHcertV1) : undefined;
  return isMap(inner) ? inner : undefined;
}

function read(payload: ReadonlyMap<unknown, unknown>, inner: ReadonlyMap<unknown, unknown> = new Map()): Content {
  const period = readPeriod(payload);
  // An empty or null group says as little as an absent one.
  const groups = GROUPS.filter(([key]) => !isEmpty(inner.get(key)));
  const group = groups.length === 1 ? groups[0] : undefined;
  const iss = payload.get(CLAIM.iss);
  const claims =
    period === undefined || group === undefined ? fail('claims-malformed') : readClaims(iss, period, inner, group);
  return {
    issuer: issuer(iss) ?? (claims.ok ? claims.value.issuer : null),
    period: period === undefined ? fail('period-malformed') : ok(period),
    statement: group?.[1] ?? null,
    claims,
  };
}

function readPeriod(payload: ReadonlyMap<unknown, unknown>): Period | undefined {
  const [issuedAt, expiresAt] = [numericDate(payload.get(CLAIM.iat)), numericEnd(payload.get(CLAIM.exp))];
  // Not of the specification, but whoever signs it means it (RFC 8392 §3.1.5).
  const notBefore = optional(numericDate, 0)(payload.get(CLAIM.nbf));
  return issuedAt === undefined || expiresAt === undefined || notBefore === undefined
    ? undefined
    : { issuedAt: Math.max(issuedAt, notBefore), expiresAt };
}

function readClaims(
  iss: unknown,
  period: Period,
  inner: ReadonlyMap<unknown, unknown>,
  [key, , reader]: (typeof GROUPS)[number],
): Result<Claims, 'claims-malformed'> {
  const entries: unknown = inner.get(key);
  const read = certificate(inner);
  const stated = Array.isArray(entries) && entries.length === 1 ? reader(entries[0]) : undefined;
  const said = issuer(iss);
  if (read === undefined || stated === undefined || (iss !== undefined && said === undefined)) {
    return fail('claims-malformed');
  }
  const { family, given, plainFamily, plainGiven } = read.name;
  if (plainFamily === null && plainGiven === null) return fail('claims-malformed');
  const isPlainOnly = `${given}${family}`.trim() === '';
  const spaced = (plain: string | null): string => plain?.replace(/</gu, ' ') ?? '';
  return ok({
    issuer: said ?? stated.country,
    ...period,
    id: stated.id,
    facts: {
      ...NO_FACTS,
      ...stated.facts,
      maskedName: isPlainOnly ? maskNames(spaced(plainFamily), spaced(plainGiven)) : maskNames(family, given),
      person: namedPerson(plainFamily ?? family, plainGiven ?? given, read.birthDate),
    },
  });
}

function fromVaccination(read: ReturnType<typeof vaccinationEntry>): Entry | undefined {
  if (read === undefined) return undefined;
  const { target, country: where, id, product, dose: nth, of, atDay } = read;
  const vaccination: VaccinationFact = { product, dose: nth, of, atDay };
  return { id, country: where, facts: target === COVID ? { vaccinations: [vaccination] } : {} };
}

function fromTest(read: ReturnType<typeof testEntry>): Entry | undefined {
  if (read === undefined) return undefined;
  const { target, country: where, id, sampledAt, resultAt } = read;
  const kind = TEST_KIND.get(read.kind) ?? 'other';
  const test: TestFact = { kind, sampledAt, resultAt, result: TEST_RESULT.get(read.result) ?? 'inconclusive' };
  return { id, country: where, facts: target === COVID ? { tests: [test] } : {} };
}

function fromRecovery(read: ReturnType<typeof recoveryEntry>): Entry | undefined {
  if (read === undefined) return undefined;
  const { target, country: where, id, firstPositiveDay, fromDay, untilDay } = read;
  const recovery: RecoveryFact = { firstPositiveDay, fromDay, untilDay };
  return { id, country: where, facts: target === COVID ? { recoveries: [recovery] } : {} };
}

function isEmpty(group: unknown): boolean {
  return group === undefined || group === null || (Array.isArray(group) && group.length === 0);
}
