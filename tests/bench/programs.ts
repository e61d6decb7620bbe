import { join } from 'node:path';
import { build } from 'vite';
import { capture } from '../../scripts/processes.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Builds a bench's own program as the app's main process is built; `name` is its file beside this one. */
export async function buildProgram(name: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, `${name}.ts`),
      outDir: join(ROOT, 'out', 'bench'),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: '[name].js' } },
    },
  });
  return join(ROOT, 'out', 'bench', `${name}.js`);
}

/** Runs a program on a task, in Node or in Electron as Node; what it prints is JSON. */
export async function runProgram<T>(executable: string, program: string, task: string): Promise<T> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { code, stdout, stderr } = await capture(executable, [program, task], { env });
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as T;
}
