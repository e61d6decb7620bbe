import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MIN_PASSWORD_LENGTH, type Me } from '../../../shared/console/accounts.ts';
import { Field } from '../field.tsx';
import { secretOf, textOf } from '../form-text.ts';
import { Refused } from './refused.tsx';
import { useEnter } from './use-enter.ts';

interface Props {
  readonly onSignedIn: (me: Me) => void;
  readonly onBack: () => void;
}

/** The first account of a hub, by the token that it showed when it was first started. */
export function FirstAccount({ onSignedIn, onBack }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { refused, isBusy, waitSeconds, send } = useEnter('first', onSignedIn);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        void send({
          token: textOf(data, 'token'),
          login: textOf(data, 'login').toLowerCase(),
          name: textOf(data, 'name'),
          password: secretOf(data, 'password'),
        });
      }}
    >
      <h1>{t('signIn.first.title')}</h1>
      <p className="hint">{t('signIn.first.about')}</p>
      {refused === 'sign-in-wrong' ? (
        <p role="alert" className="fault">
          {t('signIn.first.wrong')}
        </p>
      ) : (
        <Refused fault={refused} waitSeconds={waitSeconds} />
      )}
      <Field label={t('signIn.first.token')}>
        <input name="token" required maxLength={64} autoComplete="off" spellCheck={false} />
      </Field>
      <Field label={t('signIn.login')} says={t('accounts.loginSays')}>
        <input
          name="login"
          required
          pattern="[A-Za-z0-9][A-Za-z0-9._\-]{1,31}"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field label={t('signIn.first.name')}>
        <input name="name" required maxLength={64} autoComplete="name" />
      </Field>
      <Field label={t('signIn.password')} says={t('accounts.own.nextSays', { count: MIN_PASSWORD_LENGTH })}>
        <input
          name="password"
          type="password"
          required
          minLength={MIN_PASSWORD_LENGTH}
          maxLength={128}
          autoComplete="new-password"
        />
      </Field>
      <button type="submit" className="button button--main" disabled={isBusy || waitSeconds > 0}>
        {t('signIn.first.make')}
      </button>
      <button type="button" className="button button--plain" onClick={onBack}>
        {t('signIn.first.back')}
      </button>
    </form>
  );
}
