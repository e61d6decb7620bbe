import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** `null`: there is none. */
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}

/** From one page of a list to another; nothing where there is one alone. */
export function Pager({ onPrevious, onNext }: Props): ReactElement | null {
  const { t } = useTranslation('console');
  if (onPrevious === null && onNext === null) return null;
  return (
    <div className="keys">
      <button type="button" className="button" disabled={onPrevious === null} onClick={() => onPrevious?.()}>
        {t('fleet.previous')}
      </button>
      <button type="button" className="button" disabled={onNext === null} onClick={() => onNext?.()}>
        {t('fleet.next')}
      </button>
    </div>
  );
}
