import { EVERYTHING, type LogFilter } from '../../../shared/console/log.ts';
import { isMoment } from '../../../shared/console/moment.ts';
import { maskAgain } from '../../../shared/credential/mask.ts';

export const WHENS = ['today', 'yesterday', 'week', 'all', 'between'] as const;
export type When = (typeof WHENS)[number];

/** What somebody looks for, as the page asks it. */
export interface LogForm extends Omit<LogFilter, 'fromMs' | 'untilMs'> {
  readonly when: When;
  /** Of `between`, as a field of type `datetime-local` has it: by the clock of this window. Empty: not said. */
  readonly from: string;
  readonly until: string;
}

const { gate, verdict, reason, type, source, guard, maskedName } = EVERYTHING;
const ANYTHING = { gate, verdict, reason, type, source, guard, maskedName };
export const TODAY: LogForm = { ...ANYTHING, when: 'today', from: '', until: '' };

/** @param nowMs when it is asked */
export function filterOf({ when, from, until, ...rest }: LogForm, nowMs: number): LogFilter {
  return { ...rest, ...spanOf(when, from, until, nowMs) };
}

type Span = Pick<LogFilter, 'fromMs' | 'untilMs'>;

function spanOf(when: When, from: string, until: string, nowMs: number): Span {
  switch (when) {
    case 'today':
      return { fromMs: midnight(nowMs, 0), untilMs: null };
    case 'yesterday':
      return { fromMs: midnight(nowMs, -1), untilMs: midnight(nowMs, 0) };
    case 'week':
      return { fromMs: midnight(nowMs, -6), untilMs: null };
    case 'all':
      return { fromMs: null, untilMs: null };
    case 'between':
      return { fromMs: momentOf(from), untilMs: momentOf(until) };
  }
}

/** Local midnight some days before or after today: days are 23 to 25 hours long where clocks are put forward and back. */
function midnight(nowMs: number, days: number): number {
  const day = new Date(nowMs);
  day.setDate(day.getDate() + days);
  return day.setHours(0, 0, 0, 0);
}

/** A moment by the clock of this window. @returns `null`: none is said, or none that can be asked about */
export function momentOf(field: string): number | null {
  const ms = new Date(field).getTime();
  return isMoment(ms) ? ms : null;
}

/** As a field of type `datetime-local` has it, by the clock of this window. */
export function fieldOf(epochMs: number): string {
  const at = new Date(epochMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

const MINUTE_MS = 60_000;

/** Nothing lies in it. */
export function isReversed({ fromMs, untilMs }: Span): boolean {
  return fromMs !== null && untilMs !== null && untilMs <= fromMs;
}

/** Whether something of a minute may lie in it. @param minuteMs its first moment */
export function isWithin({ fromMs, untilMs }: Span, minuteMs: number): boolean {
  return minuteMs + MINUTE_MS > (fromMs ?? -Infinity) && minuteMs < (untilMs ?? Infinity);
}

/** As entries have it, whether somebody has typed a name or what is left of one. @returns `null`: nothing was typed */
export function maskTyped(typed: string): string | null {
  const masked = maskAgain(typed.trim());
  return typed.trim() === '' ? null : masked;
}

/** Whether more is asked than when it was. */
export function isNarrowed(form: LogForm): boolean {
  return (Object.keys(ANYTHING) as (keyof typeof ANYTHING)[]).some((key) => form[key] !== null);
}
