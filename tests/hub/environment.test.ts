import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BadEnvironment, readEnvironment } from '../../hub/environment.ts';

let folder: string;
let good: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-environment-'));
  const secret = join(folder, 'secret');
  writeFileSync(secret, `${'s'.repeat(32)}\n`);
  writeFileSync(join(folder, 'key'), 'A'.repeat(43));
  writeFileSync(join(folder, 'short'), 's'.repeat(31));
  good = {
    DATABASE_URL: 'postgresql://hub@db/hub',
    HUB_CHALLENGE_KEY_FILE: secret,
    HUB_ADMINISTRATOR_FILE: secret,
    HUB_SCRAPER_FILE: secret,
    HUB_KEY_FILE: join(folder, 'key'),
    HUB_VENUE_KEY_FILE: secret,
  };
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('what is not said has a default, and a secret ends before its line break', () => {
  const { host, port, network, secrets } = readEnvironment(good);
  expect({ host, port, network }).toEqual({
    host: '127.0.0.1',
    port: 8443,
    network: { isBehindProxy: false, tls: null },
  });
  expect(secrets.administrator).toBe('s'.repeat(32));
});

test.each<[string, () => Record<string, string>]>([
  ['a database of another kind', () => ({ DATABASE_URL: 'mysql://hub@db/hub' })],
  ['a port that is none', () => ({ HUB_PORT: '70000' })],
  ['a secret that is not there', () => ({ HUB_SCRAPER_FILE: join(folder, 'nothing') })],
  ['a secret that could be guessed', () => ({ HUB_ADMINISTRATOR_FILE: join(folder, 'short') })],
  ['half of what TLS wants', () => ({ HUB_TLS_KEY_FILE: join(folder, 'secret') })],
])('the hub does not start with %s', (_what, change) => {
  expect(() => readEnvironment({ ...good, ...change() })).toThrow(BadEnvironment);
});

test('what is wrong is said without the value, which may hold a password', () => {
  expect(() => readEnvironment({ ...good, DATABASE_URL: 'mysql://hub:hunter2@db' })).toThrow(/^(?!.*hunter2)/su);
});
