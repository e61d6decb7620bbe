import { memo, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asking, LayAgain, Outcome, ShownDecision, Wanting } from '../../shared/contract.ts';
import { checkOverrule, isAbnormal, UNDO_WITHIN_MS } from '../../shared/guard.ts';
import { CARD_FORMAT } from '../../shared/journal.ts';
import type { Progress } from '../../shared/parts.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import { builtInReason } from '../../shared/reasons.ts';
import type { Summary } from '../../shared/summary.ts';
import type { Reason, SignalColour } from '../../shared/verdict.ts';
import { asLanguage } from '../text/text.ts';
import { EmblemSign, Parts, Seal } from '../ui/emblems.tsx';
import { Icon, Sign, Waiting, Wanted } from '../ui/shapes.tsx';
import { ageOf } from './age.ts';
import { issuerWords } from './issuer.ts';
import { SiteCard } from './sites.tsx';
import type { Shown } from './outcome-state.ts';
import './outcome.css';

/** What comes to no verdict yet. */
type Underway = Progress | Asking | Wanting | LayAgain;
type Verdicted = Exclude<Outcome['result'], Underway>;

interface Props {
  readonly shown: Shown | null;
  /** Why no next visitor can be read, `null`: they can. */
  readonly notice: string | null;
  /** How old the rules are, for a verdict that their age has come to; may be empty. */
  readonly rulesAge: string;
  readonly actions: OutcomeActions;
}

/** What a guard may do with an outcome. */
export interface OutcomeActions {
  readonly dismiss: (serial: number) => void;
  /** Absent: nobody here can decide otherwise. */
  readonly overrule: ((serial: number, decision: ShownDecision) => void) | undefined;
  readonly sites: (serial: number, sites: readonly NearSite[]) => void;
  readonly abnormal: (serial: number, decision: ShownDecision) => void;
  readonly undo: (serial: number, entryId: string) => void;
}

/** Where verdicts appear. The region itself is always there, so that screen readers announce what enters it. */
export const OutcomeRegion = memo(function OutcomeRegion({ shown, ...around }: Props): ReactElement {
  return (
    <div role="status" aria-live="assertive" aria-atomic="true">
      {/* A new serial is a new element: the entrance plays again, also for two admits in a row. */}
      {shown !== null && <OutcomePanel key={shown.outcome.serial} shown={shown} {...around} />}
    </div>
  );
});

