import type { Policy } from '../policy/policy.ts';
import { BUILT_IN_REASON_CODES, builtInReason, reworded } from '../reasons.ts';
import type { Reason } from '../verdict.ts';
import { ENTERED_WORDS } from './entered.ts';
import type { ReasonWords } from './log.ts';

/**
 * What every reason means that an entry may have, in the words of these rules, by its code.
 *
 * @param policy `null`: there are none, and rules' own reasons are nobody's to tell
 */
export function reasonWordsOf(policy: Policy | null): ReadonlyMap<string, ReasonWords> {
  const entered = Object.entries(ENTERED_WORDS).map(([code, says]): ReasonWords => ({ ...unknownReason(code), says }));
  const builtIn = reworded(BUILT_IN_REASON_CODES.map(builtInReason), policy?.messages ?? {});
  const ruled = Object.values(policy?.rules ?? {}).map(({ reason, note }) => inWords(reason, note));
  return new Map([...entered, ...builtIn.map((reason) => inWords(reason, null)), ...ruled].map((it) => [it.code, it]));
}

/** A reason that nothing is known of: of rules that were in force before. */
export function unknownReason(code: string): ReasonWords {
  return { code, phone: null, verdict: null, says: null, rule: null };
}

function inWords({ code, phone, verdict, texts }: Reason, note: string | null): ReasonWords {
  const says = { 'zh-CN': texts['zh-CN'].guard, en: texts.en.guard };
  // An office writes what a rule is for once, in whatever language it writes in.
  return { code, phone, verdict, says, rule: note === null ? null : { 'zh-CN': note, en: note } };
}
