import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ABNORMAL_STEPS, type AbnormalStep, type ByHandFault } from '../../shared/guard.ts';
import type { ShownDecision } from '../../shared/contract.ts';
import { bridge } from '../bridge.ts';
import { Icon } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import './by-hand.css';

interface Props {
  readonly about: ShownDecision;
  readonly onClose: () => void;
}

/** 异常处置: what is to be done with somebody who may be ill; what was done is recorded. */
export function AbnormalSheet({ about, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const [done, setDone] = useState<readonly AbnormalStep[]>([]);
  const [fault, setFault] = useState<ByHandFault | 'main-silent' | null>(null);
  const { entryId, summary } = about;
  const record = (): void => {
    if (entryId === null) return;
    const ordered = ABNORMAL_STEPS.filter((step) => done.includes(step));
    bridge.call('abnormal:record', { about: entryId, done: ordered }).then(
      (answer) => {
        setFault(answer.fault);
        if (answer.fault === null) onClose();
      },
      () => {
        setFault('main-silent');
      },
    );
  };
  return (
    <Sheet title={t('abnormal.title')} closeLabel={t('abnormal.close')} onClose={onClose}>
      {summary.maskedName !== null && <p className="by-hand__whom">{summary.maskedName}</p>}
      <ul className="steps">
        {ABNORMAL_STEPS.map((step) => (
          <li key={step}>
            <label className="choice__option steps__step" data-step={step}>
              <input
                type="checkbox"
                checked={done.includes(step)}
                onChange={({ target }) => {
                  setDone((before) => (target.checked ? [...before, step] : before.filter((one) => one !== step)));
                }}
              />
              <span className="choice__mark">
                <Icon name="tick" />
              </span>
              {t(`abnormal.step.${step}`)}
            </label>
          </li>
        ))}
      </ul>
      <p className="by-hand__fault" role="alert">
        {fault !== null && t(fault === 'main-silent' ? 'problem.main-silent.says' : `byHand.fault.${fault}`)}
      </p>
      <button type="button" className="button button--main steps__record" disabled={done.length === 0} onClick={record}>
        {t('abnormal.record')}
      </button>
    </Sheet>
  );
}
