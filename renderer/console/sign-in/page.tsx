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

/** Who somebody is, by login and password; a one-time code is asked for where the account wants one. */
export function SignIn({ onSignedIn }: Props): ReactElement {
  const [isFirst, setIsFirst] = useState(false);
  const turn = (): void => {
    setIsFirst(!isFirst);
  };
  return (
    <section className="sign-in panel">
      {isFirst ? (
        <FirstAccount onSignedIn={onSignedIn} onBack={turn} />
      ) : (
        <ByPassword onSignedIn={onSignedIn} onFirst={turn} />
      )}
    </section>
  );
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
      <Refused fault={refused} waitSeconds={waitSeconds} />
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
