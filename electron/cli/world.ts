import type { World } from './command.ts';
import { EXIT } from './ndjson.ts';

/** The world of this process, whichever door it came by. */
export function worldOf({ resources, profile }: Pick<World, 'resources' | 'profile'>): World {
  const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);
  // Whoever reads us may stop reading (`| head -1`): that is their right, and no trouble.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') say(`sentinel: ${error.message}`);
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.trouble);
  });
  return { stdin: process.stdin, stdout: process.stdout, say, resources, profile };
}
