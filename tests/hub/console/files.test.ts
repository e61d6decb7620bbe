import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { read } from '../kiosk.ts';
import { startHub, type TestHub } from '../server.ts';

let folder: string;
let server: TestHub;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-console-'));
  const built = join(folder, 'console');
  await mkdir(join(built, 'assets'), { recursive: true });
  await writeFile(join(built, 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(built, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(built, '.hidden'), 'secret');
  await writeFile(join(folder, 'outside'), 'secret');
  await symlink(join(folder, 'outside'), join(built, 'link'));
  server = await startHub({}, {}, { consoleFolder: built });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

test.each([
  ['/console/', 'text/html; charset=utf-8', 'no-cache'],
  ['/console/index.html', 'text/html; charset=utf-8', 'no-cache'],
  ['/console/assets/main-1a2b.js', 'application/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
])('%s is served under a policy that lets nothing else in', async (path, type, caching) => {
  const { status, headers } = await read(await fetch(server.url + path));
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, type, caching]);
  expect(headers.get('content-security-policy')).toBe(POLICY);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('set-cookie')).toBeNull();
});

/** As it is written: fetch would straighten it. */
function statusOf(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  '/console/nothing.js',
  '/console/.hidden',
  '/console/link',
  '/console/../outside',
  '/console/..%2foutside',
  '/console/%2e%2e/outside',
  '/console/assets/../../outside',
  '/console/assets',
])('%s is not found', async (path) => {
  expect(await statusOf(path)).toBe(404);
});

test('the address without its slash leads to the page', async () => {
  const answer = await fetch(`${server.url}/console`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([308, '/console/']);
});

test('where the console is not built, a sentence says so', async () => {
  const bare = await startHub();
  const { status, headers, body } = await read(await fetch(`${bare.url}/console/`));
  expect([status, headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
  expect(body).toMatch(/^This page is not built on this hub: run "npm run build" there/u);
  await bare.close();
});
