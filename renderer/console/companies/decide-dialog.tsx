import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LEVELS, type Company, type CompanyStatus } from '../../../shared/company/company.ts';
import type { DecisionAsk } from '../../../shared/console/companies.ts';
import { Failed } from '../asked.tsx';
import { Dialog } from '../dialog.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { useDoing } from '../use-asked.ts';

/** What may be decided of a company as it stands. */
export const ACTS_ON = {
  applied: ['approve', 'refuse'],
  approved: ['change', 'suspend'],
  suspended: ['resume'],
  refused: [],
} as const satisfies Record<CompanyStatus, readonly string[]>;

export interface Deciding {
  readonly company: Company;
  readonly act: DecisionAsk['act'];
}

interface Props {
  readonly deciding: Deciding;
  readonly onClose: (isDone: boolean) => void;
}

/** Asks once more, and for what is to be known of a decision. */
export function DecideDialog({ deciding: { company, act }, onClose }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const decide = async (form: HTMLFormElement): Promise<void> => {
    if ((await run('companies:decide', askOf(company, act, new FormData(form)))) !== null) onClose(true);
  };
  const close = (): void => {
    onClose(false);
  };
  return (
    <Dialog title={t(`companies.decide.${act}`, { name: company.name })} onClose={isBusy ? undefined : close}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void decide(event.currentTarget);
        }}
      >
        {fault !== null && <Failed fault={fault} />}
        {act !== 'approve' && <p>{t(`companies.decide.${act}Says`)}</p>}
        {act === 'approve' && <Granted company={company} />}
        {(act === 'refuse' || act === 'suspend') && (
          <Field label={t('companies.decide.because')} says={t('companies.decide.becauseSays')}>
            <input name="because" required maxLength={200} autoComplete="off" />
          </Field>
        )}
        <div className="keys">
          <button type="submit" className="button button--main" data-action="decide" disabled={isBusy}>
            {t('companies.decide.confirm')}
          </button>
          <button type="button" className="button" disabled={isBusy} onClick={close}>
            {t('companies.decide.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function askOf({ id: company, validFrom }: Company, act: DecisionAsk['act'], form: FormData): DecisionAsk {
  if (act === 'resume') return { act, company };
  if (act !== 'approve') return { act, company, because: textOf(form, 'because') };
  const level = LEVELS.find((one) => String(one) === textOf(form, 'level')) ?? 3;
  return {
    ...{ act, company, level },
    validFrom: validFrom ?? new Date(Date.now()).toISOString(),
    validUntil: endOf(textOf(form, 'until')).toISOString(),
  };
}

/** The first moment after a day, by this browser's clock. @param day `YYYY-MM-DD` */
function endOf(day: string): Date {
  const end = new Date(`${day}T00:00:00`);
  end.setDate(end.getDate() + 1);
  return end;
}

/** A day in a browser's own zone, as its field of days has it. */
function dayOf(ms: number): string {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** As long as most are let in at first. */
const USUAL_MS = 30 * 86_400_000;

function Granted({ company: { level, validUntil } }: { company: Company }): ReactElement {
  const { t } = useTranslation('console');
  const [openedMs] = useState(() => Date.now());
  const until = validUntil === null ? openedMs + USUAL_MS : Date.parse(validUntil) - 1;
  return (
    <>
      <Field label={t('companies.level')}>
        <select name="level" defaultValue={level ?? 3}>
          {LEVELS.map((one) => (
            <option key={one} value={one}>
              {t(`companies.levelSays.l${one}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('companies.decide.until')}>
        <input name="until" type="date" required min={dayOf(openedMs)} defaultValue={dayOf(until)} />
      </Field>
    </>
  );
}
