import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BadEnvironment, findUnsealed, readEnvironment } from '../../hub/environment.ts';

/** RFC 8032 §7.1, test 1, whose thumbprint is in RFC 8037 appendix A.3. */
const RFC8032_SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

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
    network: { proxies: 0, tls: null },
  });
  expect(secrets.administrator).toBe('s'.repeat(32));
});

test.each([
  ['0.0.0.0', {}, true],
  ['::', {}, true],
  ['192.0.2.7', {}, true],
  ['hub.example', {}, true],
  ['127.0.0.1', {}, false],
  ['127.1.2.3', {}, false],
  ['127.0.0.1.example', {}, true],
  ['::1', {}, false],
  ['localhost', {}, false],
  ['0.0.0.0', { HUB_BEHIND_PROXY: '1' }, false],
])('a hub at %s with %o is warned of: %s', (host, more, isWarnedOf) => {
  const said = findUnsealed(readEnvironment({ ...good, HUB_HOST: host, ...more }));
  expect(said).toEqual(isWarnedOf ? expect.stringContaining(`at ${host} without TLS`) : null);
});

test('nor is one warned of that speaks TLS itself', () => {
  const tls = { key: Buffer.alloc(1), cert: Buffer.alloc(1) };
  expect(findUnsealed({ host: '0.0.0.0', network: { proxies: 0, tls } })).toBeNull();
});

function demoStatus(file: string): Record<string, string> {
  const path = join(folder, file);
  return { HUB_DEMO_STATUS_OPENING_KEY_FILE: path, HUB_DEMO_STATUS_SIGNING_KEY_FILE: path };
}

function tls(key: string, cert: string): Record<string, string> {
  return { HUB_TLS_KEY_FILE: join(folder, key), HUB_TLS_CERT_FILE: join(folder, cert) };
}

test('a status provider is nobody, an address or the demo’s own', () => {
  const source = (more: Record<string, string>): unknown => readEnvironment({ ...good, ...more }).statusSource;
  const bytes = Buffer.alloc(32);
  const url = 'https://provider.example/status';
  expect(source({})).toBeNull();
  expect(source({ HUB_STATUS_PROVIDER: url })).toEqual({ kind: 'http', url });
  expect(source(demoStatus('key'))).toEqual({ kind: 'demo', opening: bytes, signing: bytes });
});

test.each<[string, () => Record<string, string>]>([
  ['a database of another kind', () => ({ DATABASE_URL: 'mysql://hub@db/hub' })],
  ['an address of a database that cannot be read', () => ({ DATABASE_URL: 'postgresql://hub:hunter2@[db/hub' })],
  ['a port that is none', () => ({ HUB_PORT: '70000' })],
  ['a secret that is not there', () => ({ HUB_SCRAPER_FILE: join(folder, 'nothing') })],
  ['a secret that could be guessed', () => ({ HUB_ADMINISTRATOR_FILE: join(folder, 'short') })],
  ['a status provider that is no address', () => ({ HUB_STATUS_PROVIDER: 'ftp://provider/' })],
  ['half of the demo’s status provider', () => ({ HUB_DEMO_STATUS_SIGNING_KEY_FILE: join(folder, 'key') })],
  ['a demo key that is none', () => demoStatus('secret')],
  ['two status providers', () => ({ ...demoStatus('key'), HUB_STATUS_PROVIDER: 'https://provider.example/' })],
  ['a key that is no key', () => ({ HUB_KEY_FILE: join(folder, 'secret') })],
  ['no key of venues', () => ({ HUB_VENUE_KEY_FILE: join(folder, 'nothing') })],
  ['an address without TLS', () => ({ HUB_ADDRESS: 'http://hub.example' })],
  ['an address with a path', () => ({ HUB_ADDRESS: 'https://hub.example/' })],
  ['a folder of rules that is not there', () => ({ HUB_POLICY_FOLDER: join(folder, 'nothing') })],
  ['a file for a folder of rules', () => ({ HUB_POLICY_FOLDER: join(folder, 'key') })],
  ['a root that is not there', () => ({ HUB_TRUSTED_ROOT: join(folder, 'nothing') })],
  ['a folder for a root', () => ({ HUB_TRUSTED_ROOT: folder })],
  ['fewer proxies than none', () => ({ HUB_BEHIND_PROXY: '-1' })],
  ['proxies without end', () => ({ HUB_BEHIND_PROXY: '9' })],
  ['a key and a certificate that are not PEM', () => tls('secret', 'secret')],
  ['a folder for a key of TLS', () => tls('.', 'secret')],
  ['half of what TLS wants', () => ({ HUB_TLS_KEY_FILE: join(folder, 'secret') })],
])('the hub does not start with %s', (_what, change) => {
  expect(() => readEnvironment({ ...good, ...change() })).toThrow(BadEnvironment);
});

test('an address and a folder of rules are taken as they are said, and are nowhere where they are not', () => {
  expect(readEnvironment(good).published).toEqual({ address: null, policyFolder: null, trustedRoot: null });
  const trustedRoot = join(folder, 'key');
  const said = { HUB_ADDRESS: 'https://hub.example:8443', HUB_POLICY_FOLDER: folder, HUB_TRUSTED_ROOT: trustedRoot };
  expect(readEnvironment({ ...good, ...said }).published).toEqual({
    address: 'https://hub.example:8443',
    policyFolder: folder,
    trustedRoot,
  });
  expect(readEnvironment({ ...good, HUB_ADDRESS: '', HUB_PORT: '' })).toMatchObject({
    published: { address: null },
    port: 8443,
  });
});

test('the hub’s key is the one whose seed is in its file', () => {
  writeFileSync(join(folder, 'rfc8032'), Buffer.from(RFC8032_SEED, 'hex').toString('base64url'));
  const { hubKey } = readEnvironment({ ...good, HUB_KEY_FILE: join(folder, 'rfc8032') }).secrets;
  expect(hubKey.keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

test('what is wrong is said without the value, which may hold a password', () => {
  for (const url of ['mysql://hub:hunter2@db', 'postgresql://hub:hunter2@[db']) {
    expect(() => readEnvironment({ ...good, DATABASE_URL: url })).toThrow(/^(?!.*hunter2)/su);
  }
});

test.each([
  ['a month, where nothing is said', {}, 30],
  ['as many days as are said', { HUB_RETENTION_DAYS: '15' }, 15],
  ['a day at least', { HUB_RETENTION_DAYS: '1' }, 1],
])('entries are kept for %s', (_how, variables, days) => {
  expect(readEnvironment({ ...good, ...variables }).retentionDays).toBe(days);
});

test.each(['0', '-1', '1.5', '3651', 'for ever'])('entries cannot be kept for %s days', (days) => {
  expect(() => readEnvironment({ ...good, HUB_RETENTION_DAYS: days })).toThrow(BadEnvironment);
});
