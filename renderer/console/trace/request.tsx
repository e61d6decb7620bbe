import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { STAY_HOURS, USUAL_STAY_HOURS, WITH_MINUTES, type TraceScope } from '../../../shared/console/person.ts';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { useAsked, useDoing } from '../use-asked.ts';
import { momentOfField } from './moment-field.ts';

/** Asks for a trace. The ID number leaves the page with the question, and is nowhere in it afterwards. */
export function Request({ onSent }: { onSent: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const [is, setIs] = useState<TraceScope['is']>('time');
  const [isReversed, setIsReversed] = useState(false);
  const send = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const span = spanOf(data);
    setIsReversed(span === null);
    if (span === null) return;
    forget(form);
    const sent = await run('trace:request', {
      scope: scopeOf(data, is, span),
      caseNumber: textOf(data, 'case'),
      // A field of several lines, in which one is none but a break between words.
      purpose: textOf(data, 'purpose').replaceAll(/\s+/gu, ' '),
    });
    if (sent === null) return;
    form.reset();
    form.closest('details')?.removeAttribute('open');
    onSent();
  };
  return (
    <details className="more panel">
      <summary>{t('trace.request')}</summary>
      <form
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        {fault !== null && <Failed fault={fault} />}
        {isReversed && <p role="alert">{t('trace.reversed')}</p>}
        <Field label={t('trace.whose')}>
          <select
            value={is}
            onChange={({ target }) => {
              setIs(target.value === 'person' ? 'person' : 'time');
            }}
          >
            <option value="time">{t('trace.byTime')}</option>
            <option value="person">{t('trace.byPerson')}</option>
          </select>
        </Field>
        <Field label={t('trace.from')}>
          <input name="from" type="datetime-local" required />
        </Field>
        <Field label={t('trace.until')}>
          <input name="until" type="datetime-local" required />
        </Field>
        {is === 'time' ? <GateField /> : <PersonFields />}
        <StayField />
        <Field label={t('trace.caseNumber')} says={t('trace.caseNumberSays')}>
          <input name="case" required maxLength={64} />
        </Field>
        <Field label={t('trace.purpose')} says={t('trace.purposeSays')}>
          <textarea name="purpose" required maxLength={500} rows={3} />
        </Field>
        <button type="submit" className="button button--main" disabled={isBusy}>
          {t('trace.send')}
        </button>
      </form>
    </details>
  );
}

function StayField(): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Field label={t('trace.stay')} says={t('trace.staySays')}>
      <select name="stay" defaultValue={USUAL_STAY_HOURS}>
        {STAY_HOURS.map((hours) => (
          <option key={hours} value={hours}>
            {t('trace.stayHours', { count: hours })}
          </option>
        ))}
      </select>
    </Field>
  );
}

function GateField(): ReactElement {
  const { t } = useTranslation('console');
  const { reply } = useAsked('facets', null);
  return (
    <Field label={t('trace.gate')}>
      <select name="gate">
        <option value="">{t('trace.allGates')}</option>
        {reply?.gates.map((gate) => (
          <option key={gate} value={gate}>
            {gate}
          </option>
        ))}
      </select>
    </Field>
  );
}

function PersonFields(): ReactElement {
  const { t } = useTranslation('console');
  return (
    <>
      <Field label={t('trace.number')} says={t('trace.numberSays')}>
        <input name="number" required maxLength={18} autoComplete="off" spellCheck={false} inputMode="text" />
      </Field>
      <Field label={t('trace.within')}>
        <select name="within">
          {WITH_MINUTES.map((minutes) => (
            <option key={minutes} value={minutes}>
              {t('trace.minutes', { count: minutes })}
            </option>
          ))}
        </select>
      </Field>
    </>
  );
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** @returns `null`: it does not end after it begins */
function spanOf(data: FormData): Span | null {
  const fromMs = momentOfField(textOf(data, 'from'));
  const untilMs = momentOfField(textOf(data, 'until'));
  return fromMs === null || untilMs === null || untilMs <= fromMs ? null : { fromMs, untilMs };
}

function scopeOf(data: FormData, is: TraceScope['is'], span: Span) {
  const stay = Number(textOf(data, 'stay'));
  const asked = { ...span, stayHours: STAY_HOURS.find((one) => one === stay) ?? USUAL_STAY_HOURS };
  if (is === 'time') {
    const gate = textOf(data, 'gate');
    return { is, ...asked, gate: gate === '' ? null : gate };
  }
  const within = Number(textOf(data, 'within'));
  const withinMinutes = WITH_MINUTES.find((one) => one === within) ?? WITH_MINUTES[0];
  return { is, ...asked, withinMinutes, number: textOf(data, 'number').toUpperCase() };
}

/** Empties the field of the number before anybody is asked: after a refusal it is typed again. */
function forget(form: HTMLFormElement): void {
  const field = form.elements.namedItem('number');
  if (field instanceof HTMLInputElement) field.value = '';
}
