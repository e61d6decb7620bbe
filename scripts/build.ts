import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble } from './door.ts';
import { capture } from './processes.ts';

const ROOT = join(import.meta.dirname, '..');

interface Target {
  readonly name: string;
  readonly sources: readonly string[];
  /** One file of each part that is built, the one that is written last. */
  readonly built: readonly string[];
  /** The tool in node_modules, and what it is told. */
  readonly tool: readonly [string, ...string[]];
}

const APP: Target = {
  name: 'app',
  sources: ['shared', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json'],
  built: ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'],
  tool: ['electron-vite/bin/electron-vite.js', 'build'],
};
const CONSOLE: Target = {
  name: 'hub’s console',
  sources: ['shared', 'renderer', 'vite.console.config.ts', 'package.json', 'package-lock.json'],
  built: ['out/console/index.html'],
  tool: ['vite/bin/vite.js', 'build', '--config', 'vite.console.config.ts'],
};

const PHONE: Target = {
  name: 'page of venue codes',
  sources: ['shared', 'renderer/phone', 'vite.phone.config.ts', 'package.json', 'package-lock.json'],
  built: ['out/phone/index.html'],
  tool: ['vite/bin/vite.js', 'build', '--config', 'vite.phone.config.ts'],
};

/** Builds the app, and the pages that a hub serves, unless what was built is newer than every source. */
export async function ensureBuilt(): Promise<void> {
  await ensure(APP);
  await ensureHubPagesBuilt();
}

/** Builds only what a hub serves. */
export async function ensureHubPagesBuilt(): Promise<void> {
  await ensure(CONSOLE);
  await ensure(PHONE);
}

async function ensure({ name, sources, built, tool: [file, ...args] }: Target): Promise<void> {
  const builtAt = Math.min(...built.map((path) => newestIn(join(ROOT, path))));
  if (builtAt > Math.max(...sources.map((path) => newestIn(join(ROOT, path))))) return;
  const { code, stdout, stderr } = await capture(process.execPath, [join(ROOT, 'node_modules', file), ...args], {
    cwd: ROOT,
  });
  if (code !== 0) throw new Trouble(`${(stdout + stderr).trim()}\n\nThe ${name} could not be built.`);
}

/** The latest change of a file or of anything in a folder, in ms since 1970; 0 when it is not there. */
function newestIn(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
