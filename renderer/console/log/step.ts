import type { Extent } from './rows.ts';

/** What a key moves within. */
interface Table extends Extent {
  /** Rows in sight at once, the titles included. */
  readonly inSight: number;
}

/** @returns the row that a key leads to; `null`: it leads nowhere */
export function stepOf(key: string, from: number, { inSight, begin, end }: Table): number | null {
  const to = targetOf(key, from, Math.max(1, inSight - 2), { begin, end });
  return to === null ? null : Math.max(begin, Math.min(end - 1, to));
}

/** A page leaves a row of the one before in sight. */
function targetOf(key: string, from: number, page: number, { begin, end }: Extent): number | null {
  switch (key) {
    case 'ArrowDown':
      return from + 1;
    case 'ArrowUp':
      return from - 1;
    case 'PageDown':
      return from + page;
    case 'PageUp':
      return from - page;
    case 'Home':
      return begin;
    case 'End':
      return end - 1;
    default:
      return null;
  }
}
