/** What a key moves within. */
interface Table {
  /** Rows in sight at once, the titles included. */
  readonly inSight: number;
  readonly known: number;
}

/** @returns the row that a key leads to; `null`: it leads nowhere */
export function stepOf(key: string, from: number, { inSight, known }: Table): number | null {
  const to = targetOf(key, from, Math.max(1, inSight - 2), known);
  return to === null ? null : Math.max(0, Math.min(known - 1, to));
}

/** A page leaves a row of the one before in sight. */
function targetOf(key: string, from: number, page: number, known: number): number | null {
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
      return 0;
    case 'End':
      return known - 1;
    default:
      return null;
  }
}
