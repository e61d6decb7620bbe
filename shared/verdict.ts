/** The three answers a kiosk gives: 放行, 人工核验 (a person decides), 禁止通行. */
export type Verdict = 'admit' | 'refer' | 'refuse';

/** Worst first: of several reasons the worst one's verdict holds. */
export const VERDICTS: readonly Verdict[] = ['refuse', 'refer', 'admit'];

export type Language = 'zh-CN' | 'en';

/** What is said to the two people at the door. The guard's sentence says what to do, the visitor's is polite. */
export interface Texts {
  readonly guard: string;
  readonly visitor: string;
}

/** A verdict's outline, so that colour is never the only cue (WCAG 2.2 SC 1.4.1). */
export type Shape = 'tick' | 'hand' | 'cross' | 'question';
/** Says at a glance what is wrong with the code itself, beside the verdict's shape. */
export type Emblem = 'expired' | 'forged' | 'revoked' | 'issuer-unknown' | 'unreadable';
export type SignalColour = 'green' | 'amber' | 'red' | 'blue';
export type Sound = 'admit' | 'refer' | 'refuse' | 'hint';

/** One reason of a decision, complete: who shows it needs no table. */
export interface Reason {
  /** Stable identifier, e.g. `test-too-old`. */
  readonly code: string;
  /** Short enough to say over a phone, e.g. `T-OLD`. */
  readonly phone: string;
  readonly verdict: Verdict;
  readonly texts: Readonly<Record<Language, Texts>>;
  readonly shape: Shape;
  readonly colour: SignalColour;
  readonly sound: Sound;
  /** `null`: the verdict's own shape says enough. */
  readonly emblem: Emblem | null;
}

export function worstVerdict(reasons: readonly { readonly verdict: Verdict }[]): Verdict {
  return VERDICTS.find((verdict) => reasons.some((reason) => reason.verdict === verdict)) ?? 'refer';
}

export function worstFirst(reasons: readonly Reason[]): Reason[] {
  return [...reasons].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
}
