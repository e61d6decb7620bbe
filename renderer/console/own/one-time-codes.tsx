import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleFault, ConsoleReply } from '../../../shared/console/calls.ts';
import { Qr } from '../../ui/qr.tsx';
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

/** What was begun, and the password that it was begun by, which confirming it asks for again: typed once, gone with the page. */
interface Begun {
  readonly told: ConsoleReply<'me:codes-begin'>;
  readonly password: string;
}

function TurnOn({ onDone }: { onDone: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const [begun, setBegun] = useState<Begun | null>(null);
  const begin = async (password: string): Promise<void> => {
    const told = await run('me:codes-begin', { password });
    if (told !== null) setBegun({ told, password });
  };
  if (begun === null)
    return (
      <WithPassword
        {...{ isBusy, fault, label: t('accounts.own.begin'), says: t('accounts.own.beginSays') }}
        onGiven={(password) => void begin(password)}
      />
    );
  const { told, password } = begun;
  const confirm = async (form: HTMLFormElement): Promise<void> => {
    const oneTimeCode = textOf(new FormData(form), 'code');
    if ((await run('me:codes-confirm', { password, oneTimeCode })) !== null) onDone();
  };
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
        <Qr text={told.uri} label={t('accounts.own.qr')} />
      </div>
      <p className="own__secret" translate="no">
        {told.secret}
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
  const end = async (password: string): Promise<void> => {
    if ((await run('me:codes-end', { password })) !== null) onDone();
  };
  return (
    <>
      <p className="health health--good">{t('accounts.own.codesOn')}</p>
      <WithPassword
        {...{ isBusy, fault, label: t('accounts.own.end'), says: t('accounts.own.endSays') }}
        onGiven={(password) => void end(password)}
      />
    </>
  );
}

interface WithPasswordProps {
  readonly isBusy: boolean;
  readonly fault: ConsoleFault | null;
  /** What the key says, and the field. */
  readonly label: string;
  readonly says: string;
  readonly onGiven: (password: string) => void;
}

/** A key that asks for one's password. */
function WithPassword({ isBusy, fault, label, says, onGiven }: WithPasswordProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onGiven(secretOf(new FormData(event.currentTarget), 'password'));
      }}
    >
      <Refused fault={fault} ifWrong={t('accounts.own.wrong')} />
      <Field label={says}>
        <input name="password" type="password" required maxLength={128} autoComplete="current-password" />
      </Field>
      <button type="submit" className="button" disabled={isBusy}>
        {label}
      </button>
    </form>
  );
}
