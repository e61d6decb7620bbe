import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { inWords } from '../../shared/console/words.ts';
import type { Shape, Verdict } from '../../shared/verdict.ts';
import { asLanguage } from '../text/text.ts';
import { Sign } from '../ui/shapes.tsx';

const SHAPES: Readonly<Record<Verdict, Shape>> = { admit: 'tick', refer: 'hand', refuse: 'cross' };

/** A verdict by its colour, its shape and its word. */
export function VerdictMark({ verdict }: { verdict: Verdict }): ReactElement {
  const { i18n } = useTranslation('console');
  return (
    <span className={`mark mark--${verdict}`}>
      <Sign shape={SHAPES[verdict]} />
      {inWords(verdict, asLanguage(i18n.language))}
    </span>
  );
}
