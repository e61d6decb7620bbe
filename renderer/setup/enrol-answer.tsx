import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { HUB_EXAMPLE, TICKET_FILE, type SetUpFault } from '../../shared/setup.ts';
import { Icon } from '../ui/shapes.tsx';
import type { Asked } from './enrolling.ts';

/** Faults of what was shown that may be slips of what was typed. */
const SLIPS = ['code-unknown', 'hub-unreachable', 'answer-not-of-the-hub'] as const satisfies readonly SetUpFault[];
type Slip = (typeof SLIPS)[number];

function isSlip(fault: SetUpFault): fault is Slip {
  return (SLIPS as readonly SetUpFault[]).includes(fault);
}

interface Props {
  readonly asked: Asked;
  /** Whether it has enrolled before: the app starts anew then. */
  readonly isAnew: boolean;
}

/** What became of the last try, and what to do about it. */
export function EnrolAnswer({ asked, isAnew }: Props): ReactElement {
  const { t } = useTranslation('setup');
  const isTyped = asked.is === 'refused' && asked.from !== 'stick' && 'code' in asked.from;
  return (
    <div className="set-up__answer" data-is={asked.is} data-fault={asked.is === 'refused' ? asked.fault : undefined}>
      <div role="status">
        {asked.is === 'asking' && <p>{t('hub.asking')}</p>}
        {asked.is === 'other' && <p>{t('hub.other')}</p>}
        {asked.is === 'enrolled' && (
          <p>{t(isAnew ? 'hub.enrolledAnew' : 'hub.enrolled', { venue: asked.venue, gate: asked.gate })}</p>
        )}
      </div>
      {asked.is === 'refused' && (
        <p role="alert">
          <Icon name="warning" />
          <b>{t(`fault.${asked.fault}.says`)}</b>
          <span>
            {isTyped && isSlip(asked.fault)
              ? t(`typed.slip.${asked.fault}`)
              : t(`fault.${asked.fault}.todo`, { file: TICKET_FILE, example: HUB_EXAMPLE })}
          </span>
        </p>
      )}
    </div>
  );
}
