import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import { MAX_TEXT_LENGTH } from '../scan.ts';
import { decodeForeignCbor } from './cbor.ts';
import type { Content, Format, HeldKey, Sealed } from './claims.ts';
import { algorithmIn, decodeForeignSign1, isMap, kidIn } from './cose.ts';
import { NO_FACTS, type Facts } from './facts.ts';
import { numericDate, numericEnd } from './foreign-time.ts';
import { toHex } from './hex.ts';
import { maskNames } from './mask.ts';
import type { Period } from './period.ts';
import { namedPerson } from './person.ts';
import { BASE32, decodeRadix } from './radix.ts';
import { parseDate } from '../time.ts';
import { decodeUtf8 } from '../utf8.ts';
import { bytes, mapOf, optional, text, textLike, type Reader } from './shape.ts';
import { common, p256Jwk } from './trust-shapes.ts';

const PREFIX = 'NZCP:/1/';
const ANY_VERSION = /^NZCP:\//;

/** @see NZ COVID Pass v1, "CWT Claims" */
const CLAIM = { iss: 1, exp: 4, nbf: 5, cti: 7 } as const;
/** The first before the second, and others where they will. */
const CONTEXTS = ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'] as const;
const TYPES = ['VerifiableCredential', 'PublicCovidPass'];

const period: Reader<Period> = mapOf({ issuedAt: [CLAIM.nbf, numericDate], expiresAt: [CLAIM.exp, numericEnd] });

const issuer = textLike(/^did:web:[\w.:%-]+$/u, 256);

const passId = bytes(16, 16);

const pass = mapOf({
  issuer: [CLAIM.iss, issuer],
  id: [CLAIM.cti, passId],
  credential: [
    'vc',
    mapOf({
      context: [
        '@context',
        (value) => (Array.isArray(value) && value[0] === CONTEXTS[0] && value.includes(CONTEXTS[1]) ? true : undefined),
      ],
      types: [
        'type',
        (value) =>
          Array.isArray(value) && value.length === 2 && TYPES.every((type, i) => value[i] === type) ? true : undefined,
      ],
      version: ['version', textLike(/^1\.0\.0$/u, 5)],
      subject: [
        'credentialSubject',
        mapOf({
          given: ['givenName', text(1, 100)],
          family: ['familyName', optional(text(0, 100), '')],
          birthDate: ['dob', (value) => (typeof value === 'string' && parseDate(value).ok ? value : undefined)],
        }),
      ],
    }),
  ],
});

const verificationMethod = z.looseObject({ id: z.string(), type: z.string().optional() });

/** One, or a list of them. */
function oneOrMore<T extends z.ZodType>(item: T): z.ZodType<z.output<T>[]> {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).default([]),
  );
}

/** Who may sign: an issuer's DID document (did:web). @see W3C Decentralized Identifiers 1.0 §5.2, §5.3 */
const trusted = z.strictObject({
  format: z.literal('nzcp'),
  did: z.object({
    id: z.string().min(1).max(256),
    verificationMethod: oneOrMore(verificationMethod),
    /** Ids of the keys above, or keys written out in place. */
    assertionMethod: oneOrMore(z.union([z.string(), verificationMethod])),
  }),
  ...common,
});

type Trusted = z.infer<typeof trusted>;

/** The NZ COVID Pass: that its holder has a pass, and no more. @see NZ COVID Pass - Technical Specification v1 */
export const nzcp: Format<typeof trusted> = {
  id: 'nzcp',
  name: { 'zh-CN': '新西兰通行证', en: 'NZ COVID Pass' },
  seal: () => 'NZ',
  decodingSteps: ['prefix', 'base32', 'cbor', 'cose'],
  algorithms: ['ES256'],
  hasKeyUsage: false,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode,
  trust: { schema: trusted, keysOf, issuerOf: ({ did }) => did.id },
};

function decode(candidate: string): Result<Sealed, CredentialFault> {
  if (!candidate.startsWith(PREFIX)) return fail('version-unsupported');
  if (candidate.length > MAX_TEXT_LENGTH) return fail('text-too-long');
  const raw = decodeRadix(candidate.slice(PREFIX.length), BASE32);
  if (!raw.ok) return fail('base32-malformed');
  const sign1 = decodeForeignSign1(raw.value, true);
  if (!sign1.ok) return sign1;
  const { protectedHeader, isCritical, toBeSigned, signature } = sign1.value;
  const payload = decodeForeignCbor(sign1.value.payload);
  if (!payload.ok) return payload;
  const content = read(payload.value);
  const key = keyName(kidIn(protectedHeader));
  return ok({
    algorithm: algorithmIn(protectedHeader) === 'ES256' && !isCritical ? 'ES256' : null,
    // The key's name is relative to the issuer: without one it names nothing.
    kid: content.issuer === null || key === undefined ? null : `${content.issuer}#${key}`,
    message: toBeSigned,
    signature,
    content,
  });
}

/** The specification says text; its own examples, and the passes that were issued, have the text's bytes. */
function keyName(kid: unknown): string | undefined {
  return text(1, 64)(kid instanceof Uint8Array ? decodeUtf8(kid) : kid);
}

function read(payload: unknown): Content {
  const claims: ReadonlyMap<unknown, unknown> = isMap(payload) ? payload : new Map();
  const signed = period(claims);
  const id = passId(claims.get(CLAIM.cti));
  return {
    issuer: issuer(claims.get(CLAIM.iss)) ?? null,
    ids: id === undefined ? [] : [uuidUrn(id)],
    period: signed === undefined ? fail('period-malformed') : ok(signed),
    statement: null,
    facts: readFacts(claims),
  };
}

function readFacts(claims: ReadonlyMap<unknown, unknown>): Result<Facts, 'claims-malformed'> {
  const said = pass(claims);
  if (said === undefined) return fail('claims-malformed');
  const { given, family, birthDate } = said.credential.subject;
  return ok({
    ...NO_FACTS,
    maskedName: maskNames(family, given),
    person: namedPerson(family, given, birthDate),
  });
}

/** `jti` of a `cti`. @see NZ COVID Pass v1, "Mapping JTI <-> CTI" */
function uuidUrn(id: Uint8Array): string {
  const hex = toHex(id);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${parts.join('-')}`;
}

function keysOf({ did }: Trusted): HeldKey[] {
  return assertionMethodsOf(did).flatMap(({ id, type, publicKeyJwk }) => {
    const jwk = p256Jwk.safeParse(publicKeyJwk);
    return jwk.success && type === 'JsonWebKey2020' ? [{ kid: id, jwk: jwk.data }] : [];
  });
}

type DidDocument = Trusted['did'];
type VerificationMethod = DidDocument['verificationMethod'][number];

/** The document's own keys that may sign statements, each by its full id: named there, or written out in place. */
function assertionMethodsOf({
  id: did,
  verificationMethod: methods,
  assertionMethod,
}: DidDocument): VerificationMethod[] {
  const fullId = (id: string): string => (id.startsWith('#') ? `${did}${id}` : id);
  const known = new Map(methods.map((method) => [fullId(method.id), method]));
  return assertionMethod
    .flatMap((named) => (typeof named === 'string' ? (known.get(fullId(named)) ?? []) : named))
    .map((method) => ({ ...method, id: fullId(method.id) }))
    .filter(({ id }) => id.startsWith(`${did}#`));
}
