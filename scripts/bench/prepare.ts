import { ensureBuilt } from '../build.ts';
import { hasDisplay, startDisplay } from '../display.ts';
import { say } from '../door.ts';
import { describeRuntime, ensureRuntime, type Runtime } from '../runtime.ts';
import { ensureSystem } from '../system.ts';

/** All that a bench needs which opens a window. */
export async function prepare(): Promise<Runtime> {
  const runtime = await ensureRuntime();
  say(describeRuntime(runtime));
  await ensureSystem({ runtime: runtime.path, tools: ['virtual display', 'Chinese fonts'] });
  await ensureBuilt();
  if (!(await hasDisplay())) process.env['DISPLAY'] = (await startDisplay()).name;
  // Found once: no bench should wait for a download.
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.path;
  return runtime;
}
