/*
 * What Chrome 64 and Safari 12 lack of what the reader uses. Defined as the standard has it (ECMA-262 §23.1.3.13, §20.1.2.7,
 * §19.1.1), and only where it is not there.
 */
const array = Array.prototype as { flatMap?: unknown };
array.flatMap ??= function flatMap<T, U>(this: T[], callback: (value: T, index: number) => U | U[]): U[] {
  return ([] as U[]).concat(...this.map(callback));
};

const object = Object as { fromEntries?: unknown };
object.fromEntries ??= (entries: Iterable<readonly [string, unknown]>): Record<string, unknown> => {
  const made: Record<string, unknown> = {};
  for (const [key, value] of entries) made[key] = value;
  return made;
};

const page = window as unknown as { globalThis?: unknown };
page.globalThis ??= window;
