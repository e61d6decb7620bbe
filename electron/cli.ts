import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT } from './cli/ndjson.ts';
import { runCommandLine } from './cli/run.ts';

// The command line's door for plain Node. The packaged app has its own: entry.ts.
const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);

// Whoever reads us may stop reading (`| head -1`): that is their right, and no trouble.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') say(`sentinel: ${error.message}`);
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.trouble);
});
process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  say,
  resources: join(findRoot(import.meta.dirname), 'resources'),
  profile: null,
});

/** The folder with package.json: this file runs from electron/ and, built, from out/cli/. */
function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('package.json not found');
  return findRoot(parent);
}
