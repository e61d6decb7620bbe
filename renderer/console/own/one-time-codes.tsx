import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/calls.ts';
import { Qr } from '../../ui/qr.tsx';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { secretOf, textOf } from '../form-text.ts';
import { useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Refused } from './refused.tsx';

/** Six digits beside the password, from an authenticator (RFC 6238): turned on, and off again. */
export function OneTimeCodes(): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const [isOn, setIsOn] = useState(me.hasOneTimeCodes);
  return (
    <section className="panel" aria-labelledby="own-codes">
      <h3 id="own-codes">{t('accounts.own.codes')}</h3>
      <p>{t('accounts.own.codesAbout')}</p>
      {isOn ? (
        <TurnOff
          onDone={() => {
            setIsOn(false);
          }}
        />
      ) : (
        <TurnOn
          onDone={() => {
            setIsOn(true);
          }}
        />
      )}
    </section>
  );
}

function TurnOn({ onDone }: { onDone: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const [begun, setBegun] = useState<ConsoleReply<'me:codes-begin'> | null>(null);
  const confirm = async (form: HTMLFormElement): Promise<void> => {
    const oneTimeCode = textOf(new FormData(form), 'code');
    if ((await run('me:codes-confirm', { oneTimeCode })) !== null) onDone();
  };
  if (begun === null) {
    return (
      <>
        {fault !== null && <Failed fault={fault} />}
        <button
          type="button"
          className="button"
          disabled={isBusy}
          onClick={() => {
            void run('me:codes-begin', null).then(setBegun);
          }}
        >
          {t('accounts.own.begin')}
        </button>
      </>
    );
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void confirm(event.currentTarget);
      }}
    >
      <Refused fault={fault} ifWrong={t('accounts.own.wrongCode')} />
      <p>{t('accounts.own.scan')}</p>
      <div className="own__qr">
        <Qr text={begun.uri} label={t('accounts.own.qr')} />
      </div>
      <p className="own__secret" translate="no">
        {begun.secret}
      </p>
      <Field label={t('accounts.own.enter')}>
        <input name="code" required pattern="\d{6}" maxLength={6} inputMode="numeric" autoComplete="one-time-code" />
      </Field>
      <button type="submit" className="button button--main" disabled={isBusy}>
        {t('accounts.own.confirm')}
      </button>
    </form>
  );
}

function TurnOff({ onDone }: { onDone: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const end = async (form: HTMLFormElement): Promise<void> => {
    const password = secretOf(new FormData(form), 'password');
    if ((await run('me:codes-end', { password })) !== null) onDone();
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void end(event.currentTarget);
      }}
    >
      <Refused fault={fault} ifWrong={t('accounts.own.wrong')} />
      <p className="health health--good">{t('accounts.own.codesOn')}</p>
      <Field label={t('accounts.own.endSays')}>
        <input name="password" type="password" required maxLength={128} autoComplete="current-password" />
      </Field>
      <button type="submit" className="button" disabled={isBusy}>
        {t('accounts.own.end')}
      </button>
    </form>
  );
}
