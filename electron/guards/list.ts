import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GUARD_NUMBER, type Guard, type GuardRole } from '../../shared/guard.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { writeWhole } from '../store/files.ts';

/** In the profile's folder: who may decide by hand at this kiosk. */
export const GUARDS_FILE = 'guards.json';

/** More than stand at one gate in a month; each of them is a button. */
export const MAX_GUARDS = 60;

export const guardNumber = z.string().regex(GUARD_NUMBER, '1 to 16 of A-Z, 0-9 and -');
export const guardName = z.string().trim().min(1).max(16);
export const guardRole = z.enum(['guard', 'supervisor'] as const satisfies readonly GuardRole[]);

const guardSchema = z.object({
  number: guardNumber,
  name: guardName,
  role: guardRole,
  /** Argon2id in the PHC string format: the PIN itself is nowhere. */
  pin: z.string().startsWith('$argon2id$').max(256),
});

const fileSchema = z.object({ format: z.literal(1), guards: z.array(guardSchema).max(MAX_GUARDS) });

/** A guard, and what proves them. */
export type KnownGuard = Guard & { readonly pin: string };

/** The list as it is on the disk; without one, nobody is on it. */
export function readGuards(directory: string): Result<readonly KnownGuard[], 'guards-damaged'> {
  return readGuardsFile(join(directory, GUARDS_FILE));
}

/** @param path of a file that may be missing */
export function readGuardsFile(path: string): Result<readonly KnownGuard[], 'guards-damaged'> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? ok([]) : fail('guards-damaged');
  }
  try {
    const { data } = fileSchema.safeParse(JSON.parse(content));
    return data === undefined ? fail('guards-damaged') : ok(data.guards);
  } catch {
    // No JSON.
    return fail('guards-damaged');
  }
}

/** Puts a list in the place of the one that was there, whole or not at all. */
export function writeGuards(directory: string, guards: readonly KnownGuard[]): void {
  const file = { format: 1, guards: [...guards] } satisfies z.infer<typeof fileSchema>;
  writeWhole(join(directory, GUARDS_FILE), JSON.stringify(file));
}
