import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const LOADER = import.meta.resolve('tsx');

/** A hub in a process of its own. */
export interface HubProcess {
  readonly url: string;
  /** Sends a signal and waits for the end. @returns the exit code, `null` where the signal ended it */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
}

const listening = z.object({ event: z.literal('listening'), port: z.int() });

/** Starts a program of the house that runs a hub, and waits until it listens. */
export async function startProcess(script: string, variables: Record<string, string>): Promise<HubProcess> {
  const child = spawn(process.execPath, ['--import', LOADER, join(ROOT, script)], {
    env: { ...process.env, HUB_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const event = listening.safeParse(JSON.parse(line));
      if (event.success) resolve(event.data.port);
    });
    void ended.then(([code]) => {
      reject(new Error(`the hub ended with ${String(code)}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    end: async (signal) => {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}
