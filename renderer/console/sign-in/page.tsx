import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../shared/console/accounts.ts';
import { Field } from '../field.tsx';
import { secretOf, textOf } from '../form-text.ts';
import { FirstAccount } from './first-account.tsx';
import { Refused } from './refused.tsx';
import { useEnter } from './use-enter.ts';
import '../pages.css';
import './sign-in.css';

interface Props {
  readonly onSignedIn: (me: Me) => void;
}

/** Of the address that a hub without accounts shows when it is started. */
const FIRST = '#first';

/** Who somebody is, by login and password; a one-time code is asked for where the account wants one. */
export function SignIn({ onSignedIn }: Props): ReactElement {
  const [isFirst, setIsFirst] = useState(() => window.location.hash === FIRST);
  const turn = (): void => {
    forgetFirst();
    setIsFirst(!isFirst);
  };
  return (
    <section className="sign-in panel">
      {isFirst ? (
        <FirstAccount
          onSignedIn={(me) => {
            forgetFirst();
            onSignedIn(me);
          }}
          onBack={turn}
        />
      ) : (
        <ByPassword onSignedIn={onSignedIn} onFirst={turn} />
      )}
    </section>
  );
}

/** Whoever comes back to the page later signs in. */
function forgetFirst(): void {
  window.history.replaceState(null, '', window.location.pathname);
}

function ByPassword({ onSignedIn, onFirst }: Props & { readonly onFirst: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const { refused, isBusy, waitSeconds, send } = useEnter('sign-in', onSignedIn);
  const [wantsCode, setWantsCode] = useState(false);
  const enter = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const code = textOf(data, 'code');
    const fault = await send({
      login: textOf(data, 'login').toLowerCase(),
      password: secretOf(data, 'password'),
      oneTimeCode: code === '' ? null : code,
    });
    if (fault === 'one-time-code-wanted') setWantsCode(true);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void enter(event.currentTarget);
      }}
    >
      <h1>{t('signIn.title')}</h1>
      {/* A code that was not asked for yet is no failure. */}
      <Refused fault={refused === 'one-time-code-wanted' ? null : refused} waitSeconds={waitSeconds} />
      <Field label={t('signIn.login')}>
        <input name="login" required maxLength={32} autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Field>
      <Field label={t('signIn.password')}>
        <input name="password" type="password" required maxLength={128} autoComplete="current-password" />
      </Field>
      {wantsCode && (
        <Field label={t('signIn.code')}>
          {/* Nothing else is asked meanwhile. */}
          <input
            autoFocus
            name="code"
            required
            pattern="\d{6}"
            maxLength={6}
            inputMode="numeric"
            autoComplete="one-time-code"
          />
        </Field>
      )}
      <button type="submit" className="button button--main" disabled={isBusy || waitSeconds > 0}>
        {t('signIn.enter')}
      </button>
      <button type="button" className="button button--plain" onClick={onFirst}>
        {t('signIn.toFirst')}
      </button>
    </form>
  );
}
