import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asking, LayAgain, Wanting } from '../../shared/contract.ts';
import type { Progress } from '../../shared/parts.ts';
import { Clauses } from '../ui/clauses.tsx';
import { Parts } from '../ui/emblems.tsx';
import { Waiting, Wanted } from '../ui/shapes.tsx';
import { Whose } from './outcome-facts.tsx';

/** What comes to no verdict yet. */
export type Underway = Progress | Asking | Wanting | LayAgain;

/** How far it is, and what the visitor is to do: show what is missing, or wait a moment. */
export function UnderwayBody({ result }: { result: Underway }): ReactElement {
  const { t } = useTranslation();
  const { picture, says, todo, visitor } = useUnderway()(result);
  return (
    <>
      <div className="outcome__head">
        {picture}
        <h2 className="outcome__word">{lines(says)}</h2>
      </div>
      <div className="outcome__body">
        <p className="outcome__guard">{lines(todo)}</p>
        <p className="outcome__visitor">
          <span className="outcome__label">{t('outcome.visitor')}</span>
          <Clauses text={visitor.join(' · ')} />
        </p>
        {result.kind === 'needs' && <Whose {...result.summary} />}
      </div>
    </>
  );
}

function lines(texts: readonly string[]): ReactElement[] {
  return texts.map((text) => (
    <span key={text} className="outcome__line">
      <Clauses text={text} />
    </span>
  ));
}

interface UnderwayWords {
  readonly picture: ReactElement;
  /** One for each thing that is missing. */
  readonly says: readonly string[];
  readonly todo: readonly string[];
  readonly visitor: readonly string[];
}

/** @returns what is drawn and said of one */
export function useUnderway(): (result: Underway) => UnderwayWords {
  const { t } = useTranslation();
  return (result) => underwayWords(result, t);
}

function underwayWords(result: Underway, t: TFunction): UnderwayWords {
  switch (result.kind) {
    case 'asking':
      return {
        picture: <Waiting />,
        says: [t('asking.says')],
        todo: [t('asking.todo')],
        visitor: [t('asking.visitor')],
      };
    case 'progress': {
      const counts = { have: result.have, of: result.of };
      const says = [t('progress.says', counts)];
      return {
        picture: <Parts {...counts} />,
        says,
        todo: [t('progress.todo')],
        visitor: [t('progress.visitor', counts)],
      };
    }
    case 'lay-again':
      return {
        picture: <Wanted what="id-card" />,
        says: [t('layAgain.says')],
        todo: [t('layAgain.todo')],
        visitor: [t('layAgain.visitor')],
      };
    case 'needs':
      return {
        picture: (
          <div className="wanted">
            {result.needs.map((what) => (
              <Wanted key={what} what={what} />
            ))}
          </div>
        ),
        says: result.needs.map((what) => t(`needs.${what}.says`)),
        todo: result.needs.map((what) => t(`needs.${what}.todo`)),
        visitor: result.needs.map((what) => t(`needs.${what}.visitor`)),
      };
  }
}
