import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { startHub, type TestHub } from './server.ts';

/** What the page may take before the reader is loaded, in bytes, uncompressed. */
const MOST = 150_000;

let folder: string;
let built: string;
let server: TestHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-phone-'));
  built = join(folder, 'phone');
  await build({
    configFile: join(import.meta.dirname, '..', '..', 'vite.phone.config.ts'),
    build: { outDir: built },
    logLevel: 'silent',
  });
  server = await startHub({}, {}, { phoneFolder: built });
}, 60_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const html = (): string => readFileSync(join(built, 'index.html'), 'utf8');

test('the page takes less than 150 kB before its reader is loaded', () => {
  const loaded = [...html().matchAll(/(?:src|href)="\/v\/([^"]+)"/gu)].map(([, name = '']) => name);
  expect(loaded.length).toBeGreaterThanOrEqual(2);
  expect(loaded.some((name) => name.includes('reader'))).toBe(false);
  const bytes = loaded.reduce((sum, name) => sum + statSync(join(built, name)).size, html().length);
  expect(bytes).toBeLessThan(MOST);
  expect(readdirSync(join(built, 'assets')).some((name) => name.startsWith('reader-'))).toBe(true);
});

test('old phones can read its scripts: nothing in them is younger than ES2017', () => {
  for (const name of readdirSync(join(built, 'assets')).filter((one) => one.endsWith('.js'))) {
    const script = readFileSync(join(built, 'assets', name), 'utf8');
    // Of what minified code is full of where it is not lowered.
    expect([name, /[\w$)\]]\?\.[\w$[(]/u.test(script)]).toEqual([name, false]);
    expect([name, /[\w$)\]]\?\?[\w$("'[]/u.test(script)]).toEqual([name, false]);
    expect([name, /catch\{/u.test(script)]).toEqual([name, false]);
  }
});

test('the hub serves the page, its files and nothing beside them', async () => {
  const page = await fetch(`${server.url}/v/`);
  expect([page.status, await page.text()]).toEqual([200, html()]);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('set-cookie')).toBeNull();
  const [, script = ''] = /src="([^"]+)"/u.exec(html()) ?? [];
  const file = await fetch(server.url + script);
  expect(file.status).toBe(200);
  expect(file.headers.get('cache-control')).toContain('immutable');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  for (const path of ['/v/../secret.txt', '/v/%2e%2e/secret.txt', '/v/.hidden', '/v/nothing.js']) {
    expect([path, (await fetch(server.url + path)).status]).toEqual([path, 404]);
  }
  expect((await fetch(`${server.url}/v`, { redirect: 'manual' })).headers.get('location')).toBe('/v/');
});

test('a hub whose page is not built says so', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const bare = await startHub({}, {}, { phoneFolder: empty });
  const answer = await fetch(`${bare.url}/v/`);
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('npm run build') as string]);
  await bare.close();
});
