import type { Format } from './credential/claims.ts';
import type { Colour, PassFact, TestFact } from './credential/facts.ts';
import type { TrustedKey } from './credential/trust-list.ts';
import type { Credential } from './credential/verify.ts';
import { newestTest } from './policy/rule-data.ts';
import type { EpochSeconds } from './time.ts';
import type { Language, Verdict } from './verdict.ts';

/** What the guard is shown of the visitor: nothing that names one person among many. */
export interface Summary {
  readonly maskedName: string | null;
  readonly colour: Colour | null;
  readonly codeKind: 'dynamic' | 'paper' | null;
  /** The newest concluded nucleic-acid test, else the newest of any kind. */
  readonly test: Pick<TestFact, 'kind' | 'result'> | null;
  /** From sampling to the scan. */
  readonly testAgeSeconds: number | null;
  /** Who issued the code. */
  readonly issuer: IssuerSummary | null;
  /** What sort of code it was, as far as that could be told. */
  readonly sort: SortSummary | null;
  /** As it was measured here. */
  readonly temperatureCelsius: number | null;
  /** That was shown beside the code, or is in it. */
  readonly pass: PassSummary | null;
}

/** What a guard compares with who, or what, stands before the gate. */
export type PassSummary = Pick<PassFact, 'type' | 'holder' | 'plate' | 'carries' | 'passengers' | 'post' | 'until'>;

export interface IssuerSummary {
  /** As signed: area code (GB/T 2260), country (ISO 3166-1), URL or DID. */
  readonly id: string;
  /** From the policy, where it names this issuer. */
  readonly name: Readonly<Record<Language, string>> | null;
}

export interface SortSummary {
  readonly name: Readonly<Record<Language, string>>;
  /** One to three letters, for a seal beside the name. */
  readonly seal: string;
}

export const NO_SUMMARY: Summary = {
  maskedName: null,
  colour: null,
  codeKind: null,
  test: null,
  testAgeSeconds: null,
  issuer: null,
  sort: null,
  temperatureCelsius: null,
  pass: null,
};

/** From here on a temperature is abnormal (体温异常): 37.3 °C, in the tenths that rules read. */
const FEVER_TENTHS = 373;

/** What tells that somebody may be ill. */
export type SignsOfIllness = Pick<Summary, 'colour' | 'test' | 'temperatureCelsius'>;

/** Whether somebody may be ill, by what their code says or what was measured here. */
export function seemsIll({ colour, test, temperatureCelsius: celsius }: SignsOfIllness): boolean {
  return (
    colour === 'red' || test?.result === 'positive' || (celsius !== null && Math.round(celsius * 10) >= FEVER_TENTHS)
  );
}

/** A test that is still awaited, or whose date is wrong, is not mended by another one. */
const WANTS_TEST = /^test(?:ed)?-(?!pending|positive|post-dated)/u;

/** It still does, and not for long. */
const TEST_IS_DUE = /^test-due/u;

/**
 * Tells whether a visitor should take a test, by the reasons' codes, which offices name so (docs/policy.md). `now`: they are
 * not let in for want of one that is new enough, `test-…` or `tested-…`. `soon`: they are let in, and reminded by `test-due…`.
 * `null`: neither; and who may be ill is not sent through the town.
 */
export function wantedTest(decided: {
  readonly verdict: Verdict;
  readonly reasons: readonly { readonly code: string; readonly verdict: Verdict }[];
  readonly summary: SignsOfIllness;
}): 'now' | 'soon' | null {
  const { verdict, reasons, summary } = decided;
  if (seemsIll(summary)) return null;
  if (verdict === 'admit') return reasons.some(({ code }) => TEST_IS_DUE.test(code)) ? 'soon' : null;
  return reasons.some((reason) => reason.verdict !== 'admit' && WANTS_TEST.test(reason.code)) ? 'now' : null;
}

/** What may be shown of a code whose signature does not hold, or that was not looked at: what it seems to be. */
export function summaryOfSort(format: Format): Summary {
  return { ...NO_SUMMARY, sort: { name: format.name, seal: format.seal(null) } };
}

/** What may be shown of a code that was signed by somebody trusted, as far as it can be read. */
export function summaryOf(
  format: Format,
  issuer: string | null,
  { name }: TrustedKey,
  credential: Credential | null,
  now: EpochSeconds,
): Summary {
  const signed: Summary = {
    ...NO_SUMMARY,
    issuer: issuer === null ? null : { id: issuer, name },
    sort: { name: format.name, seal: format.seal(issuer) },
  };
  if (credential === null) return signed;
  const { facts } = credential.claims;
  const test = newestTest(facts.tests, now);
  return {
    ...signed,
    maskedName: facts.maskedName,
    colour: facts.colour,
    codeKind: facts.kind,
    test: test && { kind: test.kind, result: test.result },
    testAgeSeconds: test && now - test.sampledAt,
    pass: facts.pass && passSummaryOf(facts.pass),
  };
}

function passSummaryOf({ type, holder, plate, carries, passengers, post, until }: PassFact): PassSummary {
  return { type, holder, plate, carries, passengers, post, until };
}
