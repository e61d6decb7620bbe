import { z } from 'zod';
import { parseDateTime } from '../time.ts';

/** How busy sampling sites are; published by the hour, apart from the rules that list the sites. */
export const siteStatesSchema = z.strictObject({
  /** RFC 3339; `null`: nothing is known. */
  asOf: z
    .string()
    .refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone')
    .nullable(),
  /** By the site's id. */
  states: z.record(
    z.string().min(1).max(64),
    z.strictObject({ state: z.enum(['idle', 'busy', 'closed']), waitMinutes: z.int().min(0).max(1440).optional() }),
  ),
});

export type SiteStates = z.infer<typeof siteStatesSchema>;
