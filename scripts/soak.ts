import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { hasDisplay, startDisplay } from './display.ts';
import { runScript } from './door.ts';
import { foreground } from './processes.ts';
import { ensureRuntime } from './runtime.ts';
import { ensureSystem } from './system.ts';

const ROOT = join(import.meta.dirname, '..');

/** Half an hour and 20,000 entries, unless the environment asks for others. */
const DEFAULTS = { SOAK_SECONDS: '1800', SOAK_ENTRIES: '20000' };

/** `npm run soak`: the journey `killed-at-random`, for long. */
await runScript(async () => {
  const runtime = await ensureRuntime();
  const isSeen = await hasDisplay();
  await ensureSystem({ runtime: runtime.path, tools: isSeen ? [] : ['virtual display'] });
  await ensureBuilt();
  const display = isSeen ? {} : { DISPLAY: (await startDisplay()).name };
  const env = { ...DEFAULTS, ...process.env, ...display, ELECTRON_OVERRIDE_DIST_PATH: runtime.path };
  const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  return foreground(process.execPath, [playwright, 'test', 'killed-at-random'], env);
});
