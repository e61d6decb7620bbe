import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, preview, type InlineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..');

/** The folder of a window that shows nothing but the address it is started with, for Electron. */
export const DESIGN_WINDOW = join(import.meta.dirname, 'window');

/** Builds the design system's page beside the app, in out/design, which no package takes along, and serves it here. */
export async function serveDesign(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const config: InlineConfig = {
    configFile: false,
    root: join(ROOT, 'renderer', 'design'),
    base: './',
    plugins: [react()],
    logLevel: 'error',
    build: { outDir: join(ROOT, 'out', 'design'), emptyOutDir: true, chunkSizeWarningLimit: 2000 },
    preview: { host: '127.0.0.1', port: 0 },
  };
  await build(config);
  const server = await preview(config);
  const [url = ''] = server.resolvedUrls?.local ?? [];
  return { url, close: () => server.close() };
}
