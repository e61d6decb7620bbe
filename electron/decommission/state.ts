import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { removeWhole, syncFolder, writeWhole } from '../store/files.ts';

const STATE_FILE = 'decommission.json';
const ERASED_FILE = 'decommission.erased';

/** In the profile itself, so that they are found again; deleted last. */
export const STATE_FILES = [STATE_FILE, ERASED_FILE] as const;

const count = z.int().nonnegative();

/** What became of the entries that the hub may not have. */
export const settledSchema = z.object({
  /**
   * `synced`: the hub has all, by its own word, just now. `nothing`: there never were any. `exported`, `abandoned`: what it
   * did not have, or could not be asked about.
   */
  is: z.enum(['synced', 'nothing', 'exported', 'abandoned']),
  /** Entries that the hub has by its word, or by what it once acknowledged. */
  sent: count,
  /** Entries that it does not have; `null`: nobody can tell. */
  owed: count.nullable(),
  /** Entries in whose place the hub has others. */
  disputed: count,
  /** Entries of journals that were abandoned before, which no hub has acknowledged; `null`: nobody can tell. */
  abandoned: count.nullable().default(0),
  /** Entries of those, which the hub of that time had acknowledged. */
  abandonedSent: count.default(0),
  /** What kept it from being asked; `null`: nothing did, or there is no hub. */
  fault: z.string().nullable(),
  /** Where those are that were exported. */
  file: z.string().nullable(),
});
export type Settled = z.infer<typeof settledSchema>;

export const toldSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('told'), at: z.string() }),
  /** It had refused this kiosk before. */
  z.object({ is: z.literal('revoked-before') }),
  z.object({ is: z.literal('not-told'), why: z.string() }),
  z.object({ is: z.literal('no-hub') }),
]);
export type Told = z.infer<typeof toldSchema>;

export const kioskSchema = z.object({ kiosk: z.string(), venue: z.string(), gate: z.string(), hub: z.string() });

export const erasedSchema = z.object({
  /** Overwritten, cut to nothing, renamed, deleted; and not there any more. */
  files: count,
  /** Of those, when they were overwritten. */
  bytes: count,
  /** Links that were deleted; where they lead nothing was touched. */
  links: z.array(z.string()),
});

const stateSchema = z.object({
  format: z.literal(1),
  begunAt: z.string(),
  /** Where the report goes. */
  report: z.string(),
  /** Whose end it is; `null`: it never enrolled. */
  kiosk: kioskSchema.nullable(),
  /**
   * What a supervisor has decided at the kiosk itself: the app ends it at its next start. `null`: the command line does, and
   * until it is settled the kiosk is one if it is started.
   */
  wanted: z
    .union([z.object({ is: z.literal('sync') }), z.object({ is: z.literal('abandon'), entries: count })])
    .nullable()
    .default(null),
  settled: settledSchema.nullable(),
  told: toldSchema.nullable(),
  /** What was erased, once nothing but the state is left; `null`: before. */
  erased: erasedSchema.nullable(),
});
export type State = z.infer<typeof stateSchema>;

/** @returns `null`: nobody is decommissioning this kiosk @throws for a file that is damaged */
export function readState(profile: string): State | null {
  const path = stateFile(profile);
  if (!existsSync(path)) return null;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new Error(`${path} is damaged`);
  }
}

export function writeState(profile: string, state: State): void {
  writeWhole(stateFile(profile), JSON.stringify(state));
}

/** How far it is. */
export function stateFile(profile: string): string {
  return join(profile, STATE_FILE);
}

/** What is noted of what was erased so far. */
export function erasedFile(profile: string): string {
  return join(profile, ERASED_FILE);
}

/** The kiosk goes on as it was. */
export function dropState(profile: string): void {
  if (existsSync(stateFile(profile))) removeWhole(stateFile(profile));
}

/** @returns how far it is, where the kiosk of this profile is none any more, or is to be none; `null`: it is one */
export function readEnd(profile: string): State | null {
  const state = readState(profile);
  return state !== null && (state.settled !== null || state.wanted !== null) ? state : null;
}

const noteSchema = z.object({ path: z.string(), bytes: count, kind: z.enum(['file', 'link', 'other']) });
export type Note = z.infer<typeof noteSchema>;

/** Notes that a file is about to be overwritten: one that is noted and is not there any more has been. */
export function note(profile: string, { path, bytes, kind }: Note): void {
  const log = erasedFile(profile);
  const isNew = !existsSync(log);
  const file = openSync(log, 'a', 0o600);
  try {
    // First the line break: after a line that was torn a new one begins.
    appendFileSync(file, `\n${JSON.stringify({ path, bytes, kind } satisfies Note)}`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(log);
}

/** Each file once, in the order in which they were come to; a line that a power cut has torn counts for nothing. */
export function readNotes(profile: string): Note[] {
  const path = erasedFile(profile);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const notes = new Map<string, Note>();
  for (const line of lines) {
    const parsed = parseNote(line);
    if (parsed !== null && !notes.has(parsed.path)) notes.set(parsed.path, parsed);
  }
  return [...notes.values()];
}

function parseNote(line: string): Note | null {
  try {
    return noteSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // Torn, or the empty beginning of the file.
    return null;
  }
}
