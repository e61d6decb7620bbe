import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The console as the hub serves it: a page of its own, whose files carry their content's hash in their names. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer/console/hub'),
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'out/console'),
    emptyOutDir: true,
    // The page may not load `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  logLevel: 'warn',
});
