import type { TFunction } from 'i18next';
import type { ListedSite } from '../../../shared/policy/sites.ts';
import type { Language } from '../../../shared/verdict.ts';

/** Hours in words, a line for each part of them. */
export function hoursOf(hours: ListedSite['hours'], t: TFunction<'console'>, language: Language): string[] {
  if (hours.length === 0) return [t('sites.hoursNone')];
  return hours.map(({ weekdays, opens, closes }) => {
    const runs = runsOf(weekdays).map((run) => daysOf(run, language));
    const days = weekdays.length === 7 ? t('sites.daily') : runs.join(' ');
    const isRoundTheClock = opens === closes;
    return `${days} ${isRoundTheClock ? t('sites.roundTheClock') : `${opens}–${closes === '00:00' ? '24:00' : closes}`}`;
  });
}

type Run = [from: number, to: number];

function daysOf([from, to]: Run, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  const [first = '', last = ''] = [from, to].map((day) => format.format(Date.UTC(2024, 0, day)));
  return from === to ? first : `${first}–${last}`;
}

/** Days that follow one another, from the first of them to the last. */
function runsOf(weekdays: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const day of [...new Set(weekdays)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
