import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { NewPassword } from '../own/new-password.tsx';
import type { ConsoleSource } from '../source.ts';
import '../pages.css';
import './sign-in.css';

interface Props {
  readonly source: ConsoleSource;
  readonly me: Me;
  readonly onReplaced: (me: Me) => void;
}

/** A password that somebody else has set gives way to one's own before anything is shown. */
export function ReplacePassword({ source, me, onReplaced }: Props): ReactElement {
  const { t } = useTranslation('console');
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<ConsoleFault | null>(null);
  const change = async (before: string, next: string): Promise<boolean> => {
    setIsBusy(true);
    const result = await source.ask('me:password', { before, next });
    setIsBusy(false);
    setFault(result.ok ? null : result.fault);
    if (result.ok) onReplaced(result.value);
    return result.ok;
  };
  return (
    <section className="sign-in panel">
      <h1>{t('signIn.replace.title')}</h1>
      <p className="hint">{t('signIn.replace.about')}</p>
      <NewPassword
        login={me.login}
        isBusy={isBusy}
        fault={fault}
        label={t('signIn.replace.change')}
        onChange={change}
      />
    </section>
  );
}
