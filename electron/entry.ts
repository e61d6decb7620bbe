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
  if (process.argv[at + 1] === 'decommission') {
    const elsewhere = mkdtempSync(join(tmpdir(), 'sentinel-'));
    // Chromium keeps its own files in that folder, and writes them when it ends; and caches in the user's home, which in the
    // Debian package is that folder too.
    app.setPath('userData', elsewhere);
    process.env['HOME'] = elsewhere;
  }
  const world = worldOf({ resources, profile });
  const code = await runCommandLine(process.argv.slice(at + 1), world);
  // Nothing was opened that wants to be closed, and the app would go on to its window.
  app.exit(code);
}
