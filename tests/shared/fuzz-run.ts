import { performance } from 'node:perf_hooks';
import { primitives } from '../../electron/crypto.ts';
import {
  DEMO_CARD_ISSUER,
  DEMO_PASS_ISSUER,
  foreignText,
  foreignTexts,
  type ForeignCode,
} from '../../scripts/demo-foreign.ts';
import { demoCard } from '../../scripts/demo-visitors.ts';
import type { Claims } from '../../shared/credential/claims.ts';
import { NO_PASS_DETAILS } from '../../shared/credential/facts.ts';
import { decodeCredential, formatOf } from '../../shared/credential/decode.ts';
import { buildTrustList } from '../../shared/credential/trust-list.ts';
import { verifyCredential } from '../../shared/credential/verify.ts';
import { judge, type Grounds } from '../../shared/judge.ts';
import type { Primitives } from '../../shared/primitives.ts';
import { BUILT_IN_REASON_CODES } from '../../shared/reasons.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { bytesOf, envelope, HOUR, keyOf, NEGATIVE, NOW, payloadWith, SALT, textOf } from './credential/codes.ts';
import { passOf } from './credential/pass-kit.ts';
import { contentWith, RECOVERY, TEST, VACCINATION } from './credential/hcert-kit.ts';
import { diceOf, mutatedText, oneOf, withMutatedBytes, withMutatedPayload, type Dice } from './fuzz-kit.ts';
import { codeOf, GROUNDS } from './judge-kit.ts';
import { receiptOf } from './receipt-kit.ts';
import { DEMO } from './policy/policy-kit.ts';

const euCode = (content: Record<string, unknown>): string => foreignText({ format: 'hcert', content }, NOW);
const PASS: ForeignCode = { format: 'nzcp', subject: { givenName: 'Emma', familyName: 'Demo', dob: '1985-05-05' } };

/** The codes that are mutated: most would be admitted as they are. */
export const ORIGINALS = [
  codeOf(),
  codeOf({}, { id: 'b1'.repeat(16) }),
  codeOf({ tests: [{ ...NEGATIVE, sampledAt: NOW - 48 * HOUR, resultAt: NOW }] }),
  codeOf({
    vaccinations: [1, 2].map((dose) => ({ product: '新冠灭活疫苗', dose, of: 2, atDay: 18_800 })),
    visited: [{ area: '310101', fromDay: 19_100, toDay: 19_110 }],
    ageGroup: '60+',
    pass: { ...NO_PASS_DETAILS, type: 'staff', holder: '演示保洁', places: ['一号楼'], until: NOW + 999 },
  }),
  codeOf({ tests: Array.from({ length: 16 }, () => NEGATIVE) }),
  codeOf({ colour: 'red' }),
  codeOf({ kind: 'paper', cardMatch: { salt: SALT, tag: bytesOf(2) } }),
  textOf(envelope({ key: keyOf(9), payload: payloadWith() })),
  euCode(contentWith({ t: [TEST] })),
  euCode(contentWith({ v: [VACCINATION] })),
  euCode(contentWith({ r: [RECOVERY] })),
  ...foreignTexts(demoCard(NOW), NOW, 1),
  foreignText(PASS, NOW),
  receiptOf(),
  passOf(),
];

/** As at a demo kiosk, whose policy trusts a signer of each format; the tests' own Shanghai among them. */
const FUZZ_GROUNDS: Grounds = {
  ...GROUNDS,
  trust: new Map([...buildTrustList(DEMO.trust, primitives), ...GROUNDS.trust]),
};

/** What was signed of each original. Who admits a text that says the same in another way admits no forgery. */
const SIGNED: ReadonlySet<string> = new Set(ORIGINALS.map(signedPart));

function signedPart(text: string): string {
  const sealed = decodeCredential(text, primitives);
  return sealed.ok ? Buffer.from(sealed.value.message).toString('latin1') : sealed.fault;
}

/** Takes every signature for good: what a mutation of the signed content does is seen only behind this door. */
const CREDULOUS: Primitives = { ...primitives, verifySignature: () => true };

