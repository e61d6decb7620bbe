import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import type { Content, Format, HeldKey, KeyPrimitives, Sealed } from './claims.ts';
import type { Facts } from './facts.ts';
import { readBundle } from './fhir.ts';
import { numericDate, numericEnd } from './foreign-time.ts';
import { decodeJson } from './json.ts';
import { MAX_INFLATED_LENGTH } from './limits.ts';
import type { Period } from './period.ts';
import { MAX_PARTS, totalParts } from '../parts.ts';
import { BASE64URL, decodeRadix, encodeBase64Url } from './radix.ts';
import type { RevokedId } from './revocation.ts';
import { mapOf, optional, text as textOf, textLike, type Reader } from './shape.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { thumbprintOf } from './thumbprint.ts';
import { common, p256Jwk } from './trust-shapes.ts';

const PREFIX = 'shc:/';

/** Longest compact JWS: the most parts that are joined, of the 1,191 characters each may have. */
const MAX_JWS_LENGTH = MAX_PARTS * 1191;

/** What a file or a wallet hands over instead of a QR code's digits. */
const COMPACT_JWS = /^eyJ[\w-]*\./u;

/** A digit pair is a character's code less 45, the code of `-`. @see SMART Health Cards, "Encoding QRs" */
const FIRST_CHARACTER = 45;
const DIGIT_0 = 48;

const CARD_TYPE = 'https://smarthealth.cards#health-card';

const header = mapOf({
  algorithm: ['alg', textOf(1, 16)],
  compression: ['zip', textLike(/^DEF$/u, 3)],
  kid: ['kid', optional<unknown, null>((value) => value ?? undefined, null)],
  critical: ['crit', optional<unknown, null>((value) => value, null)],
});

const period: Reader<Period> = mapOf({
  issuedAt: ['nbf', numericDate],
  expiresAt: ['exp', optional(numericEnd, null)],
});

const types: Reader<readonly unknown[]> = (value) =>
  Array.isArray(value) && value.length <= 16 && value.includes(CARD_TYPE) ? value : undefined;

/** `https`, and no slash at its end. */
const issuer = textLike(/^https:\/\/[^\s/]+(?:\/[^\s/]+)*$/u, 256);

const issuerIn = mapOf({ issuer: ['iss', issuer] });

const revocationId = textLike(/^[\w-]+$/u, 24);
const revocationIdIn = mapOf({ credential: ['vc', mapOf({ revocationId: ['rid', revocationId] })] });

const card = mapOf({
  issuer: ['iss', issuer],
  credential: [
    'vc',
    mapOf({
      types: ['type', types],
      revocationId: ['rid', optional(revocationId, null)],
      subject: [
        'credentialSubject',
        mapOf({ fhirVersion: ['fhirVersion', textLike(/^4\.\d/u, 16)], bundle: ['fhirBundle', readBundle] }),
      ],
    }),
  ],
});

/** A card revocation list. @see SMART Health Cards, "Revocation" */
const cardRevocationList = z.object({
  kid: z.string(),
  method: z.literal('rid'),
  ctr: z.int().min(0),
  /** Each with `.` and a time in seconds, where only cards issued before it are meant. */
  rids: z.array(z.string().regex(/^[\w-]{1,128}(?:\.\d{1,12}(?:\.\d{1,9})?)?$/u)),
});

/** Who may sign: an issuer and its key set, of which only P-256 keys are used. */
const trusted = z.strictObject({
  format: z.literal('shc'),
  iss: z.string().min(1).max(256),
  jwks: z.object({ keys: z.array(z.looseObject({})) }),
  crls: z.array(cardRevocationList).optional(),
  ...common,
});

type Trusted = z.infer<typeof trusted>;

/**
 * SMART Health Card: a compact JWS, in a QR code as digits.
 *
 * @see SMART Health Cards Framework 1.4; RFC 7515 §3.1
 */
export const shc: Format<typeof trusted> = {
  id: 'shc',
  name: { 'zh-CN': 'SMART 健康卡', en: 'SMART Health Card' },
  seal: () => 'SHC',
  decodingSteps: ['prefix', 'jws', 'zlib'],
  algorithms: ['ES256'],
  hasKeyUsage: false,
  recognises: (candidate) => candidate.startsWith(PREFIX) || COMPACT_JWS.test(candidate),
  decode,
  trust: { schema: trusted, keysOf, issuerOf: ({ iss }) => iss, revokedBy, isOutdated },
};

