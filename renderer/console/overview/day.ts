/** Local midnight of the day that a moment lies in, by the zone of the window. */
export function dayOf(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}

/** Local midnight of another day: days are 23 to 25 hours long where clocks are put forward and back. */
export function dayBeside(dayMs: number, days: number): number {
  const day = new Date(dayMs);
  day.setDate(day.getDate() + days);
  return day.getTime();
}

/** As a field of type `date` has it, `YYYY-MM-DD`. */
export function fieldOfDay(dayMs: number): string {
  const day = new Date(dayMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(day.getFullYear()).padStart(4, '0')}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

const FIELD = /^(\d{4})-(\d{2})-(\d{2})$/u;

/** @returns `null`: the field is empty, or there is no such day */
export function dayOfField(field: string): number | null {
  const [, year, month, date] = FIELD.exec(field) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  const dayMs = new Date(Number(year), Number(month) - 1, Number(date)).getTime();
  return fieldOfDay(dayMs) === field ? dayMs : null;
}
