import { spawn, type SpawnOptions } from 'node:child_process';

/** What a finished program left behind. `code` is null when it could not be started or was ended by a signal. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and keeps what it printed, in English so that it can be read here; never rejects. */
export function capture(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...(options.env ?? process.env), LC_ALL: 'C.UTF-8' };
    const child = spawn(command, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const finish = (code: number | null, note = ''): void => {
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() + note });
    };
    child.once('error', (error) => {
      finish(null, error.message);
    });
    child.once('close', (code) => {
      finish(code);
    });
  });
}

/** How a shell reports a program that a signal ended, by signal(7). */
const SIGNAL_STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a program in the foreground, hands on the signals we get, and returns its exit status.
 *
 * A signal that ended it counts as 128 + its number where we sent it, else 1.
 */
export function foreground(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    let passedOn = 1;
    for (const [signal, status] of Object.entries(SIGNAL_STATUS)) {
      process.on(signal, () => {
        passedOn = status;
        child.kill(signal as keyof typeof SIGNAL_STATUS);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? passedOn);
    });
  });
}

/** Tells whether a program is on the PATH. */
export async function isInstalled(program: string): Promise<boolean> {
  return (await capture('sh', ['-c', `command -v ${program}`])).code === 0;
}

/** How to call npm: the very one that runs us, else the one on the PATH. */
export function npmCommand(): { readonly command: string; readonly args: readonly string[] } {
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') === true
    ? { command: process.execPath, args: [npm] }
    : { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
