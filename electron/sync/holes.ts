import { MAX_TOLD_HOLES, type ChainStand } from '../../shared/wire.ts';
import type { Outbox } from '../store/outbox.ts';

/** Both ends included. */
export interface Hole {
  readonly from: number;
  readonly through: number;
}

/**
 * What was told to be lost may be here: a sound file was put back in the place of a damaged one, or it was a copy of this
 * one that told it.
 *
 * @returns the first hole of the hub's in which there are entries here; `null`: none
 */
export function findFillable(outbox: Pick<Outbox, 'next'>, { holes = [] }: Pick<ChainStand, 'holes'>): Hole | null {
  return holes.find(({ from, through }) => (firstAfter(outbox, from - 1) ?? Infinity) <= through) ?? null;
}

function firstAfter(outbox: Pick<Outbox, 'next'>, after: number): number | null {
  return outbox.next(after, 1)?.entries[0]?.sequence ?? null;
}

/**
 * Whether the hub has, or had, all up to and including `sequence` that is here. One that does not tell of holes, or not of
 * all, may lack some.
 */
export function hasAllOf(outbox: Pick<Outbox, 'next'>, stand: Pick<ChainStand, 'holes'>, sequence: number): boolean {
  const { holes } = stand;
  if (holes === undefined) return false;
  const areAllTold = holes.length < MAX_TOLD_HOLES || (holes.at(-1)?.through ?? 0) >= sequence;
  const from = findFillable(outbox, stand)?.from ?? Infinity;
  return areAllTold && from > sequence;
}
