import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, freePort, startPostgres, type Postgres } from '../../scripts/postgres.ts';
import { runningPostgres } from '../../scripts/running-postgres.ts';

const NOW = Date.UTC(2022, 4, 13, 4);
const PASSWORD = randomBytes(16).toString('hex');

let folder: string;
let postgres: Postgres;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-running-'));
  // PostgreSQL's own user passes through it.
  chmodSync(folder, 0o755);
  postgres = await startPostgres(join(folder, 'ours'), PASSWORD);
});

afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

/** A folder whose PostgreSQL left its file behind, with the number of a process that lives: this one. */
function leave(name: string, port: number, ageMs: number): { readonly at: string; readonly file: string } {
  const at = join(folder, name);
  mkdirSync(join(at, 'data'), { recursive: true });
  const file = join(at, 'data', 'postmaster.pid');
  writeFileSync(file, [process.pid, join(at, 'data'), (NOW - ageMs) / 1000, port, '', '127.0.0.1'].join('\n'));
  return { at, file };
}

test('a PostgreSQL that runs on a folder is found, and none on a folder without', async () => {
  expect(await runningPostgres(join(folder, 'ours'), PASSWORD, NOW)).toBe(postgres.url);
  expect(await runningPostgres(join(folder, 'nothing'), PASSWORD, NOW)).toBeNull();
});

test('one that does not let us in is there all the same: whoever asks it next says so', async () => {
  const url = addressOf('another', Number(new URL(postgres.url).port));
  expect(await runningPostgres(join(folder, 'ours'), 'another', NOW)).toBe(url);
});

test.each([
  ['taken away when it is older than any start takes', 60_001, false],
  ['left alone while a start may be under way', 60_000, true],
])('where another process has the number, nobody runs, and the file is %s', async (_what, ageMs, isKept) => {
  const { at, file } = leave(`left-${ageMs}`, await freePort(), ageMs);
  expect(await runningPostgres(at, PASSWORD, NOW)).toBeNull();
  expect(existsSync(file)).toBe(isKept);
});

test('a PostgreSQL of another folder that has the port is none of ours, and the file stays', async () => {
  const { at, file } = leave('moved', Number(new URL(postgres.url).port), 3_600_000);
  expect(await runningPostgres(at, PASSWORD, NOW)).toBeNull();
  expect(existsSync(file)).toBe(true);
});

test('nor is anything else that listens there', async () => {
  const other = createServer((socket) => socket.end('no PostgreSQL\r\n')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { at, file } = leave('other', (other.address() as AddressInfo).port, 3_600_000);
  expect(await runningPostgres(at, PASSWORD, NOW)).toBeNull();
  expect(existsSync(file)).toBe(true);
  other.close();
});
