import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { waitAfter } from '../../shared/tries.ts';
import { writeWhole } from '../store/files.ts';

/** In the profile's folder: how many wrong PINs came in a row, by guard. */
export const TRIES_FILE = 'pin-tries.json';

const fileSchema = z.object({ format: z.literal(1), wrong: z.record(z.string(), z.int().min(0)) });

/** Wrong PINs, guard by guard. */
export interface Tries {
  /** Milliseconds until the next PIN of this guard is looked at; 0: at once. */
  waitMs(guard: string): number;
  /** Counts a try as wrong, on the disk, before it is looked at: pulling the plug takes none back. */
  begin(guard: string): void;
  /** The last one was right. */
  clear(guard: string): void;
}

/**
 * @param nowMs never runs backwards and knows nothing of the time before the start: who had to wait waits all of it again
 * @param failed called when the count could not be written; it is kept in memory
 */
export function openTries(directory: string, nowMs: () => number, failed: () => void): Tries {
  const path = join(directory, TRIES_FILE);
  const startedMs = nowMs();
  const tries = new Map(Object.entries(read(path)).map(([guard, wrong]) => [guard, { wrong, atMs: startedMs }]));
  const save = (): void => {
    try {
      const wrong = Object.fromEntries([...tries].map(([guard, { wrong }]) => [guard, wrong]));
      writeWhole(path, JSON.stringify({ format: 1, wrong } satisfies z.infer<typeof fileSchema>));
    } catch {
      // A full disk must not keep a guard from their work.
      failed();
    }
  };
  return {
    waitMs(guard) {
      const { wrong, atMs } = tries.get(guard) ?? { wrong: 0, atMs: 0 };
      return Math.max(0, atMs + waitAfter(wrong) - nowMs());
    },
    begin(guard) {
      tries.set(guard, { wrong: (tries.get(guard)?.wrong ?? 0) + 1, atMs: nowMs() });
      save();
    },
    clear(guard) {
      if (tries.delete(guard)) save();
    },
  };
}

function read(path: string): Readonly<Record<string, number>> {
  try {
    return fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data?.wrong ?? {};
  } catch {
    // Not there, or damaged: whoever can write here needs no PIN.
    return {};
  }
}
