import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus } from '../../shared/contract.ts';
import { isSetUpCode } from '../../shared/provision.ts';
import { TICKET_FILE } from '../../shared/setup.ts';
import { EnrolAnswer } from './enrol-answer.tsx';
import { useEnrolling, type Enrolling } from './enrolling.ts';
import { useFed, type Feed } from './feed.ts';
import { Step } from './step.tsx';
import { TypedStep, type Typed } from './typed-step.tsx';

interface Props {
  readonly feed: Feed;
  /** What it has enrolled for, where that is not its gate; `null`: it has not. */
  readonly place: Place | null;
  readonly onBack: () => void;
  /** Whether an address and a code are typed; what the camera sees is not shown then, and not taken. */
  readonly isTyping: boolean;
  readonly onTyping: (isTyping: boolean) => void;
  /** It is kept where somebody goes back and comes again. */
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
}

/** The hub's ticket: shown to the camera, on a stick, pasted, or typed by a scanner; or the hub's address and a code, typed by hand. */
export function HubStep({ feed, place, isTyping, onBack, onTyping, typed, onTyped }: Props): ReactElement {
  const enrolling = useEnrolling();
  const turn = (toTyping: boolean): void => {
    enrolling.forget();
    onTyping(toTyping);
  };
  /** The one place that takes what the camera has read and what a scanner types. */
  const take = (text: string): void => {
    if (!isSetUpCode(text)) enrolling.sawOther();
    else if (!enrolling.isTried(text)) enrolling.ask({ text });
  };
  useFed(feed, {
    onCodes: (codes) => {
      const [code] = codes;
      if (code !== undefined && !isTyping) take(code.text);
    },
    onTyped: take,
  });
  if (isTyping)
    return (
      <TypedStep
        isAnew={place !== null}
        {...{ enrolling, typed, onTyped }}
        onBack={() => {
          turn(false);
        }}
      />
    );
  return (
    <TicketStep
      {...{ place, enrolling, onBack }}
      onTyping={() => {
        turn(true);
      }}
    />
  );
}

type Place = Pick<NonNullable<KioskStatus['sync']>['enrolledFor'], 'venue' | 'gate'>;

interface TicketProps {
  readonly place: Place | null;
  readonly enrolling: Enrolling;
  readonly onBack: () => void;
  readonly onTyping: () => void;
}

function TicketStep({ place, enrolling: { asked, isBusy, ask }, onBack, onTyping }: TicketProps): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <Step
      title={t('hub.title')}
      onBack={isBusy ? undefined : onBack}
      onNext={
        asked.is === 'refused'
          ? () => {
              ask(asked.from);
            }
          : undefined
      }
      nextLabel={t('hub.again')}
    >
      <div className="set-up__told">
        {asked.is === 'waiting' ? (
          <p>{place === null ? t('hub.says') : t('hub.saysAnother', place)}</p>
        ) : (
          <EnrolAnswer asked={asked} isAnew={place !== null} />
        )}
      </div>
      <div className="set-up__line">
        <button type="button" className="button" data-action="type" disabled={isBusy} onClick={onTyping}>
          {t('hub.type')}
        </button>
        <p>{t('hub.typeSays')}</p>
      </div>
      <div className="set-up__line">
        <button
          type="button"
          className="button"
          data-action="stick"
          disabled={isBusy}
          onClick={() => {
            ask('stick');
          }}
        >
          {t('hub.stick')}
        </button>
        <p>{t('hub.stickSays', { file: TICKET_FILE })}</p>
      </div>
      <Pasted isBusy={isBusy} onSend={ask} />
    </Step>
  );
}

function Pasted({ isBusy, onSend }: { isBusy: boolean; onSend: Enrolling['ask'] }): ReactElement {
  const { t } = useTranslation('setup');
  const [pasted, setPasted] = useState('');
  return (
    <form
      className="set-up__field"
      onSubmit={(event) => {
        event.preventDefault();
        if (pasted.trim() !== '') onSend({ text: pasted });
      }}
    >
      <label>
        <span>{t('hub.field')}</span>
        <input
          className="text-field"
          type="text"
          autoComplete="off"
          spellCheck={false}
          value={pasted}
          onChange={(event) => {
            setPasted(event.target.value);
          }}
        />
      </label>
      <button type="submit" className="button" disabled={isBusy || pasted.trim() === ''}>
        {t('hub.send')}
      </button>
    </form>
  );
}