function OutcomePanel({ shown, notice, rulesAge, actions }: Props & { readonly shown: Shown }): ReactElement {
  const { serial, result, sites = NO_SITES } = shown.outcome;
  const look = lookOf(result);
  return (
    <section
      className={`outcome outcome--${look.colour}`}
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
      {notice !== null && (
        <p className="outcome__notice" role="alert">
          <Icon name="warning" />
          <span>{notice}</span>
        </p>
      )}
      <Foot shown={shown} isNextReadable={notice === null} actions={actions} />
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

function isUnderway(result: Outcome['result']): result is Underway {
  return result.kind !== 'hint' && result.kind !== 'decision';
}

/** How far it is, and what the visitor is to do: show what is missing, or wait a moment. */
function UnderwayBody({ result }: { result: Underway }): ReactElement {
  const { t } = useTranslation();
  const { picture, says, todo, visitor } = useUnderway(result);
  return (
    <>
      <div className="outcome__head">
        {picture}
        <h2 className="outcome__word">{lines(says)}</h2>
      </div>
      <div className="outcome__body">
        <p className="outcome__guard">{lines(todo)}</p>
        <p className="outcome__visitor">
          <span className="outcome__label">{t('outcome.visitor')}</span>
          {visitor.join(' · ')}
        </p>
        {result.kind === 'needs' && <Whose {...result.summary} />}
      </div>
    </>
  );
}

function lines(texts: readonly string[]): ReactElement[] {
  return texts.map((text) => (
    <span key={text} className="outcome__line">
      {text}
    </span>
  ));
}

interface UnderwayWords {
  readonly picture: ReactElement;
  /** One for each thing that is missing. */
  readonly says: readonly string[];
  readonly todo: readonly string[];
  readonly visitor: readonly string[];
}

function useUnderway(result: Underway): UnderwayWords {
  const { t } = useTranslation();
  switch (result.kind) {
    case 'asking':
      return {
        picture: <Waiting />,
        says: [t('asking.says')],
        todo: [t('asking.todo')],
        visitor: [t('asking.visitor')],
      };
    case 'progress': {
      const counts = { have: result.have, of: result.of };
      const says = [t('progress.says', counts)];
      return {
        picture: <Parts {...counts} />,
        says,
        todo: [t('progress.todo')],
        visitor: [t('progress.visitor', counts)],
      };
    }
    case 'lay-again':
      return {
        picture: <Wanted what="id-card" />,
        says: [t('layAgain.says')],
        todo: [t('layAgain.todo')],
        visitor: [t('layAgain.visitor')],
      };
    case 'needs':
      return {
        picture: (
          <div className="wanted">
            {result.needs.map((what) => (
              <Wanted key={what} what={what} />
            ))}
          </div>
        ),
        says: result.needs.map((what) => t(`needs.${what}.says`)),
        todo: result.needs.map((what) => t(`needs.${what}.todo`)),
        visitor: result.needs.map((what) => t(`needs.${what}.visitor`)),
      };
  }
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
  const verdict = result.kind === 'hint' ? 'hint' : result.verdict;
  return (
    <>
      <div className="outcome__head">
        <Sign shape={worst.shape} />
        <h2 className="outcome__word">{t(`verdict.${verdict}`)}</h2>
      </div>
      <div className="outcome__body">
        <p className="outcome__guard">
          {worst.emblem !== null && <EmblemSign emblem={worst.emblem} />}
          {worst.texts[language].guard}
          {worst.code === 'policy-expired' && rulesAge !== '' && t('tooOld.line', { words: rulesAge })}
        </p>
        <p className="outcome__visitor">
          <span className="outcome__label">{t('outcome.visitor')}</span>
          {result.kind === 'hint' && t(`seems.${result.seems}`)}
          {worst.texts[language].visitor}
        </p>
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
        {/* Last: where room is short, every reason is read and a fact may be cut. */}
        {result.kind === 'decision' && <SummaryFacts {...result} areFew={sites.length > 0} />}
        <SiteCard sites={sites} onOpen={onSites} />
      </div>
    </>
  );
}

interface FootProps extends Pick<Props, 'actions'> {
  readonly shown: Shown;
  readonly isNextReadable: boolean;
}

function Foot({ shown, isNextReadable, actions }: FootProps): ReactElement {
  const { t } = useTranslation();
  const { serial, result, wireMs } = shown.outcome;
  return (
    <footer className="outcome__foot">
      <Actions shown={shown} actions={actions} />
      <p className="outcome__next">
        {(!isUnderway(result) || result.kind === 'asking') && isNextReadable && t('outcome.next')}
        <span className="outcome__trace">
          {!isUnderway(result) && <span>{t('outcome.phone', { code: reasonsOf(result)[0].phone })}</span>}
          {wireMs !== undefined && <span>{t('outcome.wire', { seconds: (wireMs / 1000).toFixed(2) })}</span>}
          {t('outcome.number', { serial, time: clockTime(shown.decidedAtMs) })}
        </span>
      </p>
    </footer>
  );
}

/** Two at most, so that a glove finds the right one. Beside them a touch anywhere takes the outcome away. */
function Actions({ shown, actions }: Pick<FootProps, 'shown' | 'actions'>): ReactElement {
  const { t } = useTranslation();
  const { serial, result } = shown.outcome;
  const isUndoable = useIsUndoable(shown);
  const { overrule, abnormal, undo } = actions;
  const button = (label: string, name: string, act: () => void): ReactElement => (
    <button
      type="button"
      className="button outcome__dismiss"
      data-action={name}
      onClick={(event) => {
        event.stopPropagation();
        act();
      }}
    >
      {label}
    </button>
  );
  const isIll = result.kind === 'decision' && isAbnormal(result) && result.entryId !== null;
  return (
    <>
      {isIll &&
        button(t('outcome.abnormal'), 'abnormal', () => {
          abnormal(serial, result);
        })}
      {!isIll && staysUntilTouched(shown) && (
        <button type="button" className="button outcome__dismiss">
          {t('outcome.dismiss')}
        </button>
      )}
      {overrule !== undefined &&
        !isUndoable &&
        isOverrulable(result) &&
        button(t('outcome.overrule'), 'overrule', () => {
          overrule(serial, result);
        })}
      {isUndoable &&
        result.kind === 'decision' &&
        result.entryId !== null &&
        button(t('outcome.undo'), 'undo', () => {
          undo(serial, result.entryId ?? '');
        })}
    </>
  );
}

const BY_HAND: readonly string[] = ['admitted-by-hand', 'refused-by-hand'];

/** Whether it was decided by hand a moment ago. */
function useIsUndoable({ outcome }: Shown): boolean {
  const { result, ageMs } = outcome;
  const isByHand = result.kind === 'decision' && BY_HAND.includes(result.reasons[0]?.code ?? '');
  const [isOver, setIsOver] = useState(ageMs >= UNDO_WITHIN_MS);
  useEffect(() => {
    if (!isByHand) return undefined;
    const timer = setTimeout(() => {
      setIsOver(true);
    }, UNDO_WITHIN_MS - ageMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isByHand, ageMs]);
  return isByHand && !isOver;
}

/** By somebody, if not by anybody. */
function isOverrulable(result: Outcome['result']): result is ShownDecision {
  return result.kind === 'decision' && result.entryId !== null && checkOverrule(result, 'supervisor') === null;
}

interface SummaryProps extends Pick<Wanting, 'summary' | 'format'> {
  /** Only the test, in one line: the room is wanted. */
  readonly areFew: boolean;
}

function SummaryFacts({ summary, format, areFew }: SummaryProps): ReactElement | null {
  const { t, i18n } = useTranslation();
  const age = useAgeWords(summary.testAgeSeconds);
  const language = asLanguage(i18n.language);
  const issuer = issuerWords(summary.issuer, language);
  const whose = useWhose(summary);
  const code = [
    summary.sort?.name[language] ?? null,
    summary.colour === null ? null : t(`colour.${summary.colour}`),
    summary.codeKind === null ? null : t(`codeKind.${summary.codeKind}`),
  ];
  const test =
    summary.test === null ? [] : [t(`testKind.${summary.test.kind}`), t(`testResult.${summary.test.result}`), age];
  const tested = { label: t('outcome.test'), words: test };
  const shown = {
    label: t(format === CARD_FORMAT ? 'outcome.card' : 'outcome.code'),
    words: code,
    seal: summary.sort?.seal,
  };
  if (areFew) return <FactList facts={[{ ...tested, words: [test[0] ?? null, age] }]} />;
  return <FactList facts={[whose, shown, { label: t('outcome.issuer'), words: [issuer] }, tested]} />;
}

/** Whose card or temperature is wanted: they may not be the only one who stands there. */
function Whose(summary: Summary): ReactElement | null {
  return <FactList facts={[useWhose(summary)]} />;
}

interface Fact {
  readonly label: string;
  /** `null`: not known. */
  readonly words: readonly (string | null)[];
  readonly seal?: string | undefined;
}

/** Those of which anything is known. */
function FactList({ facts }: { facts: readonly Fact[] }): ReactElement | null {
  const known = facts.filter(({ words }) => words.some((word) => word !== null));
  if (known.length === 0) return null;
  return (
    <dl className="facts">
      {known.map(({ label, words, seal }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {seal !== undefined && <Seal letters={seal} />}
            {words.filter((word) => word !== null).join(' · ')}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Who it was, as far as it may be shown, and how warm. */
function useWhose({ maskedName, temperatureCelsius: celsius }: Summary): Fact {
  const { t } = useTranslation();
  const label = t(maskedName === null ? 'outcome.temperature' : 'outcome.name');
  return { label, words: [maskedName, celsius === null ? null : `${celsius.toFixed(1)} °C`] };
}

function useAgeWords(seconds: number | null): string | null {
  const { t } = useTranslation();
  if (seconds === null) return null;
  const age = ageOf(seconds);
  return typeof age === 'string' ? t(`age.${age}`) : t(`age.${age.unit}`, { count: age.count });
}

/** A decision without reasons would be a bug of ours: then a person decides. */
function reasonsOf(result: Verdicted): readonly [Reason, ...Reason[]] {
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
