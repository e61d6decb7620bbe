import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const profile = app.getPath('userData');
  // Chromium keeps its own files in that folder, and writes them when it ends.
  if (process.argv[at + 1] === 'decommission') app.setPath('userData', mkdtempSync(join(tmpdir(), 'sentinel-')));
  const world = worldOf({ resources, profile });
  const code = await runCommandLine(process.argv.slice(at + 1), world);
  // Nothing was opened that wants to be closed, and the app would go on to its window.
  app.exit(code);
}
