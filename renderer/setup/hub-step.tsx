import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isSetUpCode } from '../../shared/provision.ts';
import { TICKET_FILE, type SetUpFault } from '../../shared/setup.ts';
import { bridge } from '../bridge.ts';
import { Icon } from '../ui/shapes.tsx';
import { useFed, type Feed } from './feed.ts';
import { Step } from './step.tsx';
import type { SetUp } from './use-set-up.ts';

/** Where the ticket comes from that is asked about. */
type From = { readonly text: string } | 'stick';

type Asked =
  | { readonly is: 'waiting' | 'other' | 'asking' }
  | { readonly is: 'enrolled'; readonly venue: string; readonly gate: string }
  | { readonly is: 'refused'; readonly fault: SetUpFault; readonly from: From };

/** The hub's ticket: shown to the camera, on a stick, pasted, or typed by a scanner. */
export function HubStep({ setUp, feed }: { setUp: SetUp; feed: Feed }): ReactElement {
  const { t } = useTranslation('setup');
  const [asked, setAsked] = useState<Asked>({ is: 'waiting' });
  const [pasted, setPasted] = useState('');
  /** What was asked about last: a ticket that is still held up is not asked about again by itself. */
  const tried = useRef<string | null>(null);
  const isBusy = asked.is === 'asking' || asked.is === 'enrolled';

  const ask = (from: From): void => {
    if (isBusy) return;
    tried.current = from === 'stick' ? tried.current : from.text;
    setAsked({ is: 'asking' });
    const asking = from === 'stick' ? bridge.call('setup:stick', null) : bridge.call('setup:enrol', from);
    asking.then(
      (answer) => {
        setAsked(answer.ok ? { is: 'enrolled', ...answer.value } : { is: 'refused', fault: answer.fault, from });
      },
      () => {
        setAsked({ is: 'refused', fault: 'not-written', from });
      },
    );
  };
  /** The one place that takes what the camera has read and what a scanner types. */
  const take = (text: string): void => {
    if (!isSetUpCode(text)) {
      setAsked((before) => (before.is === 'waiting' ? { is: 'other' } : before));
    } else if (text !== tried.current) {
      ask({ text });
    }
  };
  useFed(feed, {
    onCodes: (codes) => {
      const [code] = codes;
      if (code !== undefined) take(code.text);
    },
    onTyped: take,
  });

  return (
    <Step
      title={t('hub.title')}
      onBack={
        isBusy
          ? undefined
          : () => {
              setUp.note({ step: 'language' });
            }
      }
    >
      <p>{t('hub.says')}</p>
      <Answer
        asked={asked}
        onAgain={(from) => {
          ask(from);
        }}
      />
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
      <form
        className="set-up__field"
        onSubmit={(event) => {
          event.preventDefault();
          if (pasted.trim() !== '') ask({ text: pasted });
        }}
      >
        <label>
          <span>{t('hub.field')}</span>
          <input
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
    </Step>
  );
}

function Answer({ asked, onAgain }: { asked: Asked; onAgain: (from: From) => void }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <div className="set-up__answer" data-is={asked.is} data-fault={asked.is === 'refused' ? asked.fault : undefined}>
      <div role="status">
        {asked.is === 'asking' && <p>{t('hub.asking')}</p>}
        {asked.is === 'other' && <p>{t('hub.other')}</p>}
        {asked.is === 'enrolled' && <p>{t('hub.enrolled', { venue: asked.venue, gate: asked.gate })}</p>}
      </div>
      {asked.is === 'refused' && (
        <>
          <p role="alert">
            <Icon name="warning" />
            <b>{t(`fault.${asked.fault}.says`)}</b>
            <span>{t(`fault.${asked.fault}.todo`, { file: TICKET_FILE })}</span>
          </p>
          <button
            type="button"
            className="button"
            data-action="again"
            onClick={() => {
              onAgain(asked.from);
            }}
          >
            {t('hub.again')}
          </button>
        </>
      )}
    </div>
  );
}
