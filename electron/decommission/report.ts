import { z } from 'zod';
import { erasedSchema, kioskSchema, settledSchema, toldSchema } from './state.ts';

/** What could not be erased. */
const leftSchema = z.object({
  /** Below the profile. */
  path: z.string(),
  /** The system's word, `EPERM`. */
  why: z.string(),
  /** Its content is gone, and the file is there. */
  isOverwritten: z.boolean(),
});
export type Left = z.infer<typeof leftSchema>;

/** What was done at the end of a kiosk: nothing stands here that was not seen to be so. */
export const reportSchema = z.object({
  format: z.literal(1),
  /** What was erased: an end that was interrupted goes on there alone. Empty: a release of before did not say. */
  folder: z.string().default(''),
  kiosk: kioskSchema.nullable(),
  begunAt: z.string(),
  /** `null`: it has not ended. */
  endedAt: z.string().nullable(),
  entries: settledSchema,
  told: toldSchema,
  erased: erasedSchema,
  left: z.array(leftSchema),
  disk: z.object({
    fileSystem: z.string().nullable(),
    overwritesInPlace: z.boolean().nullable(),
    encryption: z.enum(['encrypted', 'plain', 'unknown']),
    hasSwap: z.boolean().nullable(),
  }),
});
export type Report = z.infer<typeof reportSchema>;
