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
import type { Settings } from '../../shared/contract.ts';
import { formatDuration } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Clauses } from '../ui/clauses.tsx';
import { PinPad } from '../ui/pin-pad.tsx';
import { useLying } from '../ui/use-lying.ts';
import { useFit } from '../ui/use-fit.ts';
import { useSeenIn } from '../ui/use-seen-in.ts';
import type { Badge } from './kiosk-state.ts';

interface Props {
  readonly ask: string;
  /** Who may. */
  readonly able: readonly Guard[];
  readonly guards: GuardsStatus;
  readonly hand: Settings['hand'];
  /** The last one that was shown to the kiosk; `null`: none was. */
  readonly badge: Badge | null;
  /** A verdict lies over it. */
  readonly isCovered: boolean;
  /** What was entered before is gone. */
  readonly isAnew?: boolean;
  readonly prove: (guard: string, pin: string) => Promise<ByHandReply>;
  readonly onDone: () => void;
}

/** A guard says who they are, and proves it. */
export function Who(props: Props): ReactElement {
  const { t } = useTranslation();
  const [first] = props.able;
  const { fault, list } = props.guards;
  if (fault !== null)
    return (
      <p className="by-hand__stop" role="alert">
        {t(`byHand.fault.${fault}`)}
      </p>
    );
  if (list.length === 0)
    return (
      <p className="by-hand__stop" role="alert">
        {t('lock.nobody')}
      </p>
    );
  if (first === undefined)
    return (
      <p className="by-hand__stop" role="alert">
        {t('byHand.fault.supervisor-wanted')}
      </p>
    );
  return <Proof {...props} first={first} />;
}

/** What came of the last PIN. */
type Answer = ByHandReply | 'asked' | 'silent' | 'short' | 'anew' | null;

function Proof(props: Props & { readonly first: Guard }): ReactElement {
  const { ask, able, first, guards, hand, badge, isCovered, isAnew = false, prove, onDone } = props;
  const { t } = useTranslation();
  const [number, setNumber] = useState((find(able, guards.onDuty?.number) ?? first).number);
  const [pin, setPin] = useState('');
  const [answers, setAnswers] = useState(0);
  const [reply, setReply] = useState<Answer>(isAnew ? 'anew' : null);
  const isLying = useLying();
  const page = useFit<HTMLDivElement>();
  const names = useSeenIn<HTMLDivElement>('[aria-pressed="true"]', number);
  const choose = (wanted: string, fault: ByHandFault | null = null): void => {
    setPin('');
    setReply(fault === null ? null : { fault, waitSeconds: 0 });
    setNumber(wanted);
  };
  // That a stranger's was shown before this page came is said already.
  const [taken, setTaken] = useState(badge !== null && find(guards.list, badge.number) === undefined ? badge : null);
  if (badge !== taken) {
    setTaken(badge);
    // Whoever enters a PIN is not disturbed by the badge of the next.
    if (badge !== null && pin === '') {
      if (find(able, badge.number) !== undefined) choose(badge.number);
      else setReply({ fault: whyNot(badge.number, guards), waitSeconds: 0 });
    }
  }
  const [wasCovered, setWasCovered] = useState(isCovered);
  if (isCovered !== wasCovered) {
    setWasCovered(isCovered);
    // Whoever was entering it does not know how far they have come.
    if (isCovered && pin !== '' && reply !== 'asked') {
      setPin('');
      setReply('anew');
    }
  }
  const guard = find(able, number) ?? first;
  // Who was chosen may no longer: the first who may is there instead.
  if (guard.number !== number) choose(guard.number, whyNot(number, guards));
  const enter = (): void => {
    if (pin.length < PIN_DIGITS[guard.role]) {
      setReply('short');
      return;
    }
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
  const asked = (
    <div key="names" ref={names} className="by-hand__guards" role="group" aria-label={t('byHand.guards')} data-scrolls>
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
  );
  const pad = (
    <PinPad
      key={guard.number}
      label={t('byHand.pin')}
      value={pin}
      maxDigits={MAX_PIN_DIGITS}
      hand={hand}
      isReady={reply !== 'asked' && pin.length >= PIN_DIGITS.guard}
      words={{ enter: t('byHand.enter'), erase: t('byHand.erase') }}
      onChange={(digits) => {
        setPin(digits);
        if (reply === 'short' || reply === 'anew') setReply(null);
      }}
      onEnter={enter}
    >
      <p className="by-hand__fault" role="alert">
        {reply === 'silent' && `${t('problem.main-silent.says')} · ${t('problem.main-silent.todo')}`}
        {reply === 'short' && t('byHand.short', { count: PIN_DIGITS[guard.role] })}
        {reply === 'anew' && t('byHand.anew')}
        {reply !== null && typeof reply === 'object' && <Refused key={answers} {...reply} />}
      </p>
    </PinPad>
  );
  // In the order in which they are seen: lying, the pad has a column of its own on the side of the hand.
  return (
    <div ref={page} className="who fits" data-hand={hand}>
      <h3 className="by-hand__ask">
        <Clauses text={ask} />
      </h3>
      {hand === 'left' && isLying ? [pad, asked] : [asked, pad]}
    </div>
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
  const { t, i18n } = useTranslation();
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
  return (
    <>
      {isToWait
        ? t('byHand.wait', { time: formatDuration(asLanguage(i18n.language), left) })
        : t(`byHand.fault.${fault}`)}
    </>
  );
}
