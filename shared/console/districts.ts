import { z } from 'zod';
import { bilingual } from '../policy/names.ts';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);
/** `null`: nobody has reported it. */
const reported = z.object({ date, new: z.int().nullable() });

/** Days of a district's chart, its last being today by the calendar of the place. */
export const CHART_DAYS = 21;

const standing = z.object({
  /** GB/T 2260. */
  code: z.string(),
  name: bilingual,
  population: z.int(),
  status: z.enum(['zero', 'basically-zero', 'neither', 'unknown']),
  /** The newest day with figures that count; `null`: there is none. */
  asOf: date.nullable(),
  /** The three days by which it stands so, the oldest first; empty where there are none that count. */
  days: z.array(reported),
  /** The last {@link CHART_DAYS} days, the oldest first. */
  past: z.array(reported),
});
export type ShownDistrict = z.infer<typeof standing>;

const districtsPage = z.object({
  /** By their codes. */
  districts: z.array(standing),
  /** Of the rules in which the figures are signed; `null`: none are published here. */
  policyVersion: z.int().nullable(),
  /** When it was read, by the hub's clock. */
  atMs: z.int(),
});
export type DistrictsPage = z.infer<typeof districtsPage>;

export const DISTRICTS_CALLS = { 'districts:list': { ask: z.null(), reply: districtsPage, may: 'districts' } } as const;
