import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome, Settings } from '../../shared/contract.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import { builtInReason, isBuiltIn } from '../../shared/reasons.ts';
import type { Reason, SignalColour, Verdict } from '../../shared/verdict.ts';
import { formatClockTime, formatNumber } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Clauses } from '../ui/clauses.tsx';
import { EmblemSign } from '../ui/emblems.tsx';
import { Icon, Sign } from '../ui/shapes.tsx';
import { useFit } from '../ui/use-fit.ts';
import { Actions, UndoBefore, type OutcomeActions } from './outcome-actions.tsx';
import { SummaryFacts } from './outcome-facts.tsx';
import { UnderwayBody, useUnderway, type Underway } from './outcome-underway.tsx';
import { SiteCard } from './sites.tsx';
import { SoundSign } from './sound-sign.tsx';
import type { SoundState } from './kiosk-state.ts';
import type { Shown } from './outcome-state.ts';
import './outcome.css';

type Verdicted = Exclude<Outcome['result'], Underway>;

interface Props {
  readonly shown: Shown | null;
  /** Why no next visitor can be read, `null`: they can. */
  readonly notice: string | null;
  /** How old the rules are, for a verdict that their age has come to; may be empty. */
  readonly rulesAge: string;
  readonly hand: Settings['hand'];
  /** Who relies on the sound is told that there is none. */
  readonly sound: SoundState;
  readonly actions: OutcomeActions;
}

/** Where verdicts appear. */
export const OutcomeRegion = memo(function OutcomeRegion({ shown, ...around }: Props): ReactElement {
  const said = useSaid(shown);
  return (
    <>
      {/*
        What screen readers announce, apart from what is seen: of ages that grow and keys that go nothing is to be heard. The
        region is always there, and each outcome a new element in it: the same verdict twice is announced twice.
      */}
      <div className="unseen" role="status" aria-live="assertive" aria-atomic="true">
        {shown !== null && <p key={shown.outcome.serial}>{said}</p>}
      </div>
      {/* Here as well: the entrance plays again. */}
      {shown !== null && <OutcomePanel key={shown.outcome.serial} shown={shown} {...around} />}
    </>
  );
});

/** The verdict and why, or what is missing, in words. */
function useSaid(shown: Shown | null): string {
  const { t, i18n } = useTranslation();
  const underway = useUnderway();
  if (shown === null) return '';
  const { result } = shown.outcome;
  if (isUnderway(result)) {
    const { says, todo } = underway(result);
    return [...says, ...todo].join(' · ');
  }
  const reasons = reasonsOf(result).map(({ texts }) => texts[asLanguage(i18n.language)].guard);
  return [t(`verdict.${wordOf(result)}`), ...reasons].join(' · ');
}

function OutcomePanel({
  shown,
  notice,
  rulesAge,
  hand,
  sound,
  actions,
}: Props & { readonly shown: Shown }): ReactElement {
  const { serial, result, sites = NO_SITES } = shown.outcome;
  const look = lookOf(result);
  const fit = useFit<HTMLElement>();
  return (
    <section
      ref={fit}
      className={`outcome outcome--${look.colour} fits`}
      data-verdict={look.verdict}
      data-reason={look.reason}
      data-serial={serial}
      onClick={() => {
        actions.dismiss(serial);
      }}
    >
      {isUnderway(result) ? (
        <UnderwayBody result={result} />
      ) : (
        <VerdictBody
          result={result}
          rulesAge={rulesAge}
          sites={sites}
          onSites={() => {
            actions.sites(serial, sites);
          }}
        />
      )}
      <UndoBefore {...actions} />
      {notice !== null && (
        <p className="outcome__notice" role="alert">
          <Icon name="warning" />
          <Clauses text={notice} />
        </p>
      )}
      <Foot shown={shown} isNextReadable={notice === null} hand={hand} sound={sound} actions={actions} />
    </section>
  );
}

/** What tests and styles know an outcome by. */
function lookOf(result: Outcome['result']): { colour: SignalColour; verdict: string; reason: string } {
  if (result.kind === 'progress') return { colour: 'blue', verdict: 'progress', reason: 'code-part' };
  if (result.kind === 'asking') return { colour: 'blue', verdict: 'asking', reason: 'online-code' };
  if (result.kind === 'needs') return { colour: 'blue', verdict: 'needs', reason: `needs-${result.needs.join('-')}` };
  if (result.kind === 'lay-again') return { colour: 'blue', verdict: 'needs', reason: 'card-left-early' };
  const [{ colour, code }] = reasonsOf(result);
  return { colour, verdict: result.kind === 'hint' ? 'hint' : result.verdict, reason: code };
}

