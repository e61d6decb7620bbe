import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome } from '../../shared/contract.ts';
import type { Summary } from '../../shared/judge.ts';
import { builtInReason } from '../../shared/reasons.ts';
import type { Reason } from '../../shared/verdict.ts';
import { asLanguage } from '../text/text.ts';
import { Sign } from '../ui/shapes.tsx';
import { ageOf } from './age.ts';
import type { Shown } from './outcome-state.ts';
import './outcome.css';

interface Props {
  readonly shown: Shown | null;
  readonly onDismiss: (serial: number) => void;
}

/** Where verdicts appear. The region itself is always there, so that screen readers announce what enters it. */
export const OutcomeRegion = memo(function OutcomeRegion({ shown, onDismiss }: Props): ReactElement {
  return (
    <div role="status" aria-live="assertive" aria-atomic="true">
      {/* A new serial is a new element: the entrance plays again, also for two admits in a row. */}
      {shown !== null && <OutcomePanel key={shown.outcome.serial} shown={shown} onDismiss={onDismiss} />}
    </div>
  );
});

function OutcomePanel({ shown, onDismiss }: { shown: Shown; onDismiss: (serial: number) => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const { serial, result } = shown.outcome;
  const [worst, ...further] = reasonsOf(result);
  const verdict = result.kind === 'hint' ? 'hint' : result.verdict;
  return (
    <section
      className={`outcome outcome--${worst.colour}`}
      data-verdict={verdict}
      data-reason={worst.code}
      data-serial={serial}
      onClick={() => {
        onDismiss(serial);
      }}
    >
      <div className="outcome__head">
        <Sign shape={worst.shape} />
        <h2 className="outcome__word">{t(`verdict.${verdict}`)}</h2>
      </div>
      <div className="outcome__body">
        <p className="outcome__guard">{worst.texts[language].guard}</p>
        <p className="outcome__visitor">
          <span className="outcome__label">{t('outcome.visitor')}</span>
          {result.kind === 'hint' && t(`seems.${result.seems}`)}
          {worst.texts[language].visitor}
        </p>
        {result.kind === 'decision' && <SummaryFacts summary={result.summary} />}
        {further.length > 0 && (
          <ul className="outcome__further" aria-label={t('outcome.further')}>
            {further.map((reason) => (
              <li key={reason.code}>
                <Sign shape={reason.shape} />
                {reason.texts[language].guard}
                <span className="outcome__phone">{reason.phone}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <footer className="outcome__foot">
        {staysUntilTouched(shown) && (
          <button type="button" className="button outcome__dismiss">
            {t('outcome.dismiss')}
          </button>
        )}
        <p className="outcome__next">
          {t('outcome.next')}
          <span className="outcome__trace">
            <span>{t('outcome.phone', { code: worst.phone })}</span>
            {t('outcome.number', { serial, time: clockTime(shown.decidedAtMs) })}
          </span>
        </p>
      </footer>
    </section>
  );
}

function SummaryFacts({ summary }: { summary: Summary }): ReactElement | null {
  const { t } = useTranslation();
  const age = useAgeWords(summary.testAgeSeconds);
  const code = [
    summary.colour === null ? null : t(`colour.${summary.colour}`),
    summary.codeKind === null ? null : t(`codeKind.${summary.codeKind}`),
  ];
  const test =
    summary.test === null ? [] : [t(`testKind.${summary.test.kind}`), t(`testResult.${summary.test.result}`), age];
  const facts = [
    { label: t('outcome.name'), words: [summary.maskedName] },
    { label: t('outcome.code'), words: code },
    { label: t('outcome.test'), words: test },
  ].filter(({ words }) => words.some((word) => word !== null));
  if (facts.length === 0) return null;
  return (
    <dl className="facts">
      {facts.map(({ label, words }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{words.filter((word) => word !== null).join(' · ')}</dd>
        </div>
      ))}
    </dl>
  );
}

function useAgeWords(seconds: number | null): string | null {
  const { t } = useTranslation();
  if (seconds === null) return null;
  const age = ageOf(seconds);
  return typeof age === 'string' ? t(`age.${age}`) : t(`age.${age.unit}`, { count: age.count });
}

/** A decision without reasons would be a bug of ours: then a person decides. */
function reasonsOf(result: Outcome['result']): readonly [Reason, ...Reason[]] {
  if (result.kind === 'hint') return [result.reason];
  const [worst = builtInReason('internal-error'), ...further] = result.reasons;
  return [worst, ...further];
}

function staysUntilTouched({ staysMs }: Shown): boolean {
  return staysMs === null;
}

function clockTime(epochMs: number): string {
  return new Date(epochMs).toLocaleTimeString('en-GB');
}
