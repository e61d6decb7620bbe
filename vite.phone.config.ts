import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Phones that are five years old when this is written: the first that import modules when they are wanted. */
const OLDEST = ['es2017', 'chrome64', 'safari12'];

/** The page that a venue code opens, as the hub serves it. Plain modules: an old phone on a slow network loads the page. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer/phone'),
  base: '/v/',
  build: {
    outDir: resolve(import.meta.dirname, 'out/phone'),
    emptyOutDir: true,
    target: OLDEST,
    cssTarget: OLDEST,
    // The page may not load `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  logLevel: 'warn',
});
