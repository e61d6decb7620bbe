import type { Colour, PersonRef, TestFact } from './credential/facts.ts';
import type { Reason, Verdict } from './verdict.ts';

/** What the guard is shown of the visitor: nothing that names one person among many. */
export interface Summary {
  readonly maskedName: string | null;
  readonly colour: Colour | null;
  readonly codeKind: 'dynamic' | 'paper' | null;
  /** The newest concluded nucleic-acid test, else the newest of any kind. */
  readonly test: Pick<TestFact, 'kind' | 'result'> | null;
  /** From sampling to the scan. */
  readonly testAgeSeconds: number | null;
  /** Issuer's area code (GB/T 2260) or name. */
  readonly issuer: string | null;
}

export interface Decision {
  readonly kind: 'decision';
  readonly verdict: Verdict;
  /** Worst first, never empty. */
  readonly reasons: readonly Reason[];
  /** Which format the code was in, `null` when that could not be told. */
  readonly format: string | null;
  readonly summary: Summary;
  readonly policyVersion: number | null;
  /** Never leaves the main process. */
  readonly person: PersonRef | null;
}

/** Not a visitor's credential at all: said on screen, not journalled. */
export interface Hint {
  readonly kind: 'hint';
  readonly seems: 'url' | 'wifi' | 'payment' | 'contact' | 'text';
  readonly reason: Reason;
}
