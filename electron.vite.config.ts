import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    // The one made for Node has a `require` of its own, which gets in the way of the one that is put before every file.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      outDir: 'out/main',
      // Bundled: reading hundreds of small files would double the app's start. Only the native module stays outside.
      externalizeDeps: {
        exclude: [
          '@peculiar/asn1-schema',
          '@peculiar/asn1-x509',
          '@tufjs/models',
          'cborg',
          'certlogic-js',
          'csv-stringify',
          'electron-store',
          'fflate',
          'pino',
          'rotating-file-stream',
          'tuf-js',
          'undici',
          'zod',
        ],
      },
      rolldownOptions: {
        // What fetches rules, what looks through the journal, sync, what the console asks and exports, and the doctor run in threads of their own.
        input: {
          main: at('electron/entry.ts'),
          'fetch-worker': at('electron/policy/fetch-worker.ts'),
          'check-worker': at('electron/store/check-worker.ts'),
          'sync-worker': at('electron/sync/worker.ts'),
          'console-ask-worker': at('electron/console/ask-worker.ts'),
          'console-export-worker': at('electron/console/export-worker.ts'),
          'doctor-worker': at('electron/doctor/worker.ts'),
        },
        // All in one folder: threads are started by files that lie beside whatever starts them.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is loaded as CommonJS.
      rolldownOptions: {
        input: { preload: at('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react()],
    // The one made for Node wants Node's buffers as soon as it is loaded.
    resolve: { alias: { 'csv-stringify/sync': 'csv-stringify/browser/esm/sync' } },
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      minify: true,
      // The engine's binary must be a file of its own: the window may not load `data:` addresses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: at('renderer/index.html'), ending: at('renderer/ending.html') } },
    },
  },
});
