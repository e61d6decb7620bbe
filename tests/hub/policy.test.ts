import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policy } from '../../electron/cli/policy.ts';
import { sha256 } from '../../hub/crypto.ts';
import { run } from '../electron/cli/cli-kit.ts';
import { TestOffice } from '../electron/policy/office-kit.ts';
import { startHub, type TestHub } from './server.ts';

let folder: string;
let office: TestOffice;
let server: TestHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-office-'));
  office = new TestOffice(join(folder, 'office'));
  office.begin();
  server = await startHub({}, { address: 'https://hub.example', policyFolder: office.repository });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends the path as it is given, which `fetch` would tidy. */
function statusOf(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<number | undefined> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

test('`sentinel policy fetch` takes rules from a hub as a kiosk does, under the root that the hub gave out', async () => {
  const root = join(folder, 'given.root.json');
  const given = await fetch(`${server.url}/v1/policy-root`);
  expect(given.headers.get('cache-control')).toBe('no-cache');
  writeFileSync(root, Buffer.from(await given.arrayBuffer()));
  expect(readFileSync(root)).toEqual(readFileSync(office.trustedRootPath));
  const args = ['--from', `${server.url}/policy`, '--root', root, '--store', join(folder, 'store')];
  const fetched = await run(policy, ['fetch', ...args, '--at', '2026-05-13T00:00:00Z']);
  expect(fetched).toEqual({ exit: 0, lines: [{ installed: true, version: 1, fault: null }] });
});

test('an older root is given to whoever names its hash, and none to whoever names another', async () => {
  copyFileSync(join(office.repository, '1.root.json'), join(folder, 'first'));
  const later = join(office.repository, '2.root.json');
  writeFileSync(later, 'a later root');
  const digest = sha256(readFileSync(join(folder, 'first'))).toString('base64url');
  const older = await fetch(`${server.url}/v1/policy-root?sha256=${digest}`);
  expect(Buffer.from(await older.arrayBuffer())).toEqual(readFileSync(join(folder, 'first')));
  expect(await (await fetch(`${server.url}/v1/policy-root`)).text()).toBe('a later root');
  expect((await fetch(`${server.url}/v1/policy-root?sha256=${'A'.repeat(43)}`)).status).toBe(404);
  rmSync(later);
});

/** Something in the way of each name, taken away after the test. */
function within<T>(names: readonly string[], run: () => Promise<T>): Promise<T> {
  return run().finally(() => {
    for (const name of names) rmSync(join(office.repository, name), { recursive: true, force: true });
  });
}

test.each<[string, (path: string) => void]>([
  [
    'a folder',
    (path) => {
      mkdirSync(path);
    },
  ],
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
  [
    'a link to a file elsewhere',
    (path) => {
      writeFileSync(join(folder, 'elsewhere'), '{}');
      symlinkSync(join(folder, 'elsewhere'), path);
    },
  ],
  [
    'a link to itself',
    (path) => {
      symlinkSync(path, path);
    },
  ],
  [
    'a link to a pipe elsewhere',
    (path) => {
      const pipe = join(folder, 'pipe');
      rmSync(pipe, { force: true });
      execFileSync('mkfifo', [pipe]);
      symlinkSync(pipe, path);
    },
  ],
  [
    'one byte too many',
    (path) => {
      writeFileSync(path, Buffer.alloc(65_537));
    },
  ],
])('a root that is %s is none, and the one before is given', async (_what, make) => {
  const names = ['7.root.json'];
  await within(names, async () => {
    make(join(office.repository, '7.root.json'));
    const given = await fetch(`${server.url}/v1/policy-root`);
    expect(given.status).toBe(200);
    expect(Buffer.from(await given.arrayBuffer())).toEqual(readFileSync(office.trustedRootPath));
  });
});

test('a root of 64 KiB is one, and so is one that a link within the folder leads to', async () => {
  await within(['7.root.json', '8.root.json'], async () => {
    writeFileSync(join(office.repository, '7.root.json'), Buffer.alloc(65_536));
    symlinkSync('7.root.json', join(office.repository, '8.root.json'));
    const given = await fetch(`${server.url}/v1/policy-root`);
    expect((await given.arrayBuffer()).byteLength).toBe(65_536);
  });
});

test('a pipe in the folder, and a file without end, are no files of it', async () => {
  await within(['pipe.json', 'long.json'], async () => {
    execFileSync('mkfifo', [join(office.repository, 'pipe.json')]);
    writeFileSync(join(office.repository, 'long.json'), '');
    expect(await statusOf('/policy/long.json')).toBe(200);
    truncateSync(join(office.repository, 'long.json'), 128 * 1024 * 1024 + 1);
    expect(await statusOf('/policy/pipe.json')).toBe(404);
    expect(await statusOf('/policy/long.json')).toBe(404);
  });
});

test('what changes is asked for anew each time, and what is named by its hash or number may be kept', async () => {
  const caching = async (path: string): Promise<unknown> =>
    (await fetch(`${server.url}/policy/${path}`)).headers.get('cache-control');
  const [target = ''] = readdirSync(join(office.repository, 'targets'));
  expect(await caching('timestamp.json')).toBe('no-cache');
  expect(await caching('1.root.json')).toBe('no-cache');
  expect(await caching('1.targets.json')).toBe('public, max-age=3600');
  expect(await caching(`targets/${target}`)).toBe('public, max-age=31536000, immutable');
});

test('whoever has the newest is told so, and nothing more', async () => {
  const first = await fetch(`${server.url}/policy/timestamp.json`);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).not.toBe('');
  expect(await statusOf('/policy/timestamp.json', 'GET', { 'if-none-match': etag })).toBe(304);
  expect(await statusOf('/policy/timestamp.json', 'GET', { 'if-none-match': '"another"' })).toBe(200);
});