const KNOWN_CODES: ReadonlySet<string> = new Set([
  ...BUILT_IN_REASON_CODES,
  ...Object.values(DEMO.venueTypes).flatMap(({ rules }) => rules.map(({ reason }) => reason.code)),
]);

type Mutation = (dice: Dice, text: string, other: string) => string;

/** What is mutated, and how many of 100 inputs; what is said of each, which throws for what must never be said. */
export const RUNS: readonly (readonly [title: string, share: number, Mutation, (text: string) => string])[] = [
  ['characters of the text', 35, mutatedText, saidOf],
  ['bytes of the signed object', 30, withMutatedBytes, saidOf],
  ['what was signed, under the old signature', 15, withMutatedPayload, saidOf],
  ['what was signed, read as if the signature were good', 20, withMutatedPayload, saidToTheCredulous],
];

export interface Tally {
  readonly said: Map<string, number>;
  slowestMs: number;
}

/** Shows so many texts to the whole chain; tells what was said of them. */
export function show(count: number, [, , mutation, say]: (typeof RUNS)[number]): Tally {
  const dice = diceOf(count);
  const tally: Tally = { said: new Map(), slowestMs: 0 };
  for (let nth = 0; nth < count; nth += 1) {
    const text = mutation(dice, oneOf(dice, ORIGINALS), oneOf(dice, ORIGINALS));
    const start = performance.now();
    const said = say(text);
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start);
    tally.said.set(said, (tally.said.get(said) ?? 0) + 1);
  }
  return tally;
}

/** What is said of a text, which may be an admit for nothing but what was signed. */
export function saidOf(text: string): string {
  const said = judgedBy(primitives, text);
  if (said.startsWith('admit') && !SIGNED.has(signedPart(text))) throw new Error(`admitted a forgery: ${text}`);
  return said;
}

/** Whoever is admitted when every signature is good must still be somebody the rules admit. */
function saidToTheCredulous(text: string): string {
  const said = judgedBy(CREDULOUS, text);
  if (!said.startsWith('admit')) return said;
  const sealed = decodeCredential(text, CREDULOUS);
  const format = formatOf(text);
  if (!sealed.ok || format === undefined) throw new Error(`admitted what cannot be decoded: ${text}`);
  const { trust, revocations } = FUZZ_GROUNDS;
  const { credential } = verifyCredential(sealed.value, format, trust, revocations, CREDULOUS, NOW);
  if (credential === null) throw new Error(`admitted what was not verified: ${text}`);
  if (!isByTheRules(credential.claims, credential.format)) throw new Error(`admitted against the rules: ${text}`);
  return said;
}

function judgedBy(given: Primitives, text: string): string {
  const result = judge({ ...NO_EVIDENCE, code: text }, FUZZ_GROUNDS, given, NOW);
  if (result.kind !== 'decision') return result.kind;
  const codes = result.reasons.map(({ code }) => code);
  if (codes.length === 0 || !codes.every((code) => KNOWN_CODES.has(code))) throw new Error(`unknown reason: ${text}`);
  return `${result.verdict} ${codes[0] ?? ''}`;
}

/** Whom each format's issuer speaks of when the demo rules admit. */
const ISSUERS: Readonly<Record<string, string | null>> = {
  'health-code': '310000',
  hcert: null,
  shc: DEMO_CARD_ISSUER,
  nzcp: DEMO_PASS_ISSUER,
};

function isByTheRules({ facts, issuer, issuedAt, expiresAt }: Claims, format: string): boolean {
  const isTested = facts.tests.some(
    ({ kind, result, sampledAt }) => kind === 'nucleic-acid' && result === 'negative' && NOW - sampledAt <= 48 * HOUR,
  );
  const isInPeriod = issuedAt <= NOW + 300 && (expiresAt === null || NOW < expiresAt);
  const isOurs = format === 'health-code';
  const isShown = isOurs ? facts.colour === 'green' && facts.kind === 'dynamic' : facts.colour === null;
  return (
    isTested &&
    isInPeriod &&
    isShown &&
    Object.hasOwn(ISSUERS, format) &&
    [null, issuer].includes(ISSUERS[format] ?? null)
  );
}
