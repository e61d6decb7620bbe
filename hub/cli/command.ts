/** What a command of the hub is given of the world. */
export interface World {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Writes one line of JSON; resolves when it may go on. */
  readonly answer: (line: object) => Promise<void>;
  readonly nowMs: () => number;
  readonly newId: () => string;
}

/** One command of `sentinel hub`: a file that fills this in, and a line in the table of ../cli.ts. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @returns the exit code, one of {@link EXIT}
   * @throws UsageError, or whatever is trouble of ours
   */
  run(args: readonly string[], world: World): Promise<number>;
}

/** `unsound`: done, and what it was done with does not hold together. */
export const EXIT = { ok: 0, trouble: 1, badInput: 2, unsound: 3 } as const;

/** Thrown for a command line or an environment that makes no sense; the message says what to change. */
export class UsageError extends Error {}

/** Whether it is the command line that makes no sense, also by Node's own reading of it. */
export function isMisuse(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
