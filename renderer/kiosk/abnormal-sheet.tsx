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
  /** As far as it is known here; these were recorded already. */
  readonly recorded: readonly AbnormalStep[];
  readonly onClose: () => void;
}

/** 异常处置: what is to be done with somebody who may be ill; what was done is recorded. */
export function AbnormalSheet({ about, recorded, onClose }: Props): ReactElement {
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
                checked={recorded.includes(step) || done.includes(step)}
                disabled={recorded.includes(step)}
                onChange={({ target }) => {
                  setDone((before) => (target.checked ? [...before, step] : before.filter((one) => one !== step)));
                }}
              />
              <span className="choice__mark">
                <Icon name="tick" />
              </span>
              {t(`abnormal.step.${step}`)}
              {recorded.includes(step) && <small>{t('abnormal.recorded')}</small>}
            </label>
          </li>
        ))}
      </ul>
      <p className="by-hand__fault" role="alert">
        {fault === 'main-silent' && `${t('problem.main-silent.says')} · ${t('problem.main-silent.todo')}`}
        {fault !== null && fault !== 'main-silent' && t(`byHand.fault.${fault}`)}
      </p>
      <button type="button" className="button button--main steps__record" disabled={done.length === 0} onClick={record}>
        {t('abnormal.record')}
      </button>
    </Sheet>
  );
}