/** What is said first; of a hint what it is not, or what is to be shown in its place. */
function wordOf(result: Verdicted): Verdict | 'hint' | 'scan-venue-code' {
  if (result.kind !== 'hint') return result.verdict;
  return result.seems === 'health-code' ? 'scan-venue-code' : 'hint';
}

function isUnderway(result: Outcome['result']): result is Underway {
  return result.kind !== 'hint' && result.kind !== 'decision';
}

interface VerdictProps extends Pick<Props, 'rulesAge'> {
  readonly result: Verdicted;
  readonly sites: readonly NearSite[];
  readonly onSites: () => void;
}

const NO_SITES: readonly NearSite[] = [];

function VerdictBody({ result, rulesAge, sites, onSites }: VerdictProps): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const [worst, ...further] = reasonsOf(result);
  const isAdmit = result.kind === 'decision' && result.verdict === 'admit';
  const forVisitor = [worst, ...(isAdmit ? further.filter(({ code }) => !isBuiltIn(code)) : [])];
  const isTooOld = worst.code === 'policy-expired' && rulesAge !== '';
  return (
    <>
      <div className="outcome__head">
        <Sign shape={worst.shape} />
        <h2 className="outcome__word">{t(`verdict.${wordOf(result)}`)}</h2>
      </div>
      <div className="outcome__body">
        <p className="outcome__guard">
          {worst.emblem !== null && <EmblemSign emblem={worst.emblem} />}
          <Clauses text={worst.texts[language].guard + (isTooOld ? t('tooOld.line', { words: rulesAge }) : '')} />
        </p>
        <p className="outcome__visitor">
          <span className="outcome__label">{t('outcome.visitor')}</span>
          {result.kind === 'hint' && <Clauses text={t(`seems.${result.seems}`)} />}
          {/* What the rules remind of beside an admit is the visitor's to hear. */}
          <Clauses text={forVisitor.map(({ texts }) => texts[language].visitor).join(' · ')} />
        </p>
        {further.length > 0 && (
          <ul className="outcome__further" aria-label={t('outcome.further')}>
            {further.map((reason) => (
              <li key={reason.code}>
                <Sign shape={reason.shape} />
                <Clauses text={reason.texts[language].guard} />
                <span className="outcome__phone">{reason.phone}</span>
              </li>
            ))}
          </ul>
        )}
        {/* Last: where room is short, every reason is read and a fact may be cut. */}
        {result.kind === 'decision' && <SummaryFacts {...result} reason={worst.code} areFew={sites.length > 0} />}
        <SiteCard sites={sites} onOpen={onSites} />
      </div>
    </>
  );
}

interface FootProps extends Pick<Props, 'actions' | 'hand' | 'sound'> {
  readonly shown: Shown;
  readonly isNextReadable: boolean;
}

function Foot({ shown, isNextReadable, hand, sound, actions }: FootProps): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const { serial, result, wireMs } = shown.outcome;
  return (
    <footer className="outcome__foot">
      <Actions shown={shown} hand={hand} actions={actions} />
      <p className="outcome__next">
        <SoundSign sound={sound} on="outcome" />
        {(!isUnderway(result) || result.kind === 'asking') && isNextReadable && t('outcome.next')}
        <span className="outcome__trace">
          {!isUnderway(result) && <span>{t('outcome.phone', { code: reasonsOf(result)[0].phone })}</span>}
          {wireMs !== undefined && (
            <span>{t('outcome.wire', { seconds: formatNumber(language, wireMs / 1000, 2) })}</span>
          )}
          {t('outcome.number', { serial, time: formatClockTime(language, shown.decidedAtMs) })}
        </span>
      </p>
    </footer>
  );
}

/** A decision without reasons would be a bug of ours: then a person decides. */
function reasonsOf(result: Verdicted): readonly [Reason, ...Reason[]] {
  if (result.kind === 'hint') return [result.reason];
  const [worst = builtInReason('internal-error'), ...further] = result.reasons;
  return [worst, ...further];
}
