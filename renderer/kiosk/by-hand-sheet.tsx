import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  checkOverrule,
  MANUAL_REASONS,
  OVERRULE_REASONS,
  type ByHand,
  type ByHandReply,
  type GuardsStatus,
} from '../../shared/guard.ts';
import type { RefusedJustNow, Settings, ShownDecision } from '../../shared/contract.ts';
import { bridge } from '../bridge.ts';
import { Clauses } from '../ui/clauses.tsx';
import { Icon, Sign } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Badge, Trouble } from './kiosk-state.ts';
import { cameByItself } from './use-meant.ts';
import { Who } from './who.tsx';
import './by-hand.css';

interface Props {
  /** What is overruled; `null`: the visitor has shown no code. */
  readonly about: ShownDecision | null;
  /** Who was refused a moment ago and may be who stands there; `null`: nobody was. */
  readonly refused: readonly RefusedJustNow[];
  /** Why a guard's badge came to nothing a moment ago. */
  readonly trouble: Trouble | null;
  readonly guards: GuardsStatus;
  readonly hand: Settings['hand'];
  readonly badge: Badge | null;
  /** A verdict lies over it. */
  readonly isCovered: boolean;
  readonly onShift: () => void;
  /** It is who was refused, and may be overruled. */
  readonly onSame: (refused: ShownDecision) => void;
  readonly onClose: () => void;
}

type Step =
  | { readonly is: 'final' }
  | { readonly is: 'why' }
  | { readonly is: 'what'; readonly reason: ByHand['reason'] }
  | {
      readonly is: 'who';
      readonly reason: ByHand['reason'];
      readonly verdict: ByHand['verdict'];
      readonly isAnew?: boolean;
    };

const YES_NO = ['yes', 'no'] as const;

/** A guard lets somebody in by hand, or does not: one question after the other. */
export function ByHandSheet(props: Props): ReactElement {
  const { about, refused, trouble, guards, hand, badge, isCovered, onShift, onSame, onClose } = props;
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>({ is: 'why' });
  /** Entries of refusals that are other visitors'. */
  const [otherThan, setOtherThan] = useState<readonly string[]>([]);
  const asked = about === null && wantsToKnow(step) ? refused : [];
  const perhaps = asked.find(({ entryId }) => !otherThan.includes(entryId)) ?? null;
  useQuestionCame(perhaps?.entryId ?? null, otherThan);
  const questions = (
    <>
      {step.is === 'final' && (
        <p className="by-hand__stop" role="alert">
          {t('byHand.fault.not-overrulable')}
        </p>
      )}
      {step.is === 'why' && (
        <Question
          of="reason"
          ask={t('byHand.why')}
          answers={(about === null ? MANUAL_REASONS : OVERRULE_REASONS).map((reason) => ({
            answer: reason,
            label: t(`byHand.reason.${reason}`),
          }))}
          onAnswer={(reason) => {
            setStep({ is: 'what', reason });
          }}
        />
      )}
      {step.is === 'why' && about === null && <Shift guards={guards} onBegin={onShift} onLeave={onClose} />}
      {step.is === 'what' && (
        <What
          reason={step.reason}
          onChoose={(verdict) => {
            setStep({ ...step, is: 'who', verdict });
          }}
        />
      )}
      {step.is === 'who' && (
        <Who
          ask={t('byHand.who', { verdict: t(`verdict.${step.verdict}`) })}
          able={guards.list.filter(({ role }) => about === null || checkOverrule(about, role) === null)}
          guards={guards}
          hand={hand}
          badge={badge}
          isCovered={isCovered}
          isAnew={step.isAnew === true}
          prove={(guard, pin) => decide({ ...step, about: about?.entryId ?? null, otherThan, guard, pin })}
          onDone={onClose}
        />
      )}
    </>
  );
  return (
    <Sheet
      title={t(about === null ? 'byHand.title' : 'byHand.overrule')}
      closeLabel={t('byHand.cancel')}
      onClose={onClose}
    >
      {about !== null && <Whom {...about} />}
      {trouble !== null && (step.is !== 'who' || perhaps !== null) && (
        <p className="by-hand__fault" role="alert">
          {t(`byHand.fault.${trouble.fault}`)}
        </p>
      )}
      {perhaps === null ? (
        questions
      ) : (
        <>
          <Whom {...perhaps} />
          <Question
            of="same"
            ask={t('byHand.same.ask')}
            answers={YES_NO.map((answer) => ({ answer, label: t(`byHand.same.${answer}`) }))}
            onAnswer={(answer) => {
              if (answer === 'no') {
                setOtherThan([...otherThan, perhaps.entryId]);
                // The pad was taken away for the question, and what was on it.
                if (step.is === 'who') setStep({ ...step, isAnew: true });
              } else if (checkOverrule(perhaps, 'supervisor') === null) onSame(perhaps);
              else setStep({ is: 'final' });
            }}
          />
        </>
      )}
    </Sheet>
  );
}

