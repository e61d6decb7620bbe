// One table of all that a source may do, beside the one server that can do each: apart they would be set up twice.
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchPolicy, type Fetched } from '../../../electron/policy/fetch.ts';
import { openPolicy } from '../../../electron/policy/open.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { buildRepository, type Repository, type RepositoryPlan } from '../../../electron/policy/repository.ts';
import { freshFolder } from '../folders.ts';
import type { SigningKey } from '../../../electron/policy/signing.ts';
import { KEYS, newKey, newKeys, repository, resigned, store as lay } from './repository-kit.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const POLICY = JSON.parse(repository()['targets/policy.json'].toString()) as Record<string, unknown>;
const policyOf = (version: number): Buffer => Buffer.from(JSON.stringify({ ...POLICY, version }));

/** As a publisher would lay out version `version` of everything, the rules' own version with it. */
function published(version: number, plan: Partial<RepositoryPlan> = {}): Readonly<Record<string, Buffer>> {
  const built: Repository = repository({ version, policy: policyOf(version), rootVersion: 1, ...plan });
  return { ...built, '1.root.json': built['root.json'] };
}

type Misbehaviour = 'hang' | 'drip' | 'endless' | 'stall';
type Answer = (path: string) => Buffer | Misbehaviour | undefined;

let server: Server;
let answer: Answer;
let asked: string[];
/** Answers that are still being given. */
let open: Set<unknown>;
let folder: string;

