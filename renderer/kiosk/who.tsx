import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  MAX_PIN_DIGITS,
  PIN_DIGITS,
  type ByHandFault,
  type ByHandReply,
  type Guard,
  type GuardsStatus,
} from '../../shared/guard.ts';
import { Clauses } from '../ui/clauses.tsx';
import { PinPad } from '../ui/pin-pad.tsx';
import type { Badge } from './kiosk-state.ts';

interface Props {
  readonly ask: string;
  /** Who may. */
  readonly able: readonly Guard[];
  readonly guards: GuardsStatus;
  /** The last one that was shown to the kiosk; `null`: none was. */
  readonly badge: Badge | null;
  readonly prove: (guard: string, pin: string) => Promise<ByHandReply>;
  readonly onDone: () => void;
}

/** A guard says who they are, and proves it. */
export function Who({ ask, able, guards, badge, prove, onDone }: Props): ReactElement {
  const { t } = useTranslation();
  const [number, setNumber] = useState((find(able, guards.onDuty?.number) ?? able[0])?.number);
  const [pin, setPin] = useState('');
  const [answers, setAnswers] = useState(0);
  const [reply, setReply] = useState<ByHandReply | 'asked' | 'silent' | null>(null);
  const choose = (wanted: string): void => {
    setPin('');
    setReply(null);
    setNumber(wanted);
  };
  const [taken, setTaken] = useState<Badge | null>(null);
  if (badge !== taken) {
    setTaken(badge);
    if (badge !== null && find(able, badge.number) !== undefined) choose(badge.number);
    else if (badge !== null) setReply({ fault: whyNot(badge.number, guards), waitSeconds: 0 });
  }
  const guard = find(able, number);
  if (guard === undefined) return <p role="alert">{t('byHand.fault.supervisor-wanted')}</p>;
  const enter = (): void => {
    setReply('asked');
    prove(guard.number, pin).then(
      (answer) => {
        setPin('');
        setAnswers((before) => before + 1);
        setReply(answer);
        if (answer.fault === null) onDone();
      },
      () => {
        setReply('silent');
      },
    );
  };
  return (
    <>
      <h3 className="by-hand__ask">
        <Clauses text={ask} />
      </h3>
      <div className="by-hand__guards" role="group" aria-label={t('byHand.guards')}>
        {able.map((one) => (
          <button
            key={one.number}
            type="button"
            className="button by-hand__guard"
            aria-pressed={one.number === guard.number}
            data-guard={one.number}
            onClick={() => {
              choose(one.number);
            }}
          >
            {one.name}
            <small>{one.role === 'supervisor' ? t('byHand.supervisor') : one.number}</small>
          </button>
        ))}
      </div>
      <p className="by-hand__fault" role="alert">
        {reply === 'silent' && `${t('problem.main-silent.says')} · ${t('problem.main-silent.todo')}`}
        {reply !== null && typeof reply === 'object' && <Refused key={answers} {...reply} />}
      </p>
      <PinPad
        key={guard.number}
        label={t('byHand.pin')}
        value={pin}
        maxDigits={MAX_PIN_DIGITS}
        isReady={reply !== 'asked' && pin.length >= PIN_DIGITS[guard.role]}
        words={{ enter: t('byHand.enter'), erase: t('byHand.erase') }}
        onChange={setPin}
        onEnter={enter}
      />
    </>
  );
}

function find(guards: readonly Guard[], number: string | undefined): Guard | undefined {
  return guards.find((one) => one.number === number);
}

function whyNot(number: string, { list }: GuardsStatus): ByHandFault {
  return find(list, number) === undefined ? 'guard-unknown' : 'supervisor-wanted';
}

/** One thing at a time: how long to wait, which counts down, and then what was wrong. */
function Refused({ fault, waitSeconds }: ByHandReply): ReactElement {
  const { t } = useTranslation();
  const [left, setLeft] = useState(waitSeconds);
  useEffect(() => {
    const timer = setInterval(() => {
      setLeft((before) => Math.max(0, before - 1));
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  if (fault === null) return <></>;
  const isToWait = left > 0 && (fault === 'pin-wrong' || fault === 'pin-wait');
  return <>{isToWait ? t('byHand.wait', { count: left }) : t(`byHand.fault.${fault}`)}</>;
}
