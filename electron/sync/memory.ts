import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../store/files.ts';

const memorySchema = z.object({
  /** What the hub calls the kiosk that all this is of: enrolled anew, it begins anew. */
  kiosk: z.string(),
  isRevoked: z.boolean(),
  /** Of the remote settings in force; 0: none. */
  settingsVersion: z.int().nonnegative(),
  /** What was wrong with the certificate of whoever answered last; absent in files of older releases. */
  certificateFault: z.enum(['certificate-untrusted', 'certificate-out-of-date']).nullable().default(null),
  /** The address of the gate's venue code; absent in files of older releases. */
  venueCode: z.string().nullable().default(null),
});
export type Remembered = Omit<z.infer<typeof memorySchema>, 'kiosk'>;

/** What a kiosk has to know of its hub also after a restart without a network. */
export interface HubMemory {
  read(): Remembered;
  /** Takes effect at once; a disk that does not take it is reported, and the change holds until the app ends. */
  change(part: Partial<Remembered>): { isSaved: boolean };
}

const NOTHING_SAID: Remembered = { isRevoked: false, settingsVersion: 0, certificateFault: null, venueCode: null };

/**
 * Opens the memory of what the hub has said to this kiosk. Where the file is damaged nobody knows whether the kiosk was
 * revoked: it counts as such until the hub has answered.
 */
export function openHubMemory(directory: string, kiosk: string): HubMemory {
  const path = join(directory, 'hub-memory.json');
  let current = existsSync(path) ? readMemory(path, kiosk) : NOTHING_SAID;
  return {
    read: () => current,
    change(part) {
      current = { ...current, ...part };
      try {
        writeWhole(path, JSON.stringify({ kiosk, ...current }));
        return { isSaved: true };
      } catch {
        // Disk full or read-only: the caller says so.
        return { isSaved: false };
      }
    },
  };
}

function readMemory(path: string, kiosk: string): Remembered {
  try {
    const { kiosk: whose, ...remembered } = memorySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return whose === kiosk ? remembered : NOTHING_SAID;
  } catch {
    return { ...NOTHING_SAID, isRevoked: true };
  }
}
