import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Builds the thread's program much as the app is built. @returns its path */
export async function buildSyncWorker(): Promise<string> {
  const outDir = join(ROOT, 'out', 'test');
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(ROOT, 'electron', 'sync', 'worker.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'sync-worker.js' } },
    },
  });
  return join(outDir, 'sync-worker.js');
}
