import { z } from 'zod';
import { builtInReason, isBuiltIn } from '../reasons.ts';
import { VERDICTS, type Language, type Texts } from '../verdict.ts';
import type { ReasonWords } from './log.ts';

const texts = z.object({ guard: z.string(), visitor: z.string() });
const inBoth = z.object({ 'zh-CN': texts, en: texts });

/**
 * What words need of a policy, and no more of it: the words of one that a kiosk would refuse, for whatever reason, still
 * say what its reasons mean.
 */
export const policyWords = z.object({
  version: z.int(),
  rules: z.record(
    z.string(),
    z.object({
      /** The author's words: what for. */
      note: z.string().optional(),
      reason: z.object({ code: z.string(), phone: z.string(), verdict: z.enum(VERDICTS), texts: inBoth }),
    }),
  ),
  messages: z.record(z.string(), inBoth).default({}),
});
export type PolicyWords = z.infer<typeof policyWords>;

/**
 * A reason in words: the kiosk's own, as the health office has reworded it, or a rule's.
 *
 * @param policy `null`: there are no rules to take them from
 */
export function reasonWordsOf(code: string, policy: PolicyWords | null): ReasonWords {
  if (isBuiltIn(code)) {
    const { phone, verdict, texts: own } = builtInReason(code);
    const said = policy !== null && Object.hasOwn(policy.messages, code) ? policy.messages[code] : undefined;
    return { code, phone, verdict, says: forGuard(said ?? own), rule: null };
  }
  const rule = policy === null ? undefined : Object.values(policy.rules).find(({ reason }) => reason.code === code);
  if (rule === undefined) return { code, phone: null, verdict: null, says: null, rule: null };
  const { phone, verdict, texts: said } = rule.reason;
  // Written once, in the author's language.
  const note = rule.note === undefined ? null : { 'zh-CN': rule.note, en: rule.note };
  return { code, phone, verdict, says: forGuard(said), rule: note };
}

function forGuard(said: Readonly<Record<Language, Texts>>): Readonly<Record<Language, string>> {
  return { 'zh-CN': said['zh-CN'].guard, en: said.en.guard };
}
