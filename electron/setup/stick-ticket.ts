import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { TICKET_FILE } from '../../shared/setup.ts';
import { stickPlaces } from '../policy/stick.ts';

/** Some hundred characters are a ticket: of what is larger only the beginning is read, which is none. */
const MAX_BYTES = 4096;

/**
 * The ticket on whatever is plugged in.
 *
 * @param roots folders in which the system shows what is plugged in, see `mountRoots`
 * @returns `null`: there is none
 */
export function ticketOnStick(roots: readonly string[]): string | null {
  for (const place of stickPlaces(roots)) {
    const text = beginningOf(join(place, TICKET_FILE));
    if (text !== null) return text;
  }
  return null;
}

function beginningOf(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // Not there, or not ours to read.
    return null;
  }
  try {
    const bytes = Buffer.alloc(MAX_BYTES);
    // A mark that Windows puts before a text is no part of it.
    return bytes
      .subarray(0, readSync(file, bytes))
      .toString('utf8')
      .replace(/^\uFEFF/u, '')
      .trim();
  } catch {
    // A folder of this name, or a stick that was pulled.
    return null;
  } finally {
    closeSync(file);
  }
}
