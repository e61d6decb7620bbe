import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus, PastVisit, ShownDecision } from '../../shared/contract.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import { checkOverrule, isAbnormal, type AbnormalStep } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { formatPast } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Clauses, Items } from '../ui/clauses.tsx';
import { Sign } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { sitesAfter, type SitesKept } from './sites-kept.ts';
import './by-hand.css';

interface Props {
  /** Of this moment: with each new one the list is read anew. */
  readonly status: KioskStatus;
  /** What visitors who lack a test were shown. */
  readonly sites: readonly SitesKept[];
  readonly onSites: (sites: readonly NearSite[]) => void;
  /** Absent: nobody here can decide otherwise. */
  readonly onOverrule: ((decision: ShownDecision) => void) | undefined;
  readonly onAbnormal: (decision: ShownDecision, done: readonly AbnormalStep[]) => void;
  readonly onClose: () => void;
}

/** The last few visitors, for a guard who was asked about one a moment later. */
export function PastSheet({ status, sites, onSites, onOverrule, onAbnormal, onClose }: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const past = usePast(status);
  const now = Date.parse(status.clock.at);
  return (
    <Sheet title={t('past.title')} closeLabel={t('past.close')} onClose={onClose}>
      {past?.length === 0 && <p>{t('past.none')}</p>}
      {past === 'silent' && <p role="alert">{`${t('problem.main-silent.says')} · ${t('problem.main-silent.todo')}`}</p>}
      <ol className="past">
        {(past === 'silent' ? [] : (past ?? [])).map(({ result, epochMs, guard, why, done }) => (
          <li key={`${result.entryId ?? ''} ${epochMs}`} className={`past__visit past__visit--${result.verdict}`}>
            <Sign shape={result.reasons[0]?.shape ?? 'hand'} />
            <p>
              <b>
                {[t(`verdict.${result.verdict}`), result.summary.maskedName].filter((it) => it !== null).join(' · ')}
              </b>
              {result.reasons.map(({ code, texts }) => (
                <Clauses key={code} text={texts[language].guard} />
              ))}
              {/* Beside a verdict there may have been no room for it. */}
              {result.verdict !== 'admit' && result.reasons[0] !== undefined && (
                <small data-visitor>
                  <Clauses text={t('past.visitor', { words: result.reasons[0].texts[language].visitor })} />
                </small>
              )}
              {done.length > 0 && (
                <small data-done={done.length}>
                  <Items items={[t('past.done'), ...done.map((step) => t(`abnormal.step.${step}`))]} />
                </small>
              )}
              <small>
                <Items
                  items={[formatPast(language, epochMs, now), guard, why === null ? null : t(`byHand.reason.${why}`)]}
                />
              </small>
            </p>
            <div className="past__keys">
              <SitesKey sites={sitesAfter(sites, result.entryId, now - epochMs)} onOpen={onSites} />
              {result.entryId !== null && isAbnormal(result) && (
                <button
                  type="button"
                  className="button"
                  data-action="abnormal"
                  onClick={() => {
                    onAbnormal(result, done);
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

/** The next scan takes them off the screen: here they are again. */
function SitesKey({ sites, onOpen }: { sites: readonly NearSite[]; onOpen: Props['onSites'] }): ReactElement | null {
  const { t } = useTranslation();
  if (sites.length === 0) return null;
  return (
    <button
      type="button"
      className="button"
      data-action="sites"
      onClick={() => {
        onOpen(sites);
      }}
    >
      {t('past.sites')}
    </button>
  );
}

/** `undefined`: not known yet. */
function usePast(status: KioskStatus): readonly PastVisit[] | 'silent' | undefined {
  const [past, setPast] = useState<readonly PastVisit[] | 'silent'>();
  useEffect(() => {
    bridge.call('past:read', null).then(setPast, () => {
      setPast('silent');
    });
  }, [status]);
  return past;
}
