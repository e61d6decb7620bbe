// The command line's door: builds it when it is missing or older than its sources, then runs it in this very process.
// Plain JavaScript, since starting a TypeScript loader would take longer than the command itself.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'out', 'cli');
const entry = join(built, 'cli.js');
const SOURCES = ['shared', 'electron', 'resources', 'package-lock.json', 'vite.cli.config.ts'];

function newestIn(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), stats.mtimeMs);
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Builds beside the old one and moves the entry last, so that another start at the same time finds one or the other. */
function build() {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) stop('The dependencies are not installed. Run: npm ci');
  const startedAt = new Date();
  mkdirSync(built, { recursive: true });
  const work = mkdtempSync(join(root, 'out', 'cli-'));
  try {
    const args = [vite, 'build', '--config', 'vite.cli.config.ts', '--outDir', work, '--logLevel', 'warn'];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('the reason is above');
    // Dated to the start of the build: a source changed meanwhile is then newer.
    utimesSync(join(work, 'cli.js'), startedAt, startedAt);
    for (const name of readdirSync(work).sort((a, b) => Number(a === 'cli.js') - Number(b === 'cli.js'))) {
      const target = join(built, name);
      if (statSync(join(work, name)).isDirectory()) rmSync(target, { recursive: true, force: true });
      renameSync(join(work, name), target);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

// The hub runs from the repository, with packages that are not the kiosk's.
if (process.argv[2] === 'hub') {
  const loader = import.meta.resolve('tsx');
  const command = process.argv.length > 3 ? process.argv.slice(3) : ['--help'];
  const { status } = spawnSync(process.execPath, ['--import', loader, join(root, 'scripts', 'hub.ts'), ...command], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

try {
  if (newestIn(entry) <= Math.max(...SOURCES.map((path) => newestIn(join(root, path))))) build();
} catch (error) {
  // A checkout that cannot be written still runs what is built in it; sources that do not build run nothing old.
  if (error.code === undefined || !existsSync(entry))
    stop(`The command line could not be built (${error.code ?? error.message}).`);
}
await import(pathToFileURL(entry).href);
