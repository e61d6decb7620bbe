import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MIN_PASSWORD_LENGTH } from '../../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { Field } from '../field.tsx';
import { secretOf } from '../form-text.ts';
import { Refused } from './refused.tsx';

interface Props {
  readonly login: string;
  readonly isBusy: boolean;
  readonly fault: ConsoleFault | null;
  /** What the key says. */
  readonly label: string;
  readonly onChange: (before: string, next: string) => Promise<boolean>;
}

/** One's own password, in the place of another. */
export function NewPassword({ login, isBusy, fault, label, onChange }: Props): ReactElement {
  const { t } = useTranslation('console');
  const [isUnlike, setIsUnlike] = useState(false);
  const change = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const next = secretOf(data, 'next');
    const isSame = next === secretOf(data, 'again');
    setIsUnlike(!isSame);
    if (isSame && (await onChange(secretOf(data, 'before'), next))) form.reset();
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void change(event.currentTarget);
      }}
    >
      <Refused fault={fault} ifWrong={t('accounts.own.wrong')} />
      {isUnlike && <p role="alert">{t('accounts.own.differs')}</p>}
      {/* So that a keeper of passwords knows whose it is. */}
      <span className="unseen" aria-hidden="true">
        <input name="login" value={login} autoComplete="username" readOnly tabIndex={-1} />
      </span>
      <Field label={t('accounts.own.before')}>
        <input name="before" type="password" required maxLength={128} autoComplete="current-password" />
      </Field>
      <Field label={t('accounts.own.next')} says={t('accounts.own.nextSays', { count: MIN_PASSWORD_LENGTH })}>
        <input
          name="next"
          type="password"
          required
          minLength={MIN_PASSWORD_LENGTH}
          maxLength={128}
          autoComplete="new-password"
        />
      </Field>
      <Field label={t('accounts.own.again')}>
        <input name="again" type="password" required maxLength={128} autoComplete="new-password" />
      </Field>
      <button type="submit" className="button button--main" disabled={isBusy}>
        {label}
      </button>
    </form>
  );
}
