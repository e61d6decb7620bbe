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
  const { runCommandLine } = await import('./cli/run.ts');
  const code = await runCommandLine(process.argv.slice(at + 1), {
    stdin: process.stdin,
    stdout: process.stdout,
    say: (sentence) => process.stderr.write(`${sentence}\n`),
    resources: join(app.getAppPath(), 'resources'),
    profile: app.getPath('userData'),
  });
  // Nothing was opened that wants to be closed, and the app would go on to its window.
  app.exit(code);
}
