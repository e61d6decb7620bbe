import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { GATE_REASONS, type GateReason, type GateStatus } from '../../shared/device/device.ts';
import { Icon } from '../ui/shapes.tsx';
import { useFit } from '../ui/use-fit.ts';
import { gateProblemOf } from './problems.ts';
import { usePressAndHold } from './use-press-and-hold.ts';
import './gate-bar.css';

interface Props {
  readonly gate: GateStatus;
  readonly onHold: (isHeld: boolean, reason: GateReason | null) => void;
}

/**
 * The foot of every screen of a kiosk with a gate, verdicts and sheets included: how the gate is, and the emergency. Opening
 * comes first; why is asked once it is open.
 */
export const GateBar = memo(function GateBar({ gate, onHold }: Props): ReactElement {
  const { t } = useTranslation();
  const isWrong = gateProblemOf(gate) !== null;
  const { isHeldOpen, heldFor } = gate;
  const fit = useFit<HTMLElement>();
  return (
    <section
      ref={fit}
      className="gate fits"
      aria-label={t('gate.label')}
      data-held={isHeldOpen}
      data-gate-state={gate.state}
    >
      {isHeldOpen && heldFor === null && <Reasons onHold={onHold} />}
      <p className="gate__state" role="status">
        <Icon name={isWrong ? 'warning' : isHeldOpen ? 'gate-open' : 'gate'} />
        <span>
          {isHeldOpen ? (
            <b>{t(isWrong ? 'gate.heldWrong' : 'gate.held')}</b>
          ) : (
            t(isWrong ? 'gate.wrong' : 'gate.closed')
          )}
          {heldFor !== null && ` · ${t(`gate.reason.${heldFor}`)}`}
        </span>
      </p>
      {isHeldOpen ? (
        <HoldButton
          key="close"
          label={t('gate.close')}
          act={() => {
            onHold(false, null);
          }}
        />
      ) : (
        <HoldButton
          key="open"
          label={t('gate.open')}
          act={() => {
            onHold(true, null);
          }}
        />
      )}
    </section>
  );
});

function Reasons({ onHold }: Pick<Props, 'onHold'>): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="gate__reasons" role="group" aria-label={t('gate.why')}>
      <span>{t('gate.why')}</span>
      {GATE_REASONS.map((reason) => (
        <button
          key={reason}
          type="button"
          className="button"
          data-reason={reason}
          onClick={() => {
            onHold(true, reason);
          }}
        >
          {t(`gate.reason.${reason}`)}
        </button>
      ))}
    </div>
  );
}

function HoldButton({ label, act }: { label: string; act: () => void }): ReactElement {
  const { isPressed, handlers } = usePressAndHold(act);
  return (
    <button type="button" className="button gate__hold" data-pressed={isPressed} {...handlers}>
      {label}
    </button>
  );
}
