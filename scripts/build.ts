import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble } from './door.ts';
import { capture } from './processes.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = ['shared', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
const BUILT = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Builds the app unless what was built is newer than every source. */
export async function ensureBuilt(): Promise<'built' | 'up to date'> {
  const built = Math.min(...BUILT.map((file) => newestIn(join(ROOT, file))));
  if (built > Math.max(...SOURCES.map((path) => newestIn(join(ROOT, path))))) return 'up to date';
  const vite = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code, stdout, stderr } = await capture(process.execPath, [vite, 'build'], { cwd: ROOT });
  if (code !== 0) throw new Trouble(`${(stdout + stderr).trim()}\n\nThe app could not be built.`);
  return 'built';
}

/** The latest change of a file or of anything in a folder, in ms since 1970; 0 when it is not there. */
function newestIn(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
