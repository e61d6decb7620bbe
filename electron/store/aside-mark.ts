import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { isOfStore } from './faults.ts';
import { writeWhole } from './files.ts';
import { markPathOf } from './set-aside.ts';

/** How far a journal that was set aside has been sent, kept beside it: nothing is written into what is damaged. */
export const asideMarkSchema = z.object({
  epoch: z.string().nullable(),
  through: z.int().min(-1),
  /** Epoch milliseconds at which all that can be read of it had been acknowledged; `null`: it has not. */
  doneAtMs: z.number().transform(Math.trunc).nullable(),
  /** The hub has other entries in the place of what is left. */
  isStopped: z.boolean().optional(),
});
export type AsideMark = z.infer<typeof asideMarkSchema>;

/** Whether the hub will not have what is left of this journal, which was set aside. */
export function isStoppedAside(path: string): boolean {
  return path.endsWith('.db') && isStoppedBy(readMark(path));
}

export function isStoppedBy(mark: AsideMark | null): boolean {
  return mark?.isStopped === true;
}

/** @returns `null` where there is none, or one that cannot be read: then it is sent again, which does no harm */
export function readMark(path: string): AsideMark | null {
  const file = markPathOf(path);
  if (!existsSync(file)) return null;
  try {
    return asideMarkSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Of what is found out again at the next start, where the disk is full or read-only now. */
export function tryMark(path: string, mark: AsideMark): void {
  try {
    writeMark(path, mark);
  } catch (error) {
    if (!isOfStore(error)) throw error;
  }
}

export function writeMark(path: string, mark: AsideMark): void {
  writeWhole(markPathOf(path), JSON.stringify(mark));
}
