import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props<P> {
  /** Where each page begins that led here, the one shown last; `null`: at the beginning. */
  readonly places: readonly (P | null)[];
  /** Where the page after the one shown begins; `null`: there is none. */
  readonly next: P | null;
  /** The same of what was asked for last; `null`: it is not here yet. */
  readonly asked: P | null;
  readonly onPlaces: (to: readonly (P | null)[]) => void;
}

/** From one page of a list to another; nothing where there is one alone. */
export function Pager<P>({ places, next, asked, onPlaces }: Props<P>): ReactElement | null {
  const { t } = useTranslation('console');
  const isFirst = places.length === 1;
  if (isFirst && next === null) return null;
  return (
    <div className="keys">
      <button
        type="button"
        className="button"
        disabled={isFirst}
        onClick={() => {
          onPlaces(places.slice(0, -1));
        }}
      >
        {t('fleet.previous')}
      </button>
      <button
        type="button"
        className="button"
        disabled={next === null}
        onClick={() => {
          // Once, however often somebody presses it before the page is here.
          if (asked !== null) onPlaces([...places, asked]);
        }}
      >
        {t('fleet.next')}
      </button>
    </div>
  );
}
