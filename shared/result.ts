/** Either a value, or the code of an expected failure. Bugs and broken disks are thrown instead. */
export type Result<T, F extends string> = Ok<T> | Failure<F>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failure<F extends string> {
  readonly ok: false;
  readonly fault: F;
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function fail<F extends string>(fault: F): Failure<F> {
  return { ok: false, fault };
}
