import type { Lane } from './device.ts';

/** Who went through the gate, which way and when, by the hex of their person keys; milliseconds that never run backwards. */
export type Passed = ReadonlyMap<string, { readonly lane: Lane; readonly atMs: number }>;

/**
 * Whether somebody went through this way less than `seconds` ago, and has not gone the other way since: a code that is lent
 * back over the gate. With 0 seconds nobody has.
 */
export function hasPassed(passed: Passed, person: string, lane: Lane, seconds: number, nowMs: number): boolean {
  const last = passed.get(person);
  return last?.lane === lane && nowMs - last.atMs < seconds * 1000;
}

/** Notes that somebody goes through; forgets those who went more than `seconds` ago. */
export function notePassage(passed: Passed, person: string, lane: Lane, seconds: number, nowMs: number): Passed {
  if (seconds === 0) return passed;
  const recent = new Map([...passed].filter(([, { atMs }]) => nowMs - atMs < seconds * 1000));
  return recent.set(person, { lane, atMs: nowMs });
}
