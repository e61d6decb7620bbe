import { SECONDS_PER_DAY } from '../time.ts';
import type { DistrictStatus } from './district.ts';
import type { Literals } from './literals.ts';
import type { Circumstances, Sample } from './sample.ts';

/** One thing that a visitor or a door may be like. */
export interface Trait {
  readonly sample?: Partial<Omit<Sample, 'tests'>>;
  /** Together with those of other traits. */
  readonly tests?: Sample['tests'];
  readonly circumstances?: Partial<Circumstances>;
  /** As rules see it: its figures will be others some day, also where the policy has none yet. */
  readonly district?: { readonly status: DistrictStatus; readonly statusDaysAgo: number | null };
}

/** What a rule asks of one field, by the last step of the field's path. */
export interface Asked {
  readonly reads: (field: string) => boolean;
  /** On either side of whatever the rule compares it with, beside the usual ones; none negative. */
  readonly numbers: (field: string, usual: readonly number[]) => readonly number[];
  readonly texts: (field: string) => readonly string[];
}

/** Of one field: more are told apart by no rule that anybody could read. */
const MAX_VALUES = 32;
/** As far as samples go. */
export const MAX_DAYS = 36_500;

/** @param reads paths of the variables that the rule reads */
export function askedBy(reads: readonly string[], literals: Literals): Asked {
  const fields = new Set(reads.map((path) => path.slice(path.lastIndexOf('.') + 1)));
  const valuesOf = (field: string): readonly (number | string)[] => literals.get(field)?.slice(0, MAX_VALUES) ?? [];
  return {
    reads: (field) => fields.has(field),
    numbers: (field, usual) => {
      const around = valuesOf(field).flatMap((value) => (typeof value === 'number' ? [value, value + 1] : []));
      const isMeant = (value: number): boolean => value >= 0 && value <= MAX_DAYS * SECONDS_PER_DAY;
      return [...new Set([...usual, ...around.filter(isMeant)])];
    },
    texts: (field) => valuesOf(field).filter((value) => typeof value === 'string'),
  };
}
