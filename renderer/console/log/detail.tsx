import { useEffect, useMemo, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogDetail, LogRow, ReasonWords } from '../../../shared/console/log.ts';
import { inWords } from '../../../shared/console/words.ts';
import { asLanguage } from '../../text/text.ts';
import { Icon } from '../../ui/shapes.tsx';
import { Shown } from '../asked.tsx';
import { useAsked } from '../use-asked.ts';
import { VerdictMark } from '../verdict-mark.tsx';
import { kindOf, type RowWords } from './columns.tsx';
import { wallTime, wallTimeInZone } from './wall-time.ts';

interface Props {
  readonly id: string;
  readonly words: RowWords;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
}

/** One entry with all that is to be said of it, beside the log. */
export function Detail({ id, words, onOpen, onClose }: Props): ReactElement {
  const { t } = useTranslation('console');
  const asked = useAsked(
    'detail',
    useMemo(() => ({ id }), [id]),
  );
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
  }, [id]);
  return (
    <aside
      className="detail"
      aria-labelledby="detail-title"
      data-entry={id}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <header className="detail__head">
        <h2 ref={title} id="detail-title" tabIndex={-1}>
          {t('log.detail.title')}
        </h2>
        <button type="button" className="button button--icon" aria-label={t('log.detail.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="detail__body" data-scrolls tabIndex={0} role="region" aria-labelledby="detail-title">
        <Shown asked={asked}>{(detail) => <Said detail={detail} words={words} onOpen={onOpen} />}</Shown>
      </div>
    </aside>
  );
}

interface SaidProps {
  readonly detail: LogDetail;
  readonly words: RowWords;
  readonly onOpen: (id: string) => void;
}

function Said({ detail, words, onOpen }: SaidProps): ReactElement {
  const { t } = useTranslation('console');
  const { row, reasons, related } = detail;
  return (
    <>
      <p className="detail__what">
        {row.verdict !== null && <VerdictMark verdict={row.verdict} />}
        <span>{kindOf(row, words.language)}</span>
      </p>
      <section>
        <h3>{t('log.detail.why')}</h3>
        {reasons.length === 0 && <p className="hint">{t('log.detail.noReasons')}</p>}
        <ul className="detail__reasons">
          {reasons.map((reason) => (
            <Reason key={reason.code} reason={reason} words={words} />
          ))}
        </ul>
        <WordsOf detail={detail} />
      </section>
      <section>
        <h3>{t('log.detail.facts')}</h3>
        <Facts row={row} />
      </section>
      <section>
        <h3>{t('log.detail.related')}</h3>
        {related.length === 0 && <p className="hint">{t('log.detail.noRelated')}</p>}
        <ul className="detail__related">
          {related.map((other) => (
            <li key={other.id}>
              <Other row={other} words={words} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Reason({ reason, words }: { reason: ReasonWords; words: RowWords }): ReactElement {
  const { t } = useTranslation('console');
  const { code, phone, says, rule, verdict } = reason;
  return (
    <li className={`detail__reason detail__reason--${verdict ?? 'none'}`} data-reason={code}>
      <p>{says === null ? words.reasonOf(code, words.language) : says[words.language]}</p>
      {rule !== null && <p className="detail__rule">{t('log.detail.rule', { text: rule[words.language] })}</p>}
      {says === null && <p className="hint">{t('log.detail.unknownReason')}</p>}
      <p className="hint">{[phone, code].filter((it) => it !== null).join(' · ')}</p>
    </li>
  );
}

/** By which rules the words are, where that is not what the entry was judged by. */
function WordsOf({ detail: { row, reasons, wordsVersion } }: { detail: LogDetail }): ReactElement | null {
  const { t } = useTranslation('console');
  if (reasons.length === 0 || row.policyVersion === null || row.policyVersion === wordsVersion) return null;
  return (
    <p className="hint" data-words-version={wordsVersion}>
      {wordsVersion === null
        ? t('log.detail.noWords')
        : t('log.detail.otherVersion', { version: wordsVersion, then: row.policyVersion })}
    </p>
  );
}

const SECONDS_PER_TENTH_OF_HOUR = 360;

function Facts({ row }: { row: LogRow }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { maskedName, gate, format, colour, testAgeSeconds, guard, policyVersion, durationMs } = row;
  const clock = row.isClockConfirmed ? [] : [t('log.detail.clock')];
  const hours = testAgeSeconds === null ? null : Math.round(testAgeSeconds / SECONDS_PER_TENTH_OF_HOUR) / 10;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('log.detail.time'), [wallTimeInZone(row, language), ...clock].join(' · ')],
    [t('log.column.gate'), gate],
    [t('log.column.name'), maskedName],
    [t('log.detail.colour'), colour && inWords(colour, language)],
    [t('log.detail.test'), hours === null ? null : t('log.detail.testHours', { hours })],
    [t('log.detail.format'), format],
    [t('log.column.guard'), guard],
    [t('log.detail.rules'), policyVersion],
    [t('log.detail.took'), durationMs === null ? null : t('log.detail.tookMs', { ms: durationMs })],
    [t('log.detail.id'), <code key="id">{row.id}</code>],
  ];
  return (
    <dl className="said">
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Other({ row, words, onOpen }: { row: LogRow; words: RowWords; onOpen: (id: string) => void }): ReactElement {
  const { language, reasonOf } = words;
  return (
    <button
      type="button"
      className="button detail__other"
      data-related={row.id}
      onClick={() => {
        onOpen(row.id);
      }}
    >
      <span>{wallTime(row, language)}</span>
      {row.verdict !== null && <VerdictMark verdict={row.verdict} />}
      <span>{[kindOf(row, language), ...row.reasons.map((code) => reasonOf(code, language))].join(' · ')}</span>
    </button>
  );
}
