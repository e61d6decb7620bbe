import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { applicationAsk, creditCode } from '../../shared/company/calls.ts';
import { CONTACTS, MAX_HEADCOUNT } from '../../shared/company/company.ts';
import { Field } from '../console/field.tsx';
import { textOf } from '../console/form-text.ts';
import type { CompanySource, Trouble } from './source.ts';
import { Said, Troubled } from './trouble.tsx';

interface Props {
  readonly source: CompanySource;
  readonly venue: string;
  readonly onApplied: (token: string) => void;
  readonly onEntered: (token: string) => void;
}

/** For who has no key yet, and who has. */
export function Apply({ source, venue, onApplied, onEntered }: Props): ReactElement {
  return (
    <div className="company__two">
      <ApplyForm source={source} venue={venue} onApplied={onApplied} />
      <EnterForm source={source} onEntered={onEntered} />
    </div>
  );
}

type Wrong = Trouble | 'credit-code' | 'no-venue';

function ApplyForm({ source, venue, onApplied }: Omit<Props, 'onEntered'>): ReactElement {
  const { t } = useTranslation('console');
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const apply = async (form: FormData): Promise<void> => {
    const said = {
      ...{ venue: textOf(form, 'venue'), name: textOf(form, 'name'), creditCode: textOf(form, 'creditCode') },
      ...{ contact: textOf(form, 'contact'), headcount: Number(textOf(form, 'headcount')) },
    };
    if (!creditCode.safeParse(said.creditCode).success) {
      setWrong('credit-code');
      return;
    }
    const application = applicationAsk.safeParse(said);
    if (!application.success) {
      setWrong('request-malformed');
      return;
    }
    setIsBusy(true);
    const applied = await source.apply(application.data);
    setIsBusy(false);
    if (applied.ok) onApplied(applied.value.token);
    else setWrong(applied.fault === 'not-found' ? 'no-venue' : applied.fault);
  };
  return (
    <section className="panel" aria-labelledby="company-apply">
      <form
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void apply(new FormData(event.currentTarget));
        }}
      >
        <h2 id="company-apply">{t('company.apply.title')}</h2>
        <p className="hint">{t('company.apply.about')}</p>
        {wrong === 'credit-code' && <Said says={t('company.apply.creditCodeWrong')} />}
        {wrong === 'no-venue' && <Said says={t('company.apply.noVenue')} />}
        {wrong !== null && wrong !== 'credit-code' && wrong !== 'no-venue' && <Troubled trouble={wrong} />}
        <Field label={t('company.apply.venue')} says={t('company.apply.venueSays')}>
          <input name="venue" required maxLength={64} defaultValue={venue} />
        </Field>
        <Field label={t('company.apply.name')} says={t('company.apply.nameSays')}>
          <input name="name" required minLength={2} maxLength={64} />
        </Field>
        <Field label={t('company.apply.creditCode')} says={t('company.apply.creditCodeSays')}>
          <input name="creditCode" required maxLength={30} autoCapitalize="characters" spellCheck={false} />
        </Field>
        <Field label={t('company.apply.contact')}>
          <select name="contact">
            {CONTACTS.map((one) => (
              <option key={one} value={one}>
                {t(`company.apply.contacts.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('company.apply.headcount')}>
          <input name="headcount" type="number" required min={1} max={MAX_HEADCOUNT} inputMode="numeric" />
        </Field>
        <button type="submit" className="button button--main" data-action="apply" disabled={isBusy}>
          {t('company.apply.do')}
        </button>
      </form>
    </section>
  );
}

function EnterForm({ source, onEntered }: Pick<Props, 'source' | 'onEntered'>): ReactElement {
  const { t } = useTranslation('console');
  const [wrong, setWrong] = useState<Trouble | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const enter = async (token: string): Promise<void> => {
    setIsBusy(true);
    const stand = await source.stand(token);
    setIsBusy(false);
    if (stand.ok) onEntered(token);
    else setWrong(stand.fault);
  };
  return (
    <section className="panel" aria-labelledby="company-enter">
      <form
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void enter(textOf(new FormData(event.currentTarget), 'token'));
        }}
      >
        <h2 id="company-enter">{t('company.enter.title')}</h2>
        {wrong === 'bearer-wrong' && <Said says={t('company.enter.wrong')} />}
        {wrong !== null && wrong !== 'bearer-wrong' && <Troubled trouble={wrong} />}
        <Field label={t('company.enter.token')}>
          <input name="token" type="password" required maxLength={64} autoComplete="off" spellCheck={false} />
        </Field>
        <button type="submit" className="button button--main" data-action="enter" disabled={isBusy}>
          {t('company.enter.do')}
        </button>
      </form>
    </section>
  );
}
