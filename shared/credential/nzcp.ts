import { fail, ok, type Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';
import { MAX_TEXT_LENGTH } from '../scan.ts';
import { decodeForeignCbor } from './cbor.ts';
import type { Claims, Content, Format, Sealed } from './claims.ts';
import { algorithmIn, decodeForeignSign1, isMap, kidIn } from './cose.ts';
import { NO_FACTS } from './facts.ts';
import { numericDate, numericEnd } from './foreign-time.ts';
import { toHex } from './hex.ts';
import { maskNames } from './mask.ts';
import type { Period } from './period.ts';
import { namedPerson } from './person.ts';
import { BASE32, decodeRadix } from './radix.ts';
import { parseDate } from '../time.ts';
import { decodeUtf8 } from '../utf8.ts';
import { bytes, mapOf, optional, text, textLike, type Reader } from './shape.ts';

const PREFIX = 'NZCP:/1/';
const ANY_VERSION = /^NZCP:\//;

/** @see NZ COVID Pass v1, "CWT Claims" */
const CLAIM = { iss: 1, exp: 4, nbf: 5, cti: 7 } as const;
/** The first before the second, and others where they will. */
const CONTEXTS = ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'] as const;
const TYPES = ['VerifiableCredential', 'PublicCovidPass'];

const period: Reader<Period> = mapOf({ issuedAt: [CLAIM.nbf, numericDate], expiresAt: [CLAIM.exp, numericEnd] });

const issuer = textLike(/^did:web:[\w.:%-]+$/u, 256);

const pass = mapOf({
  issuer: [CLAIM.iss, issuer],
  id: [CLAIM.cti, bytes(16, 16)],
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

/** The NZ COVID Pass: that its holder has a pass, and no more. @see NZ COVID Pass - Technical Specification v1 */
export const nzcp: Format = {
  id: 'nzcp',
  decodingSteps: ['prefix', 'base32', 'cbor', 'cose'],
  hasKeyUsage: false,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode,
};

function decode(candidate: string): Result<Sealed, CredentialFault> {
  if (!candidate.startsWith(PREFIX)) return fail('version-unsupported');
  if (candidate.length > MAX_TEXT_LENGTH) return fail('text-too-long');
  const raw = decodeRadix(candidate.slice(PREFIX.length), BASE32);
  if (!raw.ok) return fail('base32-malformed');
  const sign1 = decodeForeignSign1(raw.value, true);
  if (!sign1.ok) return sign1;
  const { protectedHeader, toBeSigned, signature } = sign1.value;
  const payload = decodeForeignCbor(sign1.value.payload);
  if (!payload.ok) return payload;
  const from = isMap(payload.value) ? issuer(payload.value.get(CLAIM.iss)) : undefined;
  // Without its issuer a pass names no key at all: the key id is relative to it.
  if (from === undefined) return fail('cbor-malformed');
  const kid = keyName(kidIn(protectedHeader));
  if (kid === undefined) return fail('cose-malformed');
  if (algorithmIn(protectedHeader) !== 'ES256') return fail('algorithm-unsupported');
  const content = read(payload.value, from);
  return ok({ format: 'nzcp', algorithm: 'ES256', kid: `${from}#${kid}`, message: toBeSigned, signature, content });
}

/** The specification says text; its own examples, and the passes that were issued, have the text's bytes. */
function keyName(kid: unknown): string | undefined {
  return text(1, 64)(kid instanceof Uint8Array ? decodeUtf8(kid) : kid);
}

function read(payload: unknown, from: string): Content {
  const signed = period(payload);
  return {
    issuer: from,
    period: signed === undefined ? fail('period-malformed') : ok(signed),
    statement: null,
    claims: signed === undefined ? fail('claims-malformed') : readClaims(payload, signed),
  };
}

function readClaims(payload: unknown, signed: Period): Result<Claims, 'claims-malformed'> {
  const said = pass(payload);
  if (said === undefined) return fail('claims-malformed');
  const { given, family, birthDate } = said.credential.subject;
  return ok({
    issuer: said.issuer,
    ...signed,
    id: uuidUrn(said.id),
    facts: {
      ...NO_FACTS,
      maskedName: maskNames(family, given),
      person: namedPerson(family, given, birthDate),
    },
  });
}

/** `jti` of a `cti`. @see NZ COVID Pass v1, "Mapping JTI <-> CTI" */
function uuidUrn(id: Uint8Array): string {
  const hex = toHex(id);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${parts.join('-')}`;
}
