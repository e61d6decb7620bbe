import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommandLine } from './cli/run.ts';
import { worldOf } from './cli/world.ts';

// The command line's door for plain Node. The packaged app has its own: entry.ts.
const resources = join(findRoot(import.meta.dirname), 'resources');
process.exitCode = await runCommandLine(process.argv.slice(2), worldOf({ resources, profile: null }));

/** The folder with package.json: this file runs from electron/ and, built, from out/cli/. */
function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('package.json not found');
  return findRoot(parent);
}
