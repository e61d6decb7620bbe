import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClockStatus } from '../../shared/contract.ts';
import { mayAct, type Access } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { Fact, Facts, useTime } from './facts.tsx';

/** What the kiosk knows of its clock, and where that is wrong the word of IT for it, asked for twice. */
export function ClockSection({ clock, access }: { clock: ClockStatus; access: Access }): ReactElement {
  const { t } = useTranslation();
  const timeOf = useTime();
  return (
    <section className="rules__clock">
      <h3>{t('clock.title')}</h3>
      <Facts>
        <Fact name={t('clock.at')}>
          {timeOf(clock.at)}
          {clock.isWrong && <strong> · {t('problem.clock-wrong.says')}</strong>}
        </Fact>
        <Fact name={t('clock.floor')}>{timeOf(clock.floor)}</Fact>
      </Facts>
      {clock.isWrong &&
        (mayAct(access, 'supervisor') ? (
          <Trusting at={timeOf(clock.at)} />
        ) : (
          <p>{t('byHand.fault.supervisor-wanted')}</p>
        ))}
    </section>
  );
}

type Step = 'idle' | 'asked' | 'failed';

function Trusting({ at }: { at: string }): ReactElement {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('idle');
  const trust = (): void => {
    bridge.call('clock:trust', null).then(
      () => {
        setStep('idle');
      },
      () => {
        setStep('failed');
      },
    );
  };
  if (step !== 'asked') {
    return (
      <div className="rules__actions">
        {step === 'failed' && (
          <p className="settings__failed" role="alert">
            {t('clock.failed')}
          </p>
        )}
        <button
          type="button"
          className="button"
          onClick={() => {
            setStep('asked');
          }}
        >
          {t('clock.trust')}
        </button>
      </div>
    );
  }
  return (
    <div className="rules__actions">
      <p role="alert">{t('clock.sure', { at })}</p>
      <button type="button" className="button" onClick={trust}>
        {t('clock.confirm')}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          setStep('idle');
        }}
      >
        {t('clock.cancel')}
      </button>
    </div>
  );
}
