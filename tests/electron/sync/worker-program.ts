import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export function buildSyncWorker(): Promise<string> {
  return buildWorker('electron/sync/worker.ts', 'sync-worker.js');
}

/**
 * Builds a thread's program much as the app is built.
 *
 * @param name another for whoever builds it at the same time
 * @returns its path
 */
export async function buildWorker(source: string, name: string): Promise<string> {
  const outDir = join(ROOT, 'out', 'test');
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(ROOT, source),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: name } },
    },
  });
  return join(outDir, name);
}
