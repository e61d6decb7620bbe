import { PER_RESIDENTS } from '../../../shared/policy/district.ts';

/** New cases per 100,000 residents. */
export function rateOf(count: number, population: number): number {
  return (count * PER_RESIDENTS) / population;
}

/** As many new cases as make 1 per 100,000 residents, which is no longer below it: a whole number, rounded up. */
export function limitOf(population: number): number {
  return Math.ceil(population / PER_RESIDENTS);
}
