import { useMemo } from 'react';
import type { LogFacets } from '../../shared/console/log.ts';
import { builtInReason, isBuiltIn } from '../../shared/reasons.ts';
import type { Language } from '../../shared/verdict.ts';
import { useAsked } from './use-asked.ts';
import { useConsole } from './use-source.ts';

/** A reason in words; the code itself where nobody knows it any more. */
export type ReasonWords = (code: string, language: Language) => string;

/** By what a kiosk or a hub knows, and else by the words this program was made with. */
export function reasonWordsOf(reasons: LogFacets['reasons']): ReasonWords {
  const known = new Map(reasons.map(({ code, says }) => [code, says]));
  return (code, language) =>
    known.get(code)?.[language] ?? (isBuiltIn(code) ? builtInReason(code).texts[language].guard : code);
}

/**
 * Reasons in words, and the venue's gates.
 *
 * @returns words that do not have the rules' own until they are here, or for who may not see the log; gates: `null` as long
 */
export function useFacets(): readonly [wordsOf: ReasonWords, gates: readonly string[] | null] {
  const { me } = useConsole();
  const { reply } = useAsked('facets', me.may.includes('log') ? null : undefined);
  const wordsOf = useMemo(() => reasonWordsOf(reply?.reasons ?? []), [reply]);
  return [wordsOf, reply?.gates ?? null];
}
