import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Trouble } from './door.ts';

/** A virtual display that lives until `stop`. */
export interface Display {
  /** What belongs in `DISPLAY`, such as `:99`. */
  readonly name: string;
  stop(): void;
}

const SIZE = '1920x1080x24';
const START_MS = 15_000;

export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}

/** Starts Xvfb on a number that is free, which Xvfb picks itself, and waits until it takes connections. */
export async function startDisplay(): Promise<Display> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SIZE, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await displayNumber(child);
  const stop = (): void => {
    child.kill();
  };
  process.once('exit', stop);
  return { name: `:${number}`, stop };
}

function displayNumber(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => (): void => {
      child.kill();
      reject(new Trouble(`The virtual display did not start (${reason}).`));
    };
    const timer = setTimeout(fail('no answer'), START_MS);
    child.once('error', fail('Xvfb is not installed'));
    child.once('exit', fail('Xvfb ended'));
    (child.stdio[3] as Readable).once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(chunk.toString().trim());
    });
  });
}