beforeEach(async () => {
  asked = [];
  open = new Set();
  folder = freshFolder();
  writeFileSync(join(folder, 'trusted-root.json'), published(1)['root.json'] ?? '');
  server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    asked.push(path);
    const body = answer(path);
    open.add(response);
    response.on('close', () => open.delete(response));
    if (body === 'hang') return;
    if (body === 'stall') {
      response.write(' ');
      return;
    }
    if (body === 'endless' || body === 'drip') {
      const piece = Buffer.alloc(body === 'drip' ? 1 : 65_536, 0x20);
      const timer = setInterval(() => response.write(piece), body === 'drip' ? 50 : 1);
      response.on('close', () => {
        clearInterval(timer);
      });
      return;
    }
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const serve = (files: Readonly<Record<string, Buffer>>): void => {
  answer = (path) => files[path];
};

function fetch(
  more: { from?: string; now?: number; timeoutMs?: number; silenceMs?: number; root?: string } = {},
): Promise<Fetched> {
  return fetchPolicy({
    from: more.from ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trustedRootPath: more.root ?? join(folder, 'trusted-root.json'),
    store: join(folder, 'store'),
    now: more.now ?? NOW,
    refusedKeys: new Set(),
    timeoutMs: more.timeoutMs ?? 10_000,
    ...(more.silenceMs === undefined ? {} : { silenceMs: more.silenceMs }),
  });
}

function hex(key: SigningKey | undefined): string {
  return Buffer.from(key?.x ?? '', 'base64url').toString('hex');
}

/** Of the rules that a kiosk would judge by if it started now. */
function versionInForce(): number | null {
  const opened = openPolicy({
    directory: currentRepository(join(folder, 'store')),
    trustedRootPath: join(folder, 'trusted-root.json'),
    refusedKeys: new Set(),
  });
  return opened.ok ? opened.value.policy.version : null;
}

describe('newer rules', () => {
  test('are taken from a server, and then nothing is new', async () => {
    serve(published(3));
    expect(await fetch()).toEqual({ installed: true, version: 3, fault: null });
    expect(versionInForce()).toBe(3);
    asked = [];
    expect(await fetch()).toEqual({ installed: false, version: 3, fault: null });
    expect(asked).toEqual(['2.root.json', 'timestamp.json']);
    serve(published(4));
    expect(await fetch()).toEqual({ installed: true, version: 4, fault: null });
    expect(readdirSync(join(folder, 'store', 'generations'))).toHaveLength(1);
  });

  test('are taken from a folder, by the same code', async () => {
    const from = lay(join(folder, 'usb stick'), published(3));
    expect(await fetch({ from })).toEqual({ installed: true, version: 3, fault: null });
    expect(versionInForce()).toBe(3);
  });

  test('bring a list of what was taken back, which is not fetched again while it is the same', async () => {
    const revocations = Buffer.from('0000000000000001', 'hex');
    serve(published(3, { revocations }));
    await fetch();
    serve(published(4, { revocations }));
    asked = [];
    expect(await fetch()).toMatchObject({ installed: true });
    expect(asked).not.toContain('targets/revocations/all.bin');
    expect(asked).toContain('targets/policy.json');
  });

  test('are taken under new keys, which the old ones vouch for one after the other', async () => {
    const [second, third] = [newKeys(), newKeys()];
    const sign = (version: number, keys: RepositoryPlan['keys'], previous: RepositoryPlan['keys']): Buffer =>
      buildRepository({
        keys: { ...keys, root: [...keys.root, ...previous.root] },
        rootKeys: keys.root,
        rootThreshold: 2,
        policy: policyOf(version),
        version,
        rootVersion: version,
        expires: '2030-01-01T00:00:00Z',
        isDemo: false,
      })['root.json'];
    const roots = { '2.root.json': sign(2, second, KEYS), '3.root.json': sign(3, third, second) };
    serve(published(3));
    await fetch();
    serve({ ...published(5, { keys: third }), ...roots });
    expect(await fetch()).toEqual({ installed: true, version: 5, fault: null });
    expect(versionInForce()).toBe(5);
    // Whoever has only the stolen old keys can do no more.
    serve({ ...published(6), ...roots });
    expect(await fetch()).toMatchObject({ installed: false, version: 5, fault: 'policy-forged' });
  });
});

describe('what is not taken leaves the rules in force as they were', () => {
  const sound = published(4);
  const spoilt = (name: string, change: (bytes: Buffer) => Buffer): Answer => {
    const files: Readonly<Record<string, Buffer>> = sound;
    return (path) => (path === name ? change(files[path] ?? Buffer.alloc(0)) : files[path]);
  };
  const instead = (name: string, body: Misbehaviour): Answer => {
    const files: Readonly<Record<string, Buffer>> = sound;
    return (path) => (path === name ? body : files[path]);
  };
  const mixed = (other: Readonly<Record<string, Buffer>>, ...names: string[]): Answer => {
    const files: Readonly<Record<string, Buffer>> = sound;
    return (path) => (names.includes(path) ? other[path] : files[path]);
  };
  const all =
    (files: Readonly<Record<string, Buffer>>): Answer =>
    (path) =>
      files[path];
  const stranger = { ...KEYS, targets: newKey() };

  test.each<[string, Answer, string]>([
    ['older rules', all(published(2)), 'policy-rolled-back'],
    ['rules older than theirs in newer wrapping', all(published(4, { policy: policyOf(2) })), 'policy-rolled-back'],
    ['a timestamp that has expired', all(published(4, { expires: '2026-05-12T00:00:00Z' })), 'policy-expired'],
    ['targets signed by a stranger', all(published(4, { keys: { ...stranger, root: KEYS.root } })), 'policy-forged'],
    ['everything signed by strangers', all(published(4, { keys: newKeys() })), 'policy-forged'],
    ['a snapshot of another version', mixed(published(5), 'snapshot.json'), 'policy-damaged'],
    ['targets of another version', mixed(published(5), 'targets.json'), 'policy-damaged'],
    ['rules of another version', mixed(published(5), 'targets/policy.json'), 'policy-damaged'],
    ['rules cut short', spoilt('targets/policy.json', (bytes) => bytes.subarray(0, -1)), 'policy-damaged'],
    ['a timestamp that is no JSON', spoilt('timestamp.json', () => Buffer.from('<html>')), 'policy-damaged'],
    ['no timestamp', mixed({}, 'timestamp.json'), 'source-unreachable'],
    ['no rules', mixed({}, 'targets/policy.json'), 'source-unreachable'],
    ['a timestamp without end', instead('timestamp.json', 'endless'), 'policy-damaged'],
    ['rules without end', instead('targets/policy.json', 'endless'), 'policy-damaged'],
    ['rules that are not acceptable', all(published(4, { policy: Buffer.from('{}') })), 'policy-damaged'],
  ])('%s', async (_case, spoil, fault) => {
    serve(published(3));
    await fetch();
    answer = spoil;
    expect(await fetch()).toEqual({ installed: false, version: 3, fault });
    expect(versionInForce()).toBe(3);
    expect(readdirSync(join(folder, 'store', 'generations'))).toHaveLength(1);
    serve(published(6));
    expect(await fetch()).toEqual({ installed: true, version: 6, fault: null });
  });

  test.each(['2.root.json', 'timestamp.json', 'snapshot.json', 'targets/policy.json'])(
    'a server that never answers for %s',
    async (name) => {
      serve(published(3));
      await fetch();
      answer = instead(name, 'hang');
      expect(await fetch({ timeoutMs: 300 })).toEqual({ installed: false, version: 3, fault: 'source-too-slow' });
      expect(versionInForce()).toBe(3);
    },
  );

  test.each(['timestamp.json', 'targets/policy.json'])('a server that sends %s a byte at a time', async (name) => {
    serve(published(3));
    await fetch();
    answer = instead(name, 'drip');
    expect(await fetch({ timeoutMs: 300 })).toEqual({ installed: false, version: 3, fault: 'source-too-slow' });
    expect(versionInForce()).toBe(3);
  });

  test('a server that drips on while the request has been collected as garbage', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    serve(published(3));
    await fetch();
    answer = instead('timestamp.json', 'drip');
    const collecting = setInterval(collect, 20);
    try {
      expect(await fetch({ timeoutMs: 500 })).toEqual({ installed: false, version: 3, fault: 'source-too-slow' });
    } finally {
      clearInterval(collecting);
    }
  });

  test.each(['timestamp.json', 'targets/policy.json'])(
    'a server that falls silent in the middle of %s',
    async (name) => {
      serve(published(3));
      await fetch();
      answer = instead(name, 'stall');
      expect(await fetch({ silenceMs: 200 })).toEqual({ installed: false, version: 3, fault: 'source-too-slow' });
    },
  );

  test('a server that is done with, or given up, is let go', async () => {
    serve(published(3));
    await fetch();
    for (const body of ['drip', 'endless'] as const) {
      answer = instead('timestamp.json', body);
      await fetch({ timeoutMs: 300 });
      await vi.waitFor(() => {
        expect(open.size).toBe(0);
      });
    }
  });

  test('nobody there', async () => {
    serve(published(3));
    await fetch();
    expect(await fetch({ from: 'http://127.0.0.1:1' })).toEqual({
      installed: false,
      version: 3,
      fault: 'source-unreachable',
    });
    expect(await fetch({ from: join(folder, 'no such folder') })).toMatchObject({ fault: 'source-unreachable' });
  });

  test('a store that cannot be made', async () => {
    serve(published(3));
    const plan = { trustedRootPath: join(folder, 'trusted-root.json'), now: NOW, refusedKeys: new Set<string>() };
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // Where the system has no folders to make, and where a file stands in the way.
    for (const store of ['/proc/none/store', join(folder, 'trusted-root.json', 'store')]) {
      expect(await fetchPolicy({ ...plan, from, store, timeoutMs: 5000 })).toMatchObject({ fault: 'store-failed' });
    }
  });

  test('the time that is given counts, not the machine’s', async () => {
    serve(published(3, { signedAt: '2022-05-30T00:00:00Z', expires: '2022-06-01T00:00:00Z' }));
    expect(await fetch()).toMatchObject({ installed: false, version: null, fault: 'policy-expired' });
    expect(await fetch({ now: Date.UTC(2022, 4, 31) / 1000 })).toMatchObject({ installed: true, fault: null });
  });

  test.each<[string, string, (root: Buffer) => Buffer | null]>([
    ['no root to trust', 'policy-missing', () => null],
    ['a trusted root that is no JSON', 'policy-damaged', () => Buffer.from('kiosk-7')],
    [
      'a trusted root that names one key twice',
      'policy-damaged',
      (root) => Buffer.from(root.toString().replace(hex(KEYS.root[1]), hex(KEYS.root[0]))),
    ],
    [
      'a trusted root with a key of another kind',
      'policy-damaged',
      (root) => Buffer.from(root.toString().replace('"keytype": "ed25519"', '"keytype": "rsa"')),
    ],
  ])('%s, for which nobody is asked', async (_case, fault, change) => {
    serve(published(3));
    const root = join(folder, 'other.json');
    const bytes = change(published(1)['root.json'] ?? Buffer.alloc(0));
    if (bytes !== null) writeFileSync(root, bytes);
    expect(await fetch({ root })).toEqual({ installed: false, version: null, fault });
    expect(asked).toEqual([]);
  });

  test('a folder in the place of the trusted root', async () => {
    serve(published(3));
    expect(await fetch({ root: folder })).toEqual({ installed: false, version: null, fault: 'policy-missing' });
  });

  test('a new root with a key of another kind, for which no rules are fetched', async () => {
    const root = repository({ rootVersion: 2, signedAt: undefined })['root.json'].toString();
    const written = JSON.parse(root) as { signed: { keys: Record<string, object> } };
    const key = { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: 'none' } };
    written.signed.keys['0'.repeat(64)] = key;
    serve({ ...published(3), '2.root.json': resigned('root.json', KEYS.root, Buffer.from(JSON.stringify(written))) });
    expect(await fetch()).toMatchObject({ installed: false, fault: 'policy-damaged' });
    expect(asked).not.toContain('targets/policy.json');
  });

  test('the last fault counts: that there is no change of a list says nothing about the list', async () => {
    serve(published(3, { revocations: Buffer.from('0000000000000001', 'hex') }));
    await fetch();
    const newer = published(4, { revocations: Buffer.from('0000000000000002', 'hex') });
    serve({ ...newer, 'targets/revocations/all.bin': Buffer.from('0000000000000003', 'hex') });
    expect(await fetch()).toEqual({ installed: false, version: 3, fault: 'policy-damaged' });
    expect(asked.some((path) => path.startsWith('changes/'))).toBe(true);
  });

  test('a publication under way, seen between the new root and what its keys sign, is asked for once more', async () => {
    serve(published(3));
    await fetch();
    const heirs = { ...newKeys(), root: KEYS.root };
    const next = published(4, { keys: heirs, rootVersion: 2 });
    const files: Readonly<Record<string, Buffer>> = { ...next, '2.root.json': next['root.json'] ?? Buffer.alloc(0) };
    let isWhole = false;
    answer = (path) => {
      const body = path === 'timestamp.json' && !isWhole ? published(3)[path] : files[path];
      isWhole ||= path === 'timestamp.json';
      return body;
    };
    expect(await fetch()).toEqual({ installed: true, version: 4, fault: null });
    expect(asked.filter((path) => path === '2.root.json')).toHaveLength(3);
  });
});

