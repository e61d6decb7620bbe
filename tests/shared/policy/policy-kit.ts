import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts, TestFact } from '../../../shared/credential/facts.ts';
import type { CertLogicExpression } from 'certlogic-js';
import { applyPolicy, type VisitContext } from '../../../shared/policy/apply.ts';
import { compileLogic } from '../../../shared/policy/compile.ts';
import { checkPolicy, type Policy, type Rule } from '../../../shared/policy/policy.ts';
import { parseDateTime, type EpochSeconds } from '../../../shared/time.ts';
import { NO_FACTS } from '../../../shared/credential/facts.ts';

export const HOUR = 3600;

/** Friday 13 May 2022, nine in the morning in Shanghai. */
export const NINE = at('2022-05-13T09:00:00+08:00');

const DEMO_POLICY = join(import.meta.dirname, '../../../resources/policy/targets/policy.json');

/** A policy as it is written, open to any change. */
export interface Written {
  [field: string]: unknown;
  venueTypes: Record<string, Record<string, unknown>>;
  rules: Record<string, Record<string, unknown>>;
  trust: Record<string, unknown>[];
}

/** A fresh copy of the demo policy. */
export function writtenDemo(): Written {
  return JSON.parse(readFileSync(DEMO_POLICY, 'utf8')) as Written;
}

/** Parses what must be acceptable. */
export function policyOf(written: unknown): Policy {
  const checked = checkPolicy(written);
  if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes));
  return checked.value;
}

/** A policy with one venue type, `mall`, and one rule, `rule`. */
export function policyWith(logic: unknown, more: Record<string, unknown> = {}): Policy {
  return policyOf(writtenWith(logic, more));
}

/** A policy with a rule that no policy's file may have, as if it had got past all checks, and others. */
export function policyRunning(logic: unknown, others: readonly Rule[] = []): Policy {
  const policy = policyWith(true);
  const { mall } = policy.venueTypes;
  const [rule] = mall?.rules ?? [];
  if (mall === undefined || rule === undefined) throw new Error('no rule');
  const running = { ...rule, logic: compileLogic(logic as CertLogicExpression) };
  return { ...policy, venueTypes: { mall: { ...mall, rules: [running, ...others] } } };
}

export function writtenWith(logic: unknown, more: Record<string, unknown> = {}): Written {
  const demo = writtenDemo();
  const { mall = {} } = demo.venueTypes;
  const rule = { ...demo.rules['test-too-old'], ...more, logic };
  return { ...demo, venueTypes: { mall: { ...mall, rules: ['rule'] } }, rules: { rule } };
}

export const DEMO = policyOf(writtenDemo());

const NOBODY: Facts = { ...NO_FACTS, kind: 'dynamic', maskedName: '张*三', colour: 'green' };

/** A visitor with a green code and what is given. */
export function visitor(facts: Partial<Facts> = {}): Facts {
  return { ...NOBODY, ...facts };
}

/** A nucleic-acid test, negative unless said otherwise, sampled so long before `now`, with its result an hour later. */
export function testAged(ageSeconds: number, test: Partial<TestFact> = {}, now: EpochSeconds = NINE): TestFact {
  const sampledAt = now - ageSeconds;
  const resultAt = test.result === 'pending' ? null : Math.min(sampledAt + HOUR, Math.max(sampledAt, now));
  return { kind: 'nucleic-acid', result: 'negative', sampledAt, resultAt, ...test };
}

const ENTERING: VisitContext = {
  venueType: 'mall',
  district: null,
  door: null,
  direction: 'in',
  hasCardReader: false,
  secondsSinceAdmitted: null,
  temperatureCelsius: null,
  codeIssuedAt: NINE,
  clockErrorSeconds: null,
};

/** Codes of the reasons given to a visitor, worst first. */
export function codesFor(
  facts: Facts,
  context: Partial<VisitContext> = {},
  policy: Policy = DEMO,
  now: EpochSeconds = NINE,
): readonly string[] {
  return applyPolicy(facts, policy, { ...ENTERING, ...context }, now).reasons.map(({ code }) => code);
}

export function at(text: string): EpochSeconds {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}