test.each([
  ['the folder itself', '/policy/'],
  ['a folder in it', '/policy/targets'],
  ['a folder in it, said as one', '/policy/targets/'],
  ['what lies above', '/policy/../office/roles.json'],
  ['what lies above, in another spelling', '/policy/%2e%2e/roles.json'],
  ['what lies above, in a third', '/policy/..%2froles.json'],
  ['what lies above, in Windows’ spelling', '/policy/..%5croles.json'],
  ['a file by its place on the disk', '/policy//etc/passwd'],
  ['a hidden file', '/policy/.secret'],
  ['a file in a hidden folder', '/policy/.git/config'],
  ['a link that leads out', '/policy/out.json'],
  ['a folder that leads out', '/policy/away/roles.json'],
  ['a link that leads nowhere', '/policy/nowhere.json'],
  ['what is not there', '/policy/99.root.json'],
  ['a NUL', '/policy/timestamp.json%00'],
])('nothing but the repository’s files is given: not %s', async (_what, path) => {
  const at = office.repository;
  mkdirSync(join(at, '.git'), { recursive: true });
  writeFileSync(join(at, '.secret'), '');
  writeFileSync(join(at, '.git', 'config'), '');
  for (const [name, target] of [
    ['out.json', join(at, '..', 'roles.json')],
    ['away', join(at, '..')],
    ['nowhere.json', join(at, 'nothing')],
  ] as const) {
    rmSync(join(at, name), { force: true });
    symlinkSync(target, join(at, name));
  }
  expect(await statusOf(path)).toBe(404);
});

test.each(['HEAD', 'POST', 'PUT', 'DELETE'])('rules are not for %s', async (method) => {
  expect(await statusOf('/policy/timestamp.json', method)).toBe(404);
});

test('fetching rules has a limit of its own, which takes nothing from the others', async () => {
  const strict = await startHub({ perReader: 2 }, { policyFolder: office.repository });
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await fetch(`${strict.url}/policy/timestamp.json`)).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await fetch(`${strict.url}/health`)).status).toBe(200);
  await strict.close();
});
