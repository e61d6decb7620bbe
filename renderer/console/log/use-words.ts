import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogFacets } from '../../../shared/console/log.ts';
import { asLanguage } from '../../text/text.ts';
import { reasonWordsOf } from '../reason-words.ts';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import type { RowWords } from './columns.tsx';

/** In which words rows are shown, and what there is to filter by; the log is there without either. */
export function useWords(): readonly [RowWords, LogFacets | null] {
  const { i18n } = useTranslation('console');
  const { me } = useConsole();
  const { reply } = useAsked('facets', null);
  const language = asLanguage(i18n.language);
  const hasGates = me.at === 'hub';
  const words = useMemo(
    () => ({ language, hasGates, reasonOf: reasonWordsOf(reply?.reasons ?? []) }),
    [language, hasGates, reply],
  );
  return [words, reply];
}
