import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import type { Claims, Content, Format, Sealed } from './claims.ts';
import { readBundle } from './fhir.ts';
import { numericDate, numericEnd } from './foreign-time.ts';
import { decodeJson } from './json.ts';
import { MAX_INFLATED_LENGTH } from './limits.ts';
import type { Period } from './period.ts';
import { MAX_PARTS, totalParts } from '../parts.ts';
import { BASE64URL, decodeRadix } from './radix.ts';
import { mapOf, optional, text as textOf, textLike, type Reader } from './shape.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';

const PREFIX = 'shc:/';

/** Longest compact JWS: the most parts that are joined, of the 1,191 characters each may have. */
const MAX_JWS_LENGTH = MAX_PARTS * 1191;

/** What a file or a wallet hands over instead of a QR code's digits. */
const COMPACT_JWS = /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/u;

/** A digit pair is a character's code less 45, the code of `-`. @see SMART Health Cards, "Encoding QRs" */
const FIRST_CHARACTER = 45;
const DIGIT_0 = 48;

const CARD_TYPE = 'https://smarthealth.cards#health-card';

const header = mapOf({
  algorithm: ['alg', textOf(1, 16)],
  compression: ['zip', textLike(/^DEF$/u, 3)],
  kid: ['kid', textLike(/^[\w-]+$/u, 86)],
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

const card = mapOf({
  issuer: ['iss', issuer],
  credential: [
    'vc',
    mapOf({
      types: ['type', types],
      revocationId: ['rid', optional(textLike(/^[\w-]+$/u, 24), null)],
      subject: [
        'credentialSubject',
        mapOf({ fhirVersion: ['fhirVersion', textLike(/^4\.\d/u, 16)], bundle: ['fhirBundle', readBundle] }),
      ],
    }),
  ],
});

/**
 * SMART Health Card: a compact JWS, in a QR code as digits.
 *
 * @see SMART Health Cards Framework 1.4; RFC 7515 §3.1
 */
export const shc: Format = {
  id: 'shc',
  decodingSteps: ['prefix', 'jws', 'zlib'],
  hasKeyUsage: false,
  recognises: (candidate) => candidate.startsWith(PREFIX) || COMPACT_JWS.test(candidate),
  decode,
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
  if (said.algorithm !== 'ES256' || said.critical !== null) return fail('algorithm-unsupported');
  const inflated = primitives.inflate(payload.value, 'raw', MAX_INFLATED_LENGTH);
  if (!inflated.ok) return inflated;
  return ok({
    format: 'shc',
    algorithm: 'ES256',
    kid: said.kid,
    message: encodeUtf8(`${headerText}.${payloadText}`),
    signature: signature.value,
    content: read(inflated.value),
  });
}

function fromDigits(text: string): Result<string, 'jws-malformed' | 'text-too-long'> {
  if (text.length > 2 * MAX_JWS_LENGTH) return fail('text-too-long');
  if (text.length % 2 !== 0) return fail('jws-malformed');
  const digits = encodeUtf8(text);
  const codes = new Uint8Array(text.length / 2);
  for (let i = 0; i < codes.length; i += 1) {
    const tens = (digits[2 * i] ?? 0) - DIGIT_0;
    const ones = (digits[2 * i + 1] ?? 0) - DIGIT_0;
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return fail('jws-malformed');
    codes[i] = FIRST_CHARACTER + 10 * tens + ones;
  }
  return ok(decodeUtf8(codes) ?? '');
}

function read(payload: Uint8Array): Content {
  const json = decodeJson(payload);
  if (!json.ok) return { issuer: null, period: null, statement: null, claims: json };
  const signed = period(json.value);
  return {
    issuer: issuerIn(json.value)?.issuer ?? null,
    period: signed === undefined ? fail('period-malformed') : ok(signed),
    statement: null,
    claims: signed === undefined ? fail('claims-malformed') : readClaims(json.value, signed),
  };
}

function readClaims(json: unknown, signed: Period): Result<Claims, 'claims-malformed'> {
  const said = card(json);
  if (said === undefined) return fail('claims-malformed');
  const { revocationId, subject } = said.credential;
  return ok({ issuer: said.issuer, ...signed, id: revocationId, facts: subject.bundle });
}
