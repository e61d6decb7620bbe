import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LogGrid } from './grid.tsx';
import type { View } from './log-table.tsx';
import type { Found } from './person-dialog.tsx';

interface Props {
  readonly found: Found;
  readonly view: View;
  readonly onBack: () => void;
}

/** One person's card entries, as far as they were found. */
export function FoundTable({ found: { rows, isAll, reason, caseNumber }, view, onBack }: Props): ReactElement {
  const { t } = useTranslation('console');
  const count = rows.length;
  return (
    <>
      <header className="log__bar" data-found={count}>
        <button type="button" className="button" data-action="back" onClick={onBack}>
          {t('log.person.back')}
        </button>
        <p className="log__count">{t(isAll ? 'log.person.found' : 'log.person.foundMore', { count })}</p>
        <p className="hint">{[t(`log.person.because.${reason}`), t('log.person.about', { caseNumber })].join(' · ')}</p>
      </header>
      {count === 0 ? (
        <p className="state" role="status">
          {t('log.person.none')}
        </p>
      ) : (
        <LogGrid
          label={t('log.person.table')}
          rows={{
            extent: { begin: 0, end: count },
            ...{ isFromFirst: true, isToLast: true, total: count },
            at: (index) => rows[index] ?? null,
            foot: null,
          }}
          words={view.words}
          openId={view.openId}
          onOpen={view.onOpen}
          order="newest-first"
          onOrder={null}
          onSeen={nothing}
          onEnd={nothing}
        />
      )}
    </>
  );
}

/** All of them are here. */
function nothing(): void {
  return undefined;
}
