import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../../electron/cli/command.ts';
import { policy } from '../../../electron/cli/policy.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { freshFolder } from '../folders.ts';
import { run, spawnSentinel, type Answered } from './cli-kit.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const sentinel = (...args: string[]): Promise<Answered> => run(policy, args);
const NOW = ['--at', '2026-05-13T00:00:00Z'];
const KEYS = ['root-1', 'root-2', 'root-3', 'rules', 'online'];

beforeEach(() => {
  folder = freshFolder();
});

function change(apply: (written: Record<string, unknown>) => void): void {
  const path = at('office/policy.json');
  const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  apply(written);
  writeFileSync(path, JSON.stringify(written));
}

async function begin(): Promise<void> {
  await sentinel('keygen', ...KEYS.map((name) => at(`${name}.jwk`)));
  const roots = KEYS.slice(0, 3).flatMap((name) => ['--root', at(`${name}.pub.jwk`)]);
  const others = ['--targets', at('rules.pub.jwk'), '--online', at('online.pub.jwk')];
  expect(await sentinel('new', at('office'), ...roots, ...others, ...NOW)).toMatchObject({ exit: 0 });
}

const sign = (...names: string[]): Promise<Answered> =>
  sentinel('sign', at('office'), ...names.flatMap((name) => ['--key', at(`${name}.jwk`)]), ...NOW);
const publish = (...more: string[]): Promise<Answered> =>
  sentinel('publish', at('office'), '--key', at('online.jwk'), ...more, ...NOW);
const fetch = (): Promise<Answered> =>
  sentinel(
    'fetch',
    '--from',
    at('office/repository'),
    '--root',
    at('office/repository/1.root.json'),
    '--store',
    at('store'),
    ...NOW,
  );

describe('an office', () => {
  test('goes from keys to rules in force at a kiosk', async () => {
    await begin();
    expect(statSync(at('root-1.jwk')).mode & 0o777).toBe(0o600);
    expect(readFileSync(at('root-1.pub.jwk'), 'utf8')).not.toContain('"d"');
    expect((await sign('root-1')).lines).toMatchObject([
      { signatures: 1, needed: 2 },
      { signatures: 0, needed: 1 },
    ]);
    expect((await sign('root-2', 'rules')).lines).toMatchObject([{ signatures: 2 }, { signatures: 1 }]);
    expect(await publish()).toMatchObject({
      exit: 0,
      lines: [{ root: 1, targets: 1, expires: '2026-05-20T00:00:00Z' }],
    });
    expect(await fetch()).toEqual({ exit: 0, lines: [{ installed: true, version: 1, fault: null }] });

    writeFileSync(at('revoked.ndjson'), '{"issuer":"110105","id":"0011223344556677"}\n\n');
    expect(await publish('--revoke', at('revoked.ndjson'))).toMatchObject({ exit: 0 });
    expect(await fetch()).toEqual({ exit: 0, lines: [{ installed: true, version: 1, fault: null }] });
  });

  test('never has a key overwritten, nor a folder', async () => {
    await begin();
    await expect(sentinel('keygen', at('other.jwk'), at('root-1.jwk'))).rejects.toThrow(/never overwritten/u);
    await expect(begin()).rejects.toThrow(/never overwritten/u);
    const keys = ['--root', '--targets', '--online'].flatMap((option) => [option, at('rules.pub.jwk')]);
    await expect(sentinel('new', at('office'), ...keys)).rejects.toThrow(/already/u);
    expect(await sentinel('new', at('other'), ...keys, ...NOW)).toMatchObject({ exit: 2 });
  });

  test('signs no rules with a mistake, nor such as were not tried on both sides', async () => {
    await begin();
    change((written) => Object.assign(written, { note: 7 }));
    expect(await sign('rules')).toMatchObject({ exit: 2, lines: [{ path: 'note' }] });
    change((written) => {
      Object.assign(written, { note: '' });
      delete (written['rules'] as Record<string, Record<string, unknown>>)['test-too-old']?.['examples'];
    });
    expect(await sign('rules')).toMatchObject({ exit: 2, lines: [{ path: 'rules.test-too-old.examples' }] });
  });

  test('signs no rules from the future', async () => {
    await begin();
    change((written) => Object.assign(written, { issuedAt: '2026-05-13T00:05:01Z' }));
    expect(await sign('rules')).toMatchObject({ exit: 2, lines: [{ path: 'issuedAt' }] });
  });

  test.each([
    ['a key that is none', 'office/policy.json', []],
    ['a line of revocations that is none', 'online.jwk', ['--revoke', 'office/policy.json']],
  ])('%s is said in words', async (_case, key, more) => {
    await begin();
    await sign('root-1', 'root-2', 'rules');
    const given = more.map((one) => (one.startsWith('--') ? one : at(one)));
    expect(await sentinel('publish', at('office'), '--key', at(key), ...given, ...NOW)).toMatchObject({
      exit: 2,
      lines: [],
    });
  });
});

