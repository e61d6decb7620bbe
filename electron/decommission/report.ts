import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '../store/files.ts';
import { erasedSchema, kioskSchema, settledSchema, toldSchema } from './state.ts';
import { printed } from './words.ts';

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
const reportSchema = z.object({
  format: z.literal(1),
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

/** Writes the text for people, and beside it the same for programs. @param path of the text */
export function writeReport(path: string, report: Report): void {
  writeWhole(path, `${printed(report)}\n`);
  writeWhole(jsonOf(path), `${JSON.stringify(report, null, 2)}\n`);
}

function jsonOf(path: string): string {
  return `${path}.json`;
}

/** @returns `null`: there is none, or something else */
export function readReport(path: string): Report | null {
  try {
    return existsSync(jsonOf(path)) ? reportSchema.parse(JSON.parse(readFileSync(jsonOf(path), 'utf8'))) : null;
  } catch {
    // No report of ours.
    return null;
  }
}
