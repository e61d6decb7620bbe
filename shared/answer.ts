import { areEqual } from './credential/cbor.ts';
import type { Verification } from './credential/verify.ts';
import type { StatusFault } from './faults.ts';
import type { Policy } from './policy/policy.ts';
import type { Lookup } from './visit.ts';

/**
 * What is wrong with a code as the answer to a question, or as one that nobody asked for.
 *
 * An answer counts for the question whose hash is signed in it and no other. Whatever else is wrong with one is the fault
 * of whoever answered or carried it, never the visitor's, so that no answer refuses anybody before the rules are asked. A code
 * that a visitor shows must have been made to be shown.
 *
 * @param lookup `null`: the visitor has shown the code
 */
export function checkAnswer(
  lookup: Lookup | null,
  { fault, credential }: Pick<Verification, 'fault' | 'credential'>,
  { statusProvider }: Pick<Policy, 'statusProvider'>,
): StatusFault | null {
  const answers = credential?.claims.facts.answers ?? null;
  if (lookup === null) return fault === null && answers !== null ? 'status-of-another' : null;
  if (credential === null) return 'status-unusable';
  if (answers === null || !areEqual(answers, lookup.asked)) return 'status-of-another';
  const mayAnswer = statusProvider?.issuers?.includes(credential.claims.issuer) ?? statusProvider !== undefined;
  return fault === null && mayAnswer ? null : 'status-unusable';
}
