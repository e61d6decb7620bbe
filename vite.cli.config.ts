import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The command line, for plain Node: our own code in one file, the packages beside it. */
export default defineConfig({
  build: {
    ssr: resolve(import.meta.dirname, 'electron/cli.ts'),
    outDir: 'out/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { format: 'es', entryFileNames: 'cli.js', chunkFileNames: '[name].js' } },
  },
  logLevel: 'warn',
});
