import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../../../scripts/processes.ts';
import type { LoadResult, Task } from './load.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LOADER = import.meta.resolve('tsx');

export interface BenchHub {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}

/** A hub in a process of its own. @param folder where its secrets are made. @param proxies that it believes itself to be behind */
export async function startBenchHub(databaseUrl: string, folder: string, proxies = 1): Promise<BenchHub> {
  const child = spawn(process.execPath, ['--import', LOADER, join(ROOT, 'hub', 'server.ts')], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: databaseUrl, HUB_PORT: '0', HUB_BEHIND_PROXY: String(proxies) },
      ...secretsIn(folder),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const port = await new Promise<string>((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, found] = /"event":"listening","port":(\d+)/u.exec(said) ?? [];
      if (found === undefined) return;
      child.stdout.off('data', listen);
      child.stdout.resume();
      resolve(found);
    };
    child.stdout.on('data', listen);
    void ended.then(() => {
      reject(new Error(`the hub ended: ${said}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

let made: Record<string, string> | undefined;

/** The same for all hubs of one run. */
function secretsIn(folder: string): Record<string, string> {
  if (made !== undefined) return made;
  mkdirSync(folder, { recursive: true });
  const names = ['CHALLENGE_KEY', 'ADMINISTRATOR', 'SCRAPER', 'KEY', 'VENUE_KEY'];
  made = Object.fromEntries(names.map((name) => [`HUB_${name}_FILE`, join(folder, name)]));
  for (const path of Object.values(made)) writeFileSync(path, randomBytes(32).toString('base64url'));
  return made;
}

/** Runs the load in a process of its own, so that what it costs is not the hub's. */
export async function runLoad(task: Task): Promise<LoadResult> {
  const program = join(import.meta.dirname, 'load.ts');
  const { code, stdout, stderr } = await capture(process.execPath, ['--import', LOADER, program, JSON.stringify(task)]);
  if (code !== 0) throw new Error(`the load ended with ${code}: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as LoadResult;
}
