import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { Failed } from '../asked.tsx';

interface Props {
  /** `null`: nothing has failed. */
  readonly fault: ConsoleFault | null;
  readonly waitSeconds: number;
}

/** Why somebody was not let in, and for how long nobody needs to try again. */
export function Refused({ fault, waitSeconds }: Props): ReactElement | null {
  const { t } = useTranslation('console');
  if (fault === null) return null;
  return (
    <>
      <Failed fault={fault} />
      {waitSeconds > 0 && (
        // Not read out each second.
        <p role="timer" className="hint">
          {t('signIn.wait', { count: waitSeconds })}
        </p>
      )}
    </>
  );
}
