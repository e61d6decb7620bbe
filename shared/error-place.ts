/** What a log may say of an unexpected error. */
export interface ErrorPlace {
  /** Of the error's class. */
  readonly name: string;
  /** File and line, `unknown` where no line of its stack names any. */
  readonly where: string;
}

/** A line of a stack, and in it the place in a file of code; Node's own files have no ending. */
const PLACE = /^\s+at .*?([\w.-]+\.[cm]?[jt]sx?:\d+:\d+)\)?$/mu;

/**
 * What may be said of an unexpected error: its class, and the first line of its stack that names a file of code. The
 * message stands in the stack too and may look like any line of it, so it is taken out first; `name` is data like it.
 */
export function describeError(error: unknown): ErrorPlace {
  if (!(error instanceof Error)) return { name: typeof error, where: 'unknown' };
  const stack = error.stack?.replace(error.message, '') ?? '';
  return { name: error.constructor.name, where: PLACE.exec(stack)?.[1] ?? 'unknown' };
}
