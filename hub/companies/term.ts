import type { Company } from '../../shared/company/company.ts';
import type { HolderTerms } from '../../shared/company/read-sheet.ts';

/** How long a pass holds at most: what is taken back and does not reach a kiosk that is offline ends by itself. */
const PASS_DAYS = 7;
const DAY_MS = 86_400_000;

/** The first moment after a day. @param day `YYYY-MM-DD` */
export function endOfDay(day: string, utcOffsetMinutes: number): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS - utcOffsetMinutes * 60_000);
}

/** The day at a moment, `YYYY-MM-DD`. */
export function dayAt(nowMs: number, utcOffsetMinutes: number): string {
  return new Date(nowMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
}

/**
 * When a pass that is issued now ends, in whole seconds.
 *
 * @returns `null`: it would never hold
 */
export function endOfPass(
  { validUntil }: Pick<Company, 'validUntil'>,
  { until, stayUntil }: Pick<HolderTerms, 'until' | 'stayUntil'>,
  { now, utcOffsetMinutes }: { readonly now: Date; readonly utcOffsetMinutes: number },
): Date | null {
  const days = [until, stayUntil].flatMap((day) => (day === null ? [] : endOfDay(day, utcOffsetMinutes).getTime()));
  const company = validUntil === null ? [] : [Date.parse(validUntil)];
  const end = Math.floor(Math.min(now.getTime() + PASS_DAYS * DAY_MS, ...company, ...days) / 1000) * 1000;
  return end > now.getTime() ? new Date(end) : null;
}
