import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import { SECONDS_PER_DAY } from '../time.ts';
import type { Format, HeldKey, KeyPrimitives } from './claims.ts';
import { isMap } from './cose.ts';
import { NO_FACTS, type Facts, type PassFact, type PassType, type PassWindow } from './facts.ts';
import { kidOf, LIMIT } from './health-code.ts';
import { toHex } from './hex.ts';
import { maskAgain } from './mask.ts';
import { bytes, integer, listOf, mapOf, oneOf, optional, text, tuple, type Reader } from './shape.ts';
import {
  CLAIM,
  claimsReader,
  decodeSignedText,
  issuerClaim,
  MAX_SECONDS,
  periodClaims,
  SIGNED_TEXT_STEPS,
} from './signed-text.ts';
import { common, number32 } from './trust-shapes.ts';

/** Version 1 of docs/pass.md; W for work, as `DSP` is what sets kiosks up. */
export const PASS_PREFIX = 'DSW1:';
const ANY_VERSION = /^DSW\d{1,3}:/;

/** Keys of the content map; docs/pass.md §3. */
export const PASS_KEY = {
  type: 1,
  name: 2,
  subject: 3,
  company: 4,
  places: 5,
  windows: 6,
  plate: 7,
  carries: 8,
  route: 9,
  passengers: 10,
  post: 11,
  stayUntil: 12,
} as const;

export const PASS_TYPES = ['staff', 'vehicle', 'shuttle', 'point-work', 'delivery'] as const satisfies PassType[];
export const CARRIES = ['cargo', 'passengers'] as const;

/** Limits of docs/pass.md §3. */
export const PASS_LIMIT = {
  /** From `iat` to `exp`: a pass holds offline for as long as nobody hears that it was taken back. */
  seconds: 31 * SECONDS_PER_DAY,
  places: 16,
  /** A venue's name and a gate's have 64 characters at most, of two UTF-16 units each. */
  place: 257,
  windows: 16,
  plate: 16,
  passengers: 999,
} as const;

/** What stands in some types of pass only. */
type Particular = 'plate' | 'carries' | 'route' | 'passengers' | 'post' | 'stayUntil';

/** Of each type: what it must say besides, and what it may. */
export const PARTICULARS: Record<
  PassType,
  { readonly must: readonly Particular[]; readonly may?: readonly Particular[] }
> = {
  staff: { must: [] },
  vehicle: { must: ['plate', 'carries', 'route'] },
  shuttle: { must: ['route', 'passengers'], may: ['plate'] },
  'point-work': { must: ['post', 'stayUntil'] },
  delivery: { must: [], may: ['plate'] },
};

const ALL_PARTICULARS = ['plate', 'carries', 'route', 'passengers', 'post', 'stayUntil'] as const;

const seconds = integer(0, MAX_SECONDS);
const label = text(1, LIMIT.label);

const window: Reader<PassWindow> = (value) => {
  const items = tuple(integer(1, 127), integer(0, 1439), integer(1, 1440))(value);
  return items && { days: items[0], fromMinute: items[1], minutes: items[2] };
};

const route: Reader<NonNullable<PassFact['route']>> = (value) => {
  const items = tuple(label, label)(value);
  return items && { from: items[0], to: items[1] };
};

const content = mapOf({
  type: [PASS_KEY.type, oneOf(PASS_TYPES)],
  name: [PASS_KEY.name, text(1, LIMIT.name)],
  subject: [PASS_KEY.subject, bytes(8, 8)],
  company: [PASS_KEY.company, tuple(bytes(8, 8), label)],
  places: [PASS_KEY.places, listOf(PASS_LIMIT.places, text(1, PASS_LIMIT.place))],
  windows: [PASS_KEY.windows, optional(listOf(PASS_LIMIT.windows, window), [])],
  plate: [PASS_KEY.plate, optional(text(1, PASS_LIMIT.plate), null)],
  carries: [PASS_KEY.carries, optional(oneOf(CARRIES), null)],
  route: [PASS_KEY.route, optional(route, null)],
  passengers: [PASS_KEY.passengers, optional(integer(1, PASS_LIMIT.passengers), null)],
  post: [PASS_KEY.post, optional(label, null)],
  stayUntil: [PASS_KEY.stayUntil, optional(seconds, null)],
});

const passId = bytes(8, 16);
const companyId = bytes(8, 8);
const claims = mapOf({ issuer: [CLAIM.iss, issuerClaim], id: [CLAIM.cti, passId], content: [CLAIM.content, content] });

/** Who may sign besides the hub at which a kiosk has enrolled: an Ed25519 key (RFC 8037), bound to one issuer where `issuer` is given. */
const trusted = z.strictObject({
  format: z.literal('pass'),
  issuer: z.string().min(1).max(32).optional(),
  jwk: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: number32 }),
  ...common,
});

/** A pass for return to work, 复工复产. @see docs/pass.md */
export const pass: Format<typeof trusted> = {
  id: 'pass',
  name: { 'zh-CN': '通行证', en: 'Pass' },
  seal: () => '通',
  decodingSteps: SIGNED_TEXT_STEPS,
  algorithms: ['EdDSA'],
  hasKeyUsage: false,
  recognises: (candidate) => ANY_VERSION.test(candidate),
  decode: (candidate) => decodeSignedText(candidate, PASS_PREFIX, read),
  trust: { schema: trusted, keysOf, issuerOf: (entry) => entry.issuer ?? null },
};

const read = claimsReader({ id: passId, maxSeconds: PASS_LIMIT.seconds, otherIds: companiesIn, facts: readFacts });

/** Found whatever else is wrong with a pass: a company is suspended by taking back all that has its id. */
function companiesIn(item: ReadonlyMap<unknown, unknown>): Uint8Array[] {
  const inner = item.get(CLAIM.content);
  const company: unknown = isMap(inner) ? inner.get(PASS_KEY.company) : undefined;
  const id = Array.isArray(company) ? companyId(company[0]) : undefined;
  return id === undefined ? [] : [id];
}

function readFacts(item: ReadonlyMap<unknown, unknown>): Result<Facts, 'claims-malformed'> {
  const said = claims(item);
  const signed = periodClaims(item);
  if (said === undefined || signed === undefined) return fail('claims-malformed');
  const { type, name, subject, company, places, stayUntil, ...rest } = said.content;
  if (places.length === 0 || !hasItsParticulars(said.content)) return fail('claims-malformed');
  return ok({
    ...NO_FACTS,
    // Its issuer is to mask it: one that does not is no reason to write a name down.
    maskedName: maskAgain(name),
    person: { type: 'subject', issuer: said.issuer, subject: toHex(subject) },
    pass: {
      ...rest,
      type,
      places,
      company: toHex(company[0]),
      holder: company[1],
      // Both are the first second at which it holds no more.
      until: Math.min(signed.expiresAt, stayUntil ?? Infinity) - 1,
    },
  });
}

/** What a pass of another type says would be shown to nobody. */
function hasItsParticulars(said: Readonly<Record<Particular, unknown>> & { readonly type: PassType }): boolean {
  const { must, may = [] } = PARTICULARS[said.type];
  return ALL_PARTICULARS.every((one) =>
    said[one] === null ? !must.includes(one) : must.includes(one) || may.includes(one),
  );
}

function keysOf({ jwk }: z.output<typeof trusted>, { sha256 }: KeyPrimitives): HeldKey[] {
  return [{ kid: kidOf(jwk, sha256), jwk }];
}
