import type { Counts } from '../../../shared/console/overview.ts';

export function totalOf({ admit, refer, refuse }: Counts): number {
  return admit + refer + refuse;
}

/** What differs from a week before. */
export interface Difference {
  readonly is: 'more' | 'fewer' | 'same';
  /** How many. */
  readonly by: number;
  /** Of those a week before, whole; `null`: there were none. */
  readonly percent: number | null;
}

export function differenceOf(now: number, before: number): Difference {
  const by = Math.abs(now - before);
  const is = by === 0 ? 'same' : now > before ? 'more' : 'fewer';
  return { is, by, percent: before === 0 ? null : Math.round((by / before) * 100) };
}

/** How much of the whole something is, in percent; of nothing it is 0. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
