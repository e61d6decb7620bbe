import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FIND_REASONS, type PersonAsk, type PersonFound } from '../../../shared/console/person.ts';
import { Failed } from '../asked.tsx';
import { Dialog } from '../dialog.tsx';
import { useDoing } from '../use-asked.ts';
import { fieldOf, momentOf } from './form.ts';

/** What was found, and why it was looked for. */
export type Found = PersonFound & Pick<PersonAsk, 'reason' | 'caseNumber'>;

interface Props {
  readonly onFound: (found: Found) => void;
  readonly onClose: () => void;
}

const DAYS_BACK_MS = 7 * 86_400_000;

/**
 * Asks for the number of an ID card. The field is the browser's own: what is typed is read once, when it is asked, and
 * taken out of it; nothing of ours keeps it.
 */
export function PersonDialog({ onFound, onClose }: Props): ReactElement {
  const { t } = useTranslation('console');
  const doing = useDoing();
  const [isMalformed, setIsMalformed] = useState(false);
  const [now] = useState(Date.now);
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const ask = readAsk(event.currentTarget);
    setIsMalformed(ask === null);
    if (ask === null || doing.isBusy) return;
    const { reason, caseNumber } = ask;
    void doing.run('person:find', ask).then((found) => {
      if (found !== null) onFound({ ...found, reason, caseNumber });
    });
  };
  return (
    <Dialog title={t('log.person.title')} onClose={onClose}>
      <form className="fields" autoComplete="off" onSubmit={submit}>
        <p>{t('log.person.says')}</p>
        <label className="field">
          <span>{t('log.person.number')}</span>
          <input
            name="number"
            required
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="characters"
            maxLength={18}
          />
        </label>
        <label className="field">
          <span>{t('log.person.reason')}</span>
          <select name="reason">
            {FIND_REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {t(`log.person.because.${reason}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('log.person.caseNumber')}</span>
          <input name="caseNumber" required maxLength={64} autoComplete="off" placeholder={t('log.person.caseHint')} />
        </label>
        <div className="fields fields--two">
          <label className="field">
            <span>{t('log.when.from')}</span>
            <input name="from" type="datetime-local" required defaultValue={fieldOf(now - DAYS_BACK_MS)} />
          </label>
          <label className="field">
            <span>{t('log.when.until')}</span>
            <input name="until" type="datetime-local" required defaultValue={fieldOf(now + MS_PER_MINUTE)} />
          </label>
        </div>
        {isMalformed && (
          <p className="fault" role="alert">
            {t('log.when.reversed')}
          </p>
        )}
        {doing.fault !== null && <Failed fault={doing.fault} />}
        <div className="keys keys--end">
          <button type="submit" className="button button--main" data-action="find" aria-disabled={doing.isBusy}>
            {t('log.person.find')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The end is not included: a minute later what has just been is. */
const MS_PER_MINUTE = 60_000;

/** Reads the form and forgets the number. @returns `null`: the time is no time; the rest is judged where it arrives */
function readAsk(form: HTMLFormElement): PersonAsk | null {
  const said = new FormData(form);
  const number = form.elements.namedItem('number');
  if (number instanceof HTMLInputElement) number.value = '';
  const textOf = (name: string): string => {
    const value = said.get(name);
    return typeof value === 'string' ? value : '';
  };
  const fromMs = momentOf(textOf('from'));
  const untilMs = momentOf(textOf('until'));
  if (fromMs === null || untilMs === null || untilMs <= fromMs) return null;
  const reason = FIND_REASONS.find((one) => one === textOf('reason')) ?? 'other';
  const typed = textOf('number').trim().toUpperCase();
  return { number: typed, reason, caseNumber: textOf('caseNumber').trim(), fromMs, untilMs };
}
