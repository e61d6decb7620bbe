import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const ROOT = resolve(import.meta.dirname, 'renderer/console/hub');

/** The console and the page for companies, as the hub serves them: their files carry their content's hash in their names. */
export default defineConfig({
  root: ROOT,
  base: './',
  plugins: [react()],
  // The one made for Node wants Node's buffers as soon as it is loaded.
  resolve: { alias: { 'csv-stringify/sync': 'csv-stringify/browser/esm/sync' } },
  build: {
    outDir: resolve(import.meta.dirname, 'out/console'),
    emptyOutDir: true,
    // The page may not load `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'company.html'].map((page) => resolve(ROOT, page)) },
  },
  logLevel: 'warn',
});
