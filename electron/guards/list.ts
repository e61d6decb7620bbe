import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { knownGuard, MAX_GUARDS, type KnownGuard } from '../../shared/guard-list.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { UUID } from '../../shared/uuid.ts';
import { writeSecret } from '../store/files.ts';

/** In the profile's folder: who may decide by hand at this kiosk. */
export const GUARDS_FILE = 'guards.json';

const fileSchema = z.object({
  format: z.literal(1),
  /** By which the hub knows the list that it has sent; `null`: it was made here, by `sentinel guards`. */
  hubRevision: z.string().regex(UUID).nullable().default(null),
  guards: z.array(knownGuard).max(MAX_GUARDS),
});
type GuardsFile = z.infer<typeof fileSchema>;

/** The list as it is on the disk; without one, nobody is on it. */
export function readGuards(directory: string): Result<readonly KnownGuard[], 'guards-damaged'> {
  return readGuardsFile(join(directory, GUARDS_FILE));
}

/** @param path of a file that may be missing */
export function readGuardsFile(path: string): Result<readonly KnownGuard[], 'guards-damaged'> {
  const file = read(path);
  return file.ok ? ok(file.value.guards) : file;
}

/** By which the hub knows the list on the disk; `null`: it is not of a hub, or there is none that can be read. */
export function hubRevisionOf(directory: string): string | null {
  const file = read(join(directory, GUARDS_FILE));
  return file.ok ? file.value.hubRevision : null;
}

function read(path: string): Result<GuardsFile, 'guards-damaged'> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing ? ok({ format: 1, hubRevision: null, guards: [] }) : fail('guards-damaged');
  }
  try {
    const { data } = fileSchema.safeParse(JSON.parse(content));
    return data === undefined ? fail('guards-damaged') : ok(data);
  } catch {
    // No JSON.
    return fail('guards-damaged');
  }
}

/**
 * Puts a list in the place of the one that was there, whole or not at all.
 *
 * @param hubRevision the hub's, for a list that it has sent
 */
export function writeGuards(directory: string, guards: readonly KnownGuard[], hubRevision: string | null = null): void {
  const file = { format: 1, hubRevision, guards: [...guards] } satisfies GuardsFile;
  writeSecret(join(directory, GUARDS_FILE), JSON.stringify(file));
}

/** Takes away what a hub has sent: nobody is on the list until another comes, and the kiosk stays locked. A list that was made here stays. */
export function dropHubGuards(directory: string): void {
  if (hubRevisionOf(directory) !== null) writeGuards(directory, []);
}
