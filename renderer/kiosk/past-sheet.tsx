import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PastVisit, ShownDecision } from '../../shared/contract.ts';
import { checkOverrule, isAbnormal } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { formatClockTime } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Sign } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import './by-hand.css';

interface Props {
  /** Absent: nobody here can decide otherwise. */
  readonly onOverrule: ((decision: ShownDecision) => void) | undefined;
  readonly onAbnormal: (decision: ShownDecision) => void;
  readonly onClose: () => void;
}

/** The last few visitors, for a guard who was asked about one a moment later. */
export function PastSheet({ onOverrule, onAbnormal, onClose }: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const past = usePast();
  return (
    <Sheet title={t('past.title')} closeLabel={t('past.close')} onClose={onClose}>
      {past?.length === 0 && <p>{t('past.none')}</p>}
      {past === 'silent' && <p role="alert">{t('problem.main-silent.says')}</p>}
      <ol className="past">
        {(past === 'silent' ? [] : (past ?? [])).map(({ result, epochMs, guard }) => (
          <li key={`${result.entryId ?? ''} ${epochMs}`} className={`past__visit past__visit--${result.verdict}`}>
            <Sign shape={result.reasons[0]?.shape ?? 'hand'} />
            <p>
              <b>
                {[t(`verdict.${result.verdict}`), result.summary.maskedName].filter((it) => it !== null).join(' · ')}
              </b>
              <span>{result.reasons[0]?.texts[language].guard}</span>
              <small>{[formatClockTime(language, epochMs), guard].filter((it) => it !== null).join(' · ')}</small>
            </p>
            <div className="past__keys">
              {result.entryId !== null && isAbnormal(result) && (
                <button
                  type="button"
                  className="button"
                  data-action="abnormal"
                  onClick={() => {
                    onAbnormal(result);
                  }}
                >
                  {t('outcome.abnormal')}
                </button>
              )}
              {onOverrule !== undefined && result.entryId !== null && checkOverrule(result, 'supervisor') === null && (
                <button
                  type="button"
                  className="button"
                  onClick={() => {
                    onOverrule(result);
                  }}
                >
                  {t('outcome.overrule')}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

/** `undefined`: not known yet. */
function usePast(): readonly PastVisit[] | 'silent' | undefined {
  const [past, setPast] = useState<readonly PastVisit[] | 'silent'>();
  useEffect(() => {
    bridge.call('past:read', null).then(setPast, () => {
      setPast('silent');
    });
  }, []);
  return past;
}
