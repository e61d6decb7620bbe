import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { addressOf } from './postgres.ts';

/** It listens within a second of having written its file; another `npm run hub` may be at that very moment. */
const STARTING_MS = 60_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Finds the PostgreSQL that runs on `folder` already, started by another process.
 *
 * After a power cut the number in its file may be that of any other process. So it is asked; and where nobody listens at
 * its port, the file is taken away, on which PostgreSQL would not start.
 *
 * @returns its address; `null`: none runs
 */
export async function runningPostgres(folder: string, password: string, nowMs: number): Promise<string | null> {
  const data = join(folder, 'data');
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  // Its own file: process, data folder, start time in seconds, port.
  const [pid = '', , startedAt = '', port = ''] = readFileSync(file, 'utf8').split('\n');
  if (!isAlive(Number(pid))) return null;
  const url = addressOf(password, Number(port));
  const answer = await ask(url, data);
  if (answer === 'ours') return url;
  if (answer === 'nobody' && nowMs - Number(startedAt) * 1000 > STARTING_MS) rmSync(file, { force: true });
  return null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Who answers: a PostgreSQL on this very folder, somebody else, or nobody at all. */
async function ask(url: string, data: string): Promise<'ours' | 'another' | 'nobody'> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks fails what is under way.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>('select current_setting($1) as folder', ['data_directory']);
    return realpathSync(rows[0]?.folder ?? '') === realpathSync(data) ? 'ours' : 'another';
  } catch (error) {
    // It does not let us in, or is still starting, which whoever asks it next says better.
    if (error instanceof DatabaseError) return 'ours';
    return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED' ? 'nobody' : 'another';
  } finally {
    await client.end();
  }
}
