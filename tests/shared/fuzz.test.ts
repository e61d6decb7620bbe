import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import type { Claims } from '../../shared/credential/claims.ts';
import { decodeCredential } from '../../shared/credential/decode.ts';
import { healthCode } from '../../shared/credential/health-code.ts';
import { verifyCredential } from '../../shared/credential/verify.ts';
import { judge } from '../../shared/judge.ts';
import type { Primitives } from '../../shared/primitives.ts';
import { MAX_TEXT_LENGTH } from '../../shared/scan.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { bytesOf, envelope, HOUR, keyOf, NEGATIVE, NOW, payloadWith, SALT, textOf } from './credential/codes.ts';
import { bytesOfCode, diceOf, mutatedBytes, mutatedText, oneOf, withMutatedPayload, type Dice } from './fuzz-kit.ts';
import { codeOf, GROUNDS, SHANGHAI } from './judge-kit.ts';

/** The codes that are mutated: most would be admitted as they are. */
const ORIGINALS = [
  codeOf(),
  codeOf({}, { id: 'b1'.repeat(16) }),
  codeOf({ tests: [{ ...NEGATIVE, sampledAt: NOW - 48 * HOUR, resultAt: NOW }] }),
  codeOf({
    vaccinations: [1, 2].map((dose) => ({ product: '新冠灭活疫苗', dose, of: 2, atDay: 18_800 })),
    visited: [{ area: '310101', fromDay: 19_100, toDay: 19_110 }],
    ageGroup: '60+',
    pass: { type: 'staff', holder: '演示保洁', places: ['一号楼'], until: NOW + 999 },
  }),
  codeOf({ tests: Array.from({ length: 16 }, () => NEGATIVE) }),
  codeOf({ colour: 'red' }),
  codeOf({ kind: 'paper', cardMatch: { salt: SALT, tag: bytesOf(2) } }),
  textOf(envelope({ key: keyOf(9), payload: payloadWith() })),
];

const ORIGINAL_TEXTS: ReadonlySet<string> = new Set(ORIGINALS);

/** Takes every signature for good: what a mutation of the signed content does is seen only behind this door. */
const CREDULOUS: Primitives = { ...primitives, verifySignature: () => true };

/** Beyond any stall of a busy machine, far below what a loop that does not end would take. */
const CEILING_MS = 5000;

interface Tally {
  readonly said: Map<string, number>;
  slowestMs: number;
}

type Mutation = (dice: Dice, text: string, other: string) => string;

/** Shows so many texts to the whole chain; tells what was said of them. */
function show(count: number, mutation: Mutation, say: (text: string, nth: number) => string): Tally {
  const dice = diceOf(count);
  const tally: Tally = { said: new Map(), slowestMs: 0 };
  for (let nth = 0; nth < count; nth += 1) {
    const text = mutation(dice, oneOf(dice, ORIGINALS), oneOf(dice, ORIGINALS));
    const start = performance.now();
    const said = say(text, nth);
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start);
    tally.said.set(said, (tally.said.get(said) ?? 0) + 1);
  }
  return tally;
}

/** What is said of a text, which may be an admit for none but the originals. */
function saidOf(text: string): string {
  const said = firstReason(judge({ ...NO_EVIDENCE, code: text }, GROUNDS, primitives, NOW));
  if (said.startsWith('admit') && !ORIGINAL_TEXTS.has(text)) throw new Error(`admitted a mutation: ${text}`);
  return said;
}

/** Whoever is admitted when every signature is good must still be somebody the rules admit. */
function saidToTheCredulous(text: string): string {
  const said = firstReason(judge({ ...NO_EVIDENCE, code: text }, GROUNDS, CREDULOUS, NOW));
  if (!said.startsWith('admit')) return said;
  const sealed = decodeCredential(text, CREDULOUS);
  if (!sealed.ok) throw new Error(`admitted what cannot be decoded: ${text}`);
  const { trust, revocations } = GROUNDS;
  const { credential } = verifyCredential(sealed.value, healthCode, trust, revocations, CREDULOUS, NOW);
  if (credential === null) throw new Error(`admitted what was not verified: ${text}`);
  if (!isByTheRules(credential.claims)) throw new Error(`admitted against the rules: ${text}`);
  return said;
}