describe('where rules are fetched from', () => {
  const fetchFrom = (from: string): Promise<Answered> =>
    sentinel('fetch', '--from', from, '--root', at('root.json'), '--store', at('store'), ...NOW);

  test.each(['file:///srv/repository', 'ftp://health.example/repository', 'FTP:repository', 'httpss://health.example'])(
    '%s is neither a server nor a folder, which is said before anything is done',
    async (from) => {
      await expect(fetchFrom(from)).rejects.toThrow(UsageError);
      await expect(fetchFrom(from)).rejects.toThrow(/--from is an http: or https: URL, or a folder/u);
      expect(existsSync(at('store'))).toBe(false);
    },
  );

  test.each(['C:\\rules', './a:b', 'a folder', 'http://127.0.0.1:1', 'HTTPS://127.0.0.1:1'])(
    '%s may be one',
    async (from) => {
      expect(await fetchFrom(from)).toMatchObject({ exit: 2, lines: [{ fault: 'policy-missing' }] });
    },
  );
});

describe('two at once in one office', () => {
  /** In a process of its own. */
  const spawned = async (...args: string[]): Promise<unknown> => (await once(spawnSentinel(args), 'close'))[0];
  const revoke = (id: string): Promise<unknown> => {
    writeFileSync(at(`${id}.ndjson`), `{"issuer":"110105","id":"${id}"}\n`);
    const more = ['--key', at('online.jwk'), '--revoke', at(`${id}.ndjson`)];
    return spawned('policy', 'publish', at('office'), ...more, ...NOW);
  };
  const timestamp = (): unknown => {
    const read = JSON.parse(readFileSync(at('office/repository/timestamp.json'), 'utf8')) as { signed: object };
    return read.signed;
  };
  const revoked = (): number => statSync(join(currentRepository(at('store')), 'targets/revocations/all.bin')).size / 8;

  test('lose none of what they publish: the second goes on from what the first has left', async () => {
    await begin();
    await sign('root-1', 'root-2', 'rules');
    await publish();
    // The first process builds the command line, if it must.
    expect(await spawned('--version')).toBe(0);
    for (let round = 1; round <= 3; round += 1) {
      expect(await Promise.all([revoke(`aa0000000000000${round}`), revoke(`bb0000000000000${round}`)])).toEqual([0, 0]);
      expect(timestamp()).toMatchObject({ version: 1 + 2 * round });
      await fetch();
      expect(revoked()).toBe(2 * round);
    }
  }, 180_000);

  test('lose no signature either', async () => {
    await begin();
    const signed = ['root-1', 'root-2', 'root-3'].map((name) =>
      spawned('policy', 'sign', at('office'), '--key', at(`${name}.jwk`), ...NOW),
    );
    expect(await Promise.all(signed)).toEqual([0, 0, 0]);
    const draft = JSON.parse(readFileSync(at('office/drafts/1.root.json'), 'utf8')) as { signatures: unknown[] };
    expect(draft.signatures).toHaveLength(3);
  }, 180_000);

  test.each(['publish', 'sign'])('a folder that is none is left as it is by %s', async (part) => {
    await begin();
    expect(await sentinel(part, at('nowhere'), '--key', at('online.jwk'), ...NOW)).toMatchObject({ exit: 2 });
    expect(existsSync(at('nowhere'))).toBe(false);
  });
});

describe('the examples of rules', () => {
  const broken = (example: object): Promise<Answered> => {
    change((written) => {
      const { 'test-too-old': rule = {} } = written['rules'] as Record<string, Record<string, unknown>>;
      (rule['examples'] as object[]).push(example);
    });
    return sentinel('test', at('office/policy.json'));
  };
  const aged = (sampledSecondsAgo: number): object => ({ tests: [{ sampledSecondsAgo }] });

  test.each([
    [
      'kept where it is broken',
      { visitor: aged(172_801), circumstances: { venueType: 'mall' }, isKept: true },
      /is broken/u,
    ],
    [
      'broken where it is kept',
      { visitor: aged(172_800), circumstances: { venueType: 'mall' }, isKept: false },
      /is kept/u,
    ],
    [
      'at a venue without the rule',
      { circumstances: { venueType: 'cinema' }, isKept: true },
      /does not have this rule/u,
    ],
    ['in the other direction', { circumstances: { direction: 'out' }, isKept: true }, /does not hold/u],
  ])('that say %s', async (_case, example, reason) => {
    await begin();
    expect(await sentinel('test', at('office/policy.json'))).toEqual({ exit: 0, lines: [] });
    const { exit, lines } = await broken(example);
    expect(exit).toBe(2);
    expect(lines[0]).toMatchObject({
      path: 'rules.test-too-old.examples.5',
      reason: expect.stringMatching(reason) as string,
    });
  });
});

test('a difference between two policies is told by who is judged otherwise', async () => {
  await begin();
  const before = at('before.json');
  writeFileSync(before, readFileSync(at('office/policy.json')));
  change((written) => {
    const { mall = { parameters: {} } } = written['venueTypes'] as Record<string, { parameters: object }>;
    Object.assign(mall.parameters, { maxTestAgeSeconds: 24 * 3600 });
  });
  const { lines } = await sentinel('diff', before, at('office'));
  expect(lines).toContainEqual({
    venueType: 'mall',
    visitor: {
      'zh-CN': '绿码，核酸阴性，采样于 24 小时 1 秒前',
      en: 'green code, nucleic-acid test negative, sampled 24 h 1 s ago',
    },
    before: { verdict: 'admit', reasons: [] },
    after: { verdict: 'refuse', reasons: ['test-too-old'] },
  });
  expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
  expect(lines.every((line) => (line as { venueType: string }).venueType === 'mall')).toBe(true);
  expect(await sentinel('diff', before, before)).toEqual({ exit: 0, lines: [] });
});
