import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The bundler's own runner reads the TypeScript and the SQL in a process that may be killed. */
const PROGRAM = `
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(process.argv[1], { configFile: false });
  module[process.argv[2]](process.argv[3]);`;

/**
 * Runs an exported function of `appender.ts` in a process of its own and kills it without warning.
 *
 * @param isTime told of every line it says
 * @returns the whole lines it had said
 */
export async function runUntilKilled(
  name: string,
  path: string,
  isTime: (lines: readonly string[]) => boolean,
): Promise<string[]> {
  const program = new URL('./appender.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, program, name, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const whole = (): string[] => said.slice(0, said.lastIndexOf('\n')).split('\n');
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('\n') && isTime(whole())) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return whole();
}
