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

test('a file that is torn, or is not there, is told like any mistake', async () => {
  const torn = join(freshFolder(), 'torn.json');
  writeFileSync(torn, '{"schema":1,');
  const { exit, lines } = await run(policy, ['check', torn, '/no/such/file.json']);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([
    { file: torn, path: '' },
    { file: '/no/such/file.json', path: '' },
  ]);
});

test('no file at all is misuse', async () => {
  await expect(run(policy, ['check'])).rejects.toThrow('no file named');
});