function isByTheRules({ facts, issuer, issuedAt, expiresAt }: Claims): boolean {
  const isTested = facts.tests.some(
    ({ kind, result, sampledAt }) => kind === 'nucleic-acid' && result === 'negative' && NOW - sampledAt <= 48 * HOUR,
  );
  const isInPeriod = issuedAt <= NOW + 300 && NOW < (expiresAt ?? 0);
  return isTested && isInPeriod && facts.colour === 'green' && facts.kind === 'dynamic' && issuer === '310000';
}

function firstReason(result: ReturnType<typeof judge>): string {
  return result.kind === 'decision' ? `${result.verdict} ${result.reasons[0]?.code ?? ''}` : result.kind;
}

const onBytes: Mutation = (dice, text, other) => textOf(mutatedBytes(dice, bytesOfCode(text), bytesOfCode(other)));

describe('of 100,000 mutated codes none throws, none is admitted, none takes long', () => {
  test.for([
    ['characters of the text', 40_000, mutatedText, saidOf],
    ['bytes of the signed object', 30_000, onBytes, saidOf],
    ['what was signed, under the old signature', 10_000, withMutatedPayload, saidOf],
    ['what was signed, read as if the signature were good', 20_000, withMutatedPayload, saidToTheCredulous],
  ] as const)('changed: %s', { timeout: 120_000 }, async ([, count, mutation, say], { annotate }) => {
    const { said, slowestMs } = show(count, mutation, say);
    await annotate(`slowest of ${count}: ${slowestMs.toFixed(0)} ms`);
    // A generator that makes only one kind of rubbish would prove little.
    expect(said.size).toBeGreaterThanOrEqual(5);
    expect(slowestMs).toBeLessThan(CEILING_MS);
  });
});

describe('the worst that fits into a code, and more', () => {
  const most = Math.floor((MAX_TEXT_LENGTH - 4) / 3) * 2;
  /** The tag of a signed object, and then the same again and again. */
  const filled = (hex: string, length = most): string =>
    textOf(Buffer.from(`d2${hex.repeat(Math.ceil((length * 2) / hex.length))}`, 'hex').subarray(0, length));
  const inPayload = (hex: string): string =>
    textOf(envelope({ key: SHANGHAI, payload: Buffer.from(hex.repeat(2600 / (hex.length / 2)), 'hex') }));
  test.each([
    ['lists in lists to the end', filled('81')],
    ['tags and lists in lists', filled('d281')],
    ['four items, the third of them lists in lists', filled(`844040${'81'.repeat(most)}`)],
    ['maps as keys of maps', filled('a1')],
    ['lists in lists within what is signed', inPayload('81')],
    ['maps in maps within what is signed', inPayload('a100')],
    ['a list that says it has 2^64 items', filled('9bffffffffffffffff', 10)],
    ['a text that says it has 2^32 bytes', filled('7affffffff', 6)],
    ['a map that says it has 2^32 entries', filled('baffffffff', 6)],
    ['a long number of a version', `DS${'9'.repeat(100_000)}:`],
    ['a text as long as a book', `DS1:${'0'.repeat(1_000_000)}`],
    ['an address of nothing but dots', `https://${'a.'.repeat(100_000)}`],
    ['an address with a million signs', `https://${'@'.repeat(1_000_000)}`],
    ['an address with a user and no host', `https://${'a'.repeat(500_000)}@${':'.repeat(500_000)}`],
    ['a payment address that never ends', `https://${'a-.'.repeat(50_000)}alipay.co`],
  ])('%s is dealt with at once', (_case, text) => {
    const start = performance.now();
    expect(saidOf(text)).not.toMatch(/^admit/u);
    expect(performance.now() - start).toBeLessThan(CEILING_MS);
  });
});
