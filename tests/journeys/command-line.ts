import { join } from 'node:path';
import { capture } from '../../scripts/processes.ts';

const SENTINEL = join(import.meta.dirname, '..', '..', 'scripts', 'sentinel.mjs');

/** Runs the command line in a process of its own. @throws with what it said, unless it ends with 0 @returns its output */
export async function sentinel(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await capture(process.execPath, [SENTINEL, ...args]);
  if (code !== 0) throw new Error(`sentinel ${args[0] ?? ''}: ${stdout}${stderr}`);
  return stdout;
}
