import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MAKES, type AccountRole } from '../../../shared/console/abilities.ts';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import type { Once } from './once-password.tsx';

interface Props {
  readonly venues: readonly string[];
  readonly onDone: (once: Once) => void;
}

/** Makes an account, of a role and a venue that who asks may give. */
export function NewAccount({ venues, onDone }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const { isBusy, fault, run } = useDoing();
  const roles = MAKES[me.role];
  const [role, setRole] = useState<AccountRole | undefined>(roles[0]);
  const create = async (form: HTMLFormElement): Promise<void> => {
    if (role === undefined) return;
    const data = new FormData(form);
    const venue = textOf(data, 'venue');
    const made = await run('accounts:create', {
      login: textOf(data, 'login').toLowerCase(),
      name: textOf(data, 'name'),
      role,
      venue: venue === '' ? null : venue,
    });
    if (made === null) return;
    form.reset();
    form.closest('details')?.removeAttribute('open');
    onDone({ login: made.account.login, password: made.password });
  };
  return (
    <details className="more panel">
      <summary>{t('accounts.make')}</summary>
      {fault !== null && <Failed fault={fault} />}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create(event.currentTarget);
        }}
      >
        <Field label={t('accounts.login')} says={t('accounts.loginSays')}>
          <input
            name="login"
            required
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]{1,31}"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
        <Field label={t('accounts.name')}>
          <input name="name" required maxLength={64} autoComplete="off" />
        </Field>
        <Field label={t('accounts.chooseRole')} {...(role !== undefined && { says: t(`accounts.roleSays.${role}`) })}>
          <select
            value={role}
            onChange={({ target }) => {
              setRole(roles.find((one) => one === target.value));
            }}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`accounts.role.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        {me.venue === null && <VenueField venues={venues} isNeeded={role !== 'it'} />}
        <button type="submit" className="button button--main" disabled={isBusy}>
          {t('accounts.create')}
        </button>
      </form>
    </details>
  );
}

/** One of the hub's venues. Over all of them there is IT alone. */
function VenueField({ venues, isNeeded }: { venues: readonly string[]; isNeeded: boolean }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Field label={t('accounts.venue')} {...(venues.length === 0 && { says: t('accounts.noVenue') })}>
      <select name="venue" required={isNeeded} defaultValue="">
        <option value="" disabled={isNeeded}>
          {t(isNeeded ? 'accounts.chooseVenue' : 'accounts.allVenues')}
        </option>
        {venues.map((venue) => (
          <option key={venue} value={venue}>
            {venue}
          </option>
        ))}
      </select>
    </Field>
  );
}
