import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleFault } from '../../shared/console/calls.ts';
import { Icon } from '../ui/shapes.tsx';
import type { Asked } from './use-asked.ts';
import './asked.css';

/** What went wrong, in a sentence. @param onAgain absent: it is not tried again by a key of its own */
export function Failed({ fault, onAgain }: { fault: ConsoleFault; onAgain?: () => void }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <div className="failed" role="alert">
      <Icon name="warning" />
      <p>{t(`fault.${fault}`)}</p>
      {onAgain !== undefined && (
        <button type="button" className="button" onClick={onAgain}>
          {t('shell.again')}
        </button>
      )}
    </div>
  );
}

interface Props<R> {
  readonly asked: Asked<R>;
  readonly children: (reply: R) => ReactElement;
}

/** What was asked for, or that it is still on its way, or why it is not here. An older answer stays in sight beneath a failure. */
export function Shown<R>({ asked: { reply, fault, again }, children }: Props<R>): ReactElement {
  const { t } = useTranslation('console');
  return (
    <>
      {fault !== null && <Failed fault={fault} onAgain={again} />}
      {reply !== null && children(reply)}
      {reply === null && fault === null && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
    </>
  );
}
