import type { Readable, Writable } from 'node:stream';

/** What a command is given of the world. */
export interface World {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Sentences for whoever sits at the terminal, one a call. */
  readonly say: (sentence: string) => void;
  /** The app's own data. */
  readonly resources: string;
  /** The folder of the kiosk that this machine is; `null`: none is known, and `--profile` is wanted. */
  readonly profile: string | null;
}

/** One command of `sentinel`: a file that fills this in, and a line in the table of ../cli.ts. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @returns the exit code
   * @throws UsageError, or whatever is trouble of ours
   */
  run(args: readonly string[], world: World): Promise<number>;
}

/** Thrown for a command line that makes no sense; the message says what to change. */
export class UsageError extends Error {}

/** @throws UsageError where neither is known */
export function profileOf(given: string | undefined, { profile }: World): string {
  const folder = given ?? profile;
  if (folder === null) throw new UsageError('--profile DIR is required');
  return folder;
}
