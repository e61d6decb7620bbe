import type { Finding } from '../backup/chains.ts';
import { isSound, type CheckedChain, type Unsound } from '../backup/verify.ts';
import { EXIT, type World } from './command.ts';

/** A chain that somebody has cut to pieces is as wrong with ten of them. */
const MAX_FOUND = 10;

export function firstFound({ found }: CheckedChain): readonly Finding[] {
  return found.slice(0, MAX_FOUND);
}

/** What the last line says of it. */
export function countUnsound({ chains, stray }: Unsound): { readonly wrong: number; readonly stray: number } {
  return { wrong: chains.length, stray };
}

/** Writes a line for each chain in which something is wrong. @returns the exit code of a command that is done */
export async function tellUnsound(unsound: Unsound, answer: World['answer']): Promise<number> {
  for (const checked of unsound.chains) {
    const { venue, chain, kiosk } = checked.chain;
    await answer({ venue, chain, kiosk, found: firstFound(checked) });
  }
  return isSound(unsound) ? EXIT.ok : EXIT.unsound;
}
