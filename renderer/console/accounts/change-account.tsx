import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MAKES, type AccountRole } from '../../../shared/console/abilities.ts';
import type { Account } from '../../../shared/console/accounts.ts';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import type { Once } from './once-password.tsx';

interface Props {
  readonly account: Account;
  /** @param once a password that was set; `null`: none was */
  readonly onDone: (once: Once | null) => void;
}

/** Another role, an end, or a new password for an account. */
export function ChangeAccount({ account, onDone }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const { isBusy, fault, run } = useDoing();
  const { id, login, isActive } = account;
  const [role, setRole] = useState<AccountRole>(account.role);
  const roles = MAKES[me.role];
  const change = async (to: { role: AccountRole } | { isActive: boolean }): Promise<void> => {
    if ((await run('accounts:change', { id, ...to })) !== null) onDone(null);
  };
  const reset = async (): Promise<void> => {
    const made = await run('accounts:reset', { id });
    if (made !== null) onDone({ login, password: made.password });
  };
  return (
    <div className="form">
      {fault !== null && <Failed fault={fault} />}
      <Field label={t('accounts.chooseRole')} says={t(`accounts.roleSays.${role}`)}>
        <select
          value={role}
          onChange={({ target }) => {
            setRole(roles.find((one) => one === target.value) ?? account.role);
          }}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`accounts.role.${one}`)}
            </option>
          ))}
        </select>
      </Field>
      <div className="keys">
        <button
          type="button"
          className="button"
          disabled={isBusy || role === account.role}
          onClick={() => void change({ role })}
        >
          {t('accounts.saveRole')}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void change({ isActive: !isActive })}>
          {t(isActive ? 'accounts.end' : 'accounts.begin')}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void reset()}>
          {t('accounts.reset')}
        </button>
      </div>
      <p className="hint">{t('accounts.resetSays')}</p>
    </div>
  );
}
