import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../../../shared/console/person.ts';
import { Failed } from '../asked.tsx';
import { useDoing } from '../use-asked.ts';
import { useScope } from './scope.ts';

interface Props {
  readonly trace: Trace;
  readonly onDecided: () => void;
}

/** An auditor's yes or no, beneath exactly what it is about. */
export function Decide({ trace, onDecided }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const scope = useScope(trace.scope);
  const decide = async (isApproved: boolean): Promise<void> => {
    if ((await run('trace:decide', { id: trace.id, isApproved })) !== null) onDecided();
  };
  return (
    <details className="more">
      <summary>{t('trace.decide')}</summary>
      {fault !== null && <Failed fault={fault} onAgain={onDecided} />}
      <p>{t('trace.decideSays')}</p>
      <p>
        <strong>
          {t('trace.case', { caseNumber: trace.caseNumber })} · {scope}
        </strong>
      </p>
      <div className="keys">
        <button type="button" className="button button--main" disabled={isBusy} onClick={() => void decide(true)}>
          {t('trace.approve')}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void decide(false)}>
          {t('trace.refuse')}
        </button>
      </div>
    </details>
  );
}
