import { join } from 'node:path';
import { app } from 'electron';

/**
 * The app's door. `--sentinel COMMAND …` is the command line, for a machine with the package and nothing else; what stands
 * after it is the command's. Without it the kiosk starts. Each is loaded only when asked for.
 */
const at = process.argv.indexOf('--sentinel');
if (at === -1) {
  await import('./main.ts');
} else {
  const [{ runCommandLine }, { worldOf }] = await Promise.all([import('./cli/run.ts'), import('./cli/world.ts')]);
  const resources = join(app.getAppPath(), 'resources');
  const world = worldOf({ resources, profile: app.getPath('userData') });
  const code = await runCommandLine(process.argv.slice(at + 1), world);
  // Nothing was opened that wants to be closed, and the app would go on to its window.
  app.exit(code);
}