function decode(candidate: string, primitives: Primitives): Result<Sealed, CredentialFault> {
  if (totalParts(candidate) > MAX_PARTS) return fail('too-many-parts');
  const jws = candidate.startsWith(PREFIX) ? fromDigits(candidate.slice(PREFIX.length)) : ok(candidate);
  if (!jws.ok) return jws;
  if (jws.value.length > MAX_JWS_LENGTH) return fail('text-too-long');
  const texts = jws.value.split('.');
  if (texts.length !== 3) return fail('jws-malformed');
  const [headerText = '', payloadText = ''] = texts;
  const [head, payload, signature] = texts.map((text) => decodeRadix(text, BASE64URL));
  if (head?.ok !== true || payload?.ok !== true || signature?.ok !== true) {
    return fail('jws-malformed');
  }
  const headerJson = decodeJson(head.value);
  const said = headerJson.ok ? header(headerJson.value) : undefined;
  if (said === undefined) return fail('jws-malformed');
  const inflated = primitives.inflate(payload.value, 'raw', MAX_INFLATED_LENGTH);
  if (!inflated.ok) return inflated;
  return ok({
    algorithm: said.algorithm === 'ES256' && said.critical === null ? 'ES256' : null,
    kid: typeof said.kid === 'string' ? said.kid : null,
    message: encodeUtf8(`${headerText}.${payloadText}`),
    signature: signature.value,
    content: read(inflated.value),
  });
}

function fromDigits(written: string): Result<string, 'jws-malformed' | 'text-too-long'> {
  if (written.length > 2 * MAX_JWS_LENGTH) return fail('text-too-long');
  if (written.length % 2 !== 0) return fail('jws-malformed');
  const digits = encodeUtf8(written);
  const codes = new Uint8Array(written.length / 2);
  for (let i = 0; i < codes.length; i += 1) {
    const tens = (digits[2 * i] ?? 0) - DIGIT_0;
    const ones = (digits[2 * i + 1] ?? 0) - DIGIT_0;
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return fail('jws-malformed');
    codes[i] = FIRST_CHARACTER + 10 * tens + ones;
  }
  const text = decodeUtf8(codes);
  return text === undefined ? fail('jws-malformed') : ok(text);
}

function read(payload: Uint8Array): Content {
  const json = decodeJson(payload);
  if (!json.ok) return { issuer: null, ids: [], period: null, statement: null, facts: json };
  const signed = period(json.value);
  const id = revocationIdIn(json.value)?.credential.revocationId;
  return {
    issuer: issuerIn(json.value)?.issuer ?? null,
    ids: id === undefined ? [] : [id],
    period: signed === undefined ? fail('period-malformed') : ok(signed),
    statement: null,
    facts: readFacts(json.value),
  };
}

function readFacts(json: unknown): Result<Facts, 'claims-malformed'> {
  const facts = card(json)?.credential.subject.bundle;
  return facts === undefined ? fail('claims-malformed') : ok(facts);
}

/**
 * A key is known by its thumbprint, which its `kid` must be: a revocation list that names another would pass by it.
 *
 * @see SMART Health Cards, "Determining keys associated with an issuer"
 */
function keysOf({ jwks }: Trusted, { sha256 }: KeyPrimitives): HeldKey[] {
  return jwks.keys.flatMap((given) => {
    const jwk = p256Jwk.safeParse(given);
    if (!jwk.success || !isForSigning(given)) return [];
    const kid = encodeBase64Url(thumbprintOf(jwk.data, sha256));
    return given['kid'] === undefined || given['kid'] === kid ? [{ kid, jwk: jwk.data }] : [];
  });
}

/** What a key says of its use must allow ES256 signatures, as far as it says anything (RFC 7517 §4.2-4.4). */
function isForSigning({ use, alg, key_ops: operations }: Readonly<Record<string, unknown>>): boolean {
  const mayVerify = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  return (use === undefined || use === 'sig') && (alg === undefined || alg === 'ES256') && mayVerify;
}

/** Of several lists for one key only those with the highest `ctr` count. @see SMART Health Cards, "Revocation" */
function revokedBy(entries: readonly Trusted[]): RevokedId[] {
  const lists = entries.flatMap(({ iss, crls = [] }) => crls.map((crl) => ({ issuer: iss, ...crl })));
  const newest = new Map<string, number>();
  for (const { issuer: iss, kid, ctr } of lists) {
    newest.set(`${iss} ${kid}`, Math.max(ctr, newest.get(`${iss} ${kid}`) ?? 0));
  }
  return lists
    .filter(({ issuer: iss, kid, ctr }) => ctr === newest.get(`${iss} ${kid}`))
    .flatMap(({ issuer: iss, kid, rids }) => rids.map((rid) => ({ issuer: iss, kid, ...revokedCard(rid) })));
}

function revokedCard(rid: string): Pick<RevokedId, 'id' | 'issuedBefore'> {
  const [id = '', ...time] = rid.split('.');
  return time.length === 0 ? { id } : { id, issuedBefore: Number(time.join('.')) };
}

function isOutdated({ jwks, crls = [] }: Trusted): boolean {
  return jwks.keys.some(({ kid, crlVersion }) => {
    const held = crls.filter((crl) => crl.kid === kid).map(({ ctr }) => ctr);
    return typeof crlVersion === 'number' && crlVersion > Math.max(0, ...held);
  });
}