describe('a folder is read as far as it holds files of its own', () => {
  const stick = (): string => lay(join(folder, 'stick'), published(4));
  const begin = async (): Promise<void> => {
    serve(published(3));
    await fetch();
  };

  test.each<[string, (path: string) => void]>([
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    [
      'a folder',
      (path) => {
        mkdirSync(path);
      },
    ],
    [
      'a device that never ends',
      (path) => {
        symlinkSync('/dev/zero', path);
      },
    ],
    [
      'a link to itself',
      (path) => {
        symlinkSync(path, path);
      },
    ],
    [
      'a link out of the folder',
      (path) => {
        renameSync(path.replace('timestamp', 'snapshot'), join(folder, 'outside.json'));
        symlinkSync(join(folder, 'outside.json'), path);
      },
    ],
  ])('%s in the timestamp’s place is no repository', async (_case, make) => {
    await begin();
    const from = stick();
    rmSync(join(from, 'timestamp.json'));
    make(join(from, 'timestamp.json'));
    expect(await fetch({ from })).toEqual({ installed: false, version: 3, fault: 'source-unreachable' });
    expect(versionInForce()).toBe(3);
  });

  test('a pipe in the place of the next root keeps nobody waiting', async () => {
    await begin();
    const from = stick();
    execFileSync('mkfifo', [join(from, '2.root.json')]);
    expect(await fetch({ from })).toEqual({ installed: false, version: 3, fault: 'source-unreachable' });
  });

  test('a link from one place of it to another is followed', async () => {
    const from = stick();
    renameSync(join(from, 'timestamp.json'), join(from, 'newest.json'));
    symlinkSync('newest.json', join(from, 'timestamp.json'));
    expect(await fetch({ from })).toEqual({ installed: true, version: 4, fault: null });
  });
});

test('a server is known by its address however that is written', async () => {
  serve(published(3));
  const from = `HTTP://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await fetch({ from })).toEqual({ installed: true, version: 3, fault: null });
});

test('what an interrupted change has left is cleared away, and a damaged store is filled anew', async () => {
  serve(published(3));
  await fetch();
  const leftOver = join(folder, 'store', 'generations', '0123456789abcdef');
  mkdirSync(leftOver);
  writeFileSync(join(currentRepository(join(folder, 'store')), 'targets', 'policy.json'), 'torn');
  expect(versionInForce()).toBeNull();
  expect(await fetch()).toEqual({ installed: true, version: 3, fault: null });
  expect(existsSync(leftOver)).toBe(false);
});
