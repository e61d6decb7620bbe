import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policy } from '../../../electron/cli/policy.ts';
import { freshFolder } from '../folders.ts';
import { ROOT, run } from './cli-kit.ts';

const DEMO = join(ROOT, 'resources', 'policy', 'targets', 'policy.json');

function written(change: (policy: Record<string, unknown>) => void): string {
  const file = join(freshFolder(), 'policy.json');
  const content = JSON.parse(readFileSync(DEMO, 'utf8')) as Record<string, unknown>;
  change(content);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a sound policy has nothing said of it', async () => {
  expect(await run(policy, ['check', DEMO])).toEqual({ exit: 0, lines: [] });
});

test('every mistake of every file is told with its place', async () => {
  const one = written((content) => {
    Object.assign(content, { version: 0, note: 7 });
  });
  const two = written((content) => {
    Object.assign(content, { trust: [{ format: 'hcert', certificate: 'AAAA' }] });
  });
  const { exit, lines } = await run(policy, ['check', one, two]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([
    { file: one, path: 'version' },
    { file: one, path: 'note' },
    { file: two, path: 'trust.0', reason: 'unreadable' },
  ]);
});

test('a key that stands twice is told with its path', async () => {
  const file = join(freshFolder(), 'policy.json');
  writeFileSync(file, readFileSync(DEMO, 'utf8').replace('"version":', '"version": 7,\n"version":'));
  const { exit, lines } = await run(policy, ['check', file]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([{ file, path: 'version' }]);
  expect(JSON.stringify(lines)).toMatch(/line \d+, column 1: the key is there twice/u);
});

test('a file that is torn, or is not there, is told like any mistake', async () => {
  const torn = join(freshFolder(), 'torn.json');
  writeFileSync(torn, '{"schema":1,');
  const { exit, lines } = await run(policy, ['check', torn, '/no/such/file.json']);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([
    { file: torn, path: '', reason: 'line 1, column 13: not JSON, expected a key in double quotes' },
    { file: '/no/such/file.json', path: '' },
  ]);
});

test('no file at all is misuse', async () => {
  await expect(run(policy, ['check'])).rejects.toThrow('no file named');
});

test.each([
  ['issued in the future', { issuedAt: '2026-05-13T00:05:01Z' }, [{ path: 'issuedAt' }]],
  ['issued as far ahead as clocks may differ', { issuedAt: '2026-05-13T00:05:00Z' }, []],
  ['that has ended', { notAfter: '2026-05-13T00:00:00Z' }, [{ path: 'notAfter' }]],
  ['that ends before it begins', { issuedAt: '2026-05-12T00:00:00Z', notAfter: '2026-05-11T00:00:00Z' }, [{}]],
])('a policy %s is told by the time of the check', async (_case, times, mistakes) => {
  const file = written((content) => Object.assign(content, times));
  const { lines } = await run(policy, ['check', file, '--at', '2026-05-13T00:00:00Z']);
  expect(lines).toMatchObject(mistakes);
  expect(lines).toHaveLength(mistakes.length);
});
