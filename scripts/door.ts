/** Expected trouble of the machine, told in one sentence; the only error whose text is meant for a user. */
export class Trouble extends Error {}

export function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/**
 * The one door of every script: runs it, and ends with its exit status.
 *
 * Trouble ends in its sentence and status 1. Anything else is a bug of ours and says where to see more.
 */
export async function runScript(main: () => Promise<number>): Promise<never> {
  try {
    process.exit(await main());
  } catch (error) {
    if (error instanceof Trouble) say(error.message);
    else if (process.env['DEBUG'] === undefined) {
      say(`Unexpected trouble: ${reasonOf(error)}. Run again with DEBUG=1 to see where it comes from.`);
    } else console.error(error);
    process.exit(1);
  }
}

/** The shortest true reason an error gives: its system code (`ENOSPC`), else its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
