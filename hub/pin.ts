import { hash } from '@node-rs/argon2';
import { ARGON2ID } from '../shared/pin.ts';
import { inTurn } from './in-turn.ts';

/** @returns a string in the PHC format, with a salt of its own */
export type HashPin = (pin: string) => Promise<string>;

/** One PIN after another: each takes 75 MiB and a core for some 0.1 s, which is not for the many who ask at once. */
export function keepHasher(run: HashPin = (pin) => hash(pin, ARGON2ID)): HashPin {
  const turn = inTurn();
  return (pin) => turn(() => run(pin));
}
