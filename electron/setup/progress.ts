import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SET_UP_STEPS, type SetUpProgress } from '../../shared/setup.ts';
import { removeWhole, writeWhole } from '../store/files.ts';

const FILE = 'set-up.json';

const progressSchema = z.object({
  step: z.enum(SET_UP_STEPS),
  camera: z
    .object({ read: z.int().min(0), of: z.int().min(1), ms: z.number().min(0) })
    .refine(({ read, of }) => read <= of)
    .nullable(),
  isSoundHeard: z.boolean().nullable(),
}) satisfies z.ZodType<SetUpProgress>;

/** What of it the window may note. */
export const progressChangeSchema = progressSchema.partial();

/** How far a set-up is, in a small file of the venue's folder: it is there from the first start until IT has finished. */
export interface Progress {
  /** Whether IT still sets the kiosk up: until then nobody is judged, and no PIN is wanted. */
  isUnderWay(): boolean;
  read(): SetUpProgress;
  /** A set-up that has not begun begins. @throws where the disk does not take it */
  note(change: Partial<SetUpProgress>): void;
  /** @throws where the disk does not take it: it is then still under way */
  finish(): void;
}

const AT_THE_BEGINNING: SetUpProgress = { step: 'language', camera: null, isSoundHeard: null };

/** @param directory the venue's folder; a kiosk that was set up otherwise has no such file, and is finished */
export function openProgress(directory: string): Progress {
  const path = join(directory, FILE);
  let now = readFrom(path);
  return {
    isUnderWay: () => now !== null,
    read: () => now ?? AT_THE_BEGINNING,
    note(change) {
      now = { ...(now ?? AT_THE_BEGINNING), ...change };
      writeWhole(path, JSON.stringify(now));
    },
    finish() {
      removeWhole(path);
      now = null;
    },
  };
}

/** @returns `null`: nothing is under way. A damaged file is of one that was: it begins anew, what is set stays. */
function readFrom(path: string): SetUpProgress | null {
  if (!existsSync(path)) return null;
  try {
    return progressSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? AT_THE_BEGINNING;
  } catch {
    // No JSON, or out of reach.
    return AT_THE_BEGINNING;
  }
}