/** A question that comes while another is answered, or goes by itself, takes no touch that was meant for the other. */
function useQuestionCame(asked: string | null, answered: readonly string[]): void {
  const before = useRef(asked);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = asked;
    const isAnswered = was !== null && answered.includes(was);
    if (was !== asked && !isAnswered) cameByItself();
  }, [asked, answered]);
}

/** Whether somebody was refused a moment ago matters only for whom it may let in. */
function wantsToKnow(step: Step): boolean {
  return step.is !== 'final' && (step.is !== 'who' || step.verdict === 'admit');
}

function decide({ about, reason, verdict, otherThan, guard, pin }: ByHand): Promise<ByHandReply> {
  return bridge.call('decision:by-hand', { about, reason, verdict, otherThan, guard, pin });
}

/** Of whom something else was said, so that no other visitor is meant. */
function Whom({ verdict, summary }: ShownDecision): ReactElement {
  const { t } = useTranslation();
  const known = [t(`verdict.${verdict}`), summary.maskedName].filter((word) => word !== null);
  return <p className="by-hand__whom">{known.join(' · ')}</p>;
}

interface QuestionProps<A extends string> {
  /** What is asked for: the keys' data attribute. */
  readonly of: 'same' | 'reason';
  readonly ask: string;
  readonly answers: readonly { readonly answer: A; readonly label: string }[];
  readonly onAnswer: (answer: A) => void;
}

/** One question, and a key for each answer. */
function Question<A extends string>({ of, ask, answers, onAnswer }: QuestionProps<A>): ReactElement {
  return (
    <>
      <h3 className="by-hand__ask">
        <Clauses text={ask} />
      </h3>
      <div className="by-hand__keys">
        {answers.map(({ answer, label }) => (
          <button
            key={answer}
            type="button"
            className="button by-hand__key"
            {...{ [`data-${of}`]: answer }}
            onClick={() => {
              onAnswer(answer);
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </>
  );
}

const VERDICTS = [
  { verdict: 'admit', shape: 'tick' },
  { verdict: 'refuse', shape: 'cross' },
] as const;

interface WhatProps {
  readonly reason: ByHand['reason'];
  readonly onChoose: (verdict: ByHand['verdict']) => void;
}

function What({ reason, onChoose }: WhatProps): ReactElement {
  const { t } = useTranslation();
  const question = useRef<HTMLHeadingElement>(null);
  // The key that had the focus is gone: the question has it, and is heard.
  useEffect(() => {
    question.current?.focus();
  }, []);
  return (
    <>
      <h3 ref={question} tabIndex={-1} className="by-hand__ask">
        <Clauses text={t(`byHand.check.${reason}`)} />
      </h3>
      <div className="by-hand__keys">
        {VERDICTS.map(({ verdict, shape }) => (
          <button
            key={verdict}
            type="button"
            className={`button by-hand__verdict by-hand__verdict--${verdict}`}
            onClick={() => {
              onChoose(verdict);
            }}
          >
            <Sign shape={shape} />
            {t(`verdict.${verdict}`)}
          </button>
        ))}
      </div>
    </>
  );
}

interface ShiftProps {
  readonly guards: GuardsStatus;
  readonly onBegin: () => void;
  /** The guard goes. */
  readonly onLeave: () => void;
}

/** Whose shift it is, and whether the kiosk is open to them. */
function Shift({ guards: { onDuty, access }, onBegin, onLeave }: ShiftProps): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="by-hand__shift">
      <p>{onDuty === null ? t('byHand.shift.nobody') : t('byHand.shift.of', { name: onDuty.name })}</p>
      <button type="button" className="button" data-shift="begin" onClick={onBegin}>
        {t('byHand.shift.begin')}
      </button>
      {onDuty !== null && access !== 'locked' && (
        <button
          type="button"
          className="button"
          data-shift="end"
          onClick={() => {
            ask('shift:end');
            onLeave();
          }}
        >
          {t('byHand.shift.end')}
        </button>
      )}
      {access !== 'locked' && (
        <button
          type="button"
          className="button"
          data-shift="lock"
          onClick={() => {
            ask('kiosk:lock');
            onLeave();
          }}
        >
          <Icon name="lock" />
          {t('lock.now')}
        </button>
      )}
    </section>
  );
}

/** The status says what came of it; a main process that is silent is said elsewhere. */
function ask(call: 'shift:end' | 'kiosk:lock'): void {
  bridge.call(call, null).catch(() => undefined);
}
