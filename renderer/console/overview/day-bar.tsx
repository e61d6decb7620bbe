import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { dayBeside, dayOfField, fieldOfDay } from './day.ts';
import type { DayAsked } from './use-day.ts';

type Props = Omit<DayAsked, 'asked' | 'isWatched'> & {
  /** That there is to choose from; empty: there is but one. */
  readonly gates: readonly string[];
};

/** Which day is shown, and of which gate. */
export function DayBar({ dayMs, todayMs, onDay, gate, onGate, gates }: Props): ReactElement {
  const { t } = useTranslation('console');
  const isToday = dayMs === todayMs;
  const go = (days: number): void => {
    const other = dayBeside(dayMs, days);
    onDay(other >= todayMs ? null : other);
  };
  return (
    <div className="day-bar">
      <button
        type="button"
        className="button"
        aria-label={t('overview.before')}
        onClick={() => {
          go(-1);
        }}
      >
        ‹
      </button>
      <label className="field">
        <span className="unseen">{t('overview.day')}</span>
        <input
          type="date"
          value={fieldOfDay(dayMs)}
          max={fieldOfDay(todayMs)}
          onChange={({ target }) => {
            const day = dayOfField(target.value);
            if (day !== null && day <= todayMs) onDay(day === todayMs ? null : day);
          }}
        />
      </label>
      <button
        type="button"
        className="button"
        aria-label={t('overview.after')}
        disabled={isToday}
        onClick={() => {
          go(1);
        }}
      >
        ›
      </button>
      <button
        type="button"
        className="button"
        disabled={isToday}
        onClick={() => {
          onDay(null);
        }}
      >
        {t('overview.today')}
      </button>
      {gates.length > 1 && (
        <label className="field">
          <span className="unseen">{t('overview.gate')}</span>
          <select
            value={gate ?? ''}
            onChange={({ target }) => {
              onGate(target.value === '' ? null : target.value);
            }}
          >
            <option value="">{t('overview.allGates')}</option>
            {gates.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
