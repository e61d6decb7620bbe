import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../shared/result.ts';
import { stampOf, writeSecret } from './store/files.ts';

/** In the profile's folder: who of the staff is let in by their ID card. */
export const STAFF_FILE = 'staff.json';

/** More than any venue has. */
export const MAX_STAFF = 10_000;

const fileSchema = z.object({
  format: z.literal(1),
  /** Of the venue key that the keys were made with: under another they name nobody. */
  venueKeyId: z.string(),
  /** Person keys in hex; nothing else is known of anybody. */
  keys: z.array(z.string().regex(/^[\da-f]{64}$/u)).max(MAX_STAFF),
});

/** `staff-of-another-key`: the kiosk has another venue key than when the list was made. */
export type StaffFault = 'staff-damaged' | 'staff-of-another-key';

/** The list as it is on the disk; without one, nobody is on it. */
export function readStaff(directory: string, venueKeyId: string): Result<readonly string[], StaffFault> {
  const content = contentOf(join(directory, STAFF_FILE));
  if (content === null) return ok([]);
  const file = parse(content);
  if (file === null) return fail('staff-damaged');
  return file.venueKeyId === venueKeyId ? ok(file.keys) : fail('staff-of-another-key');
}

/** Puts a list in the place of the one that was there, whole or not at all. */
export function writeStaff(directory: string, venueKeyId: string, keys: readonly string[]): void {
  const file = { format: 1, venueKeyId, keys: [...keys] } satisfies z.infer<typeof fileSchema>;
  writeSecret(join(directory, STAFF_FILE), JSON.stringify(file));
}

export interface StaffList {
  readonly has: (personKey: Uint8Array) => boolean;
}

/**
 * The list of a running kiosk: read anew when the file was changed, so that who was taken off it is let in no more.
 *
 * @param unusable called once for each list that cannot be used; nobody is on that
 */
export function keepStaff(directory: string, venueKeyId: string, unusable: (fault: StaffFault) => void): StaffList {
  let [stamp, keys]: [string, ReadonlySet<string>] = ['never', new Set()];
  return {
    has(personKey) {
      const now = stampOf(join(directory, STAFF_FILE));
      if (now !== stamp) {
        const read = readStaff(directory, venueKeyId);
        if (!read.ok) unusable(read.fault);
        [stamp, keys] = [now, new Set(read.ok ? read.value : [])];
      }
      return keys.has(Buffer.from(personKey).toString('hex'));
    },
  };
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(content: string): z.infer<typeof fileSchema> | null {
  try {
    return fileSchema.safeParse(JSON.parse(content)).data ?? null;
  } catch {
    // No JSON: the caller says that it is damaged.
    return null;
  }
}
