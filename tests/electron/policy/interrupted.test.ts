import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchPolicy } from '../../../electron/policy/fetch.ts';
import { openPolicy } from '../../../electron/policy/open.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { freshFolder } from '../folders.ts';
import { repository, store as lay } from './repository-kit.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const PROGRAM = new URL('./interrupted.ts', import.meta.url).pathname;

test('a change that is cut off before any of its writes leaves the old rules or the new ones', async () => {
  const folder = freshFolder();
  const trustedRootPath = join(folder, 'root.json');
  const sources = [3, 4].map((version) => {
    const built = repository({ version, rootVersion: 1 });
    writeFileSync(trustedRootPath, built['root.json']);
    const policy = JSON.parse(built['targets/policy.json'].toString()) as object;
    const files = repository({ version, rootVersion: 1, policy: Buffer.from(JSON.stringify({ ...policy, version })) });
    return lay(join(folder, `source-${version}`), { ...files, '1.root.json': files['root.json'] });
  });
  const plan = { trustedRootPath, now: NOW, timeoutMs: 10_000 };
  const take = (from: string, store: string): ReturnType<typeof fetchPolicy> =>
    fetchPolicy({ ...plan, from, store, refusedKeys: new Set() });
  const inForce = (store: string): number | string => {
    const opened = openPolicy({ directory: currentRepository(store), trustedRootPath, refusedKeys: new Set() });
    return opened.ok ? opened.value.policy.version : opened.fault;
  };
  const [older = '', newer = ''] = sources;
  const held = join(folder, 'held');
  await take(older, held);

  const seen: (number | string)[] = [];
  let isWhole = false;
  for (let dieBefore = 1; !isWhole; dieBefore += 1) {
    const store = join(folder, `store-${dieBefore}`);
    cpSync(held, store, { recursive: true });
    const given = JSON.stringify({ plan: { ...plan, from: newer, store }, dieBefore });
    const { stdout, signal } = spawnSync(process.execPath, ['--import', 'tsx', PROGRAM, given], { encoding: 'utf8' });
    isWhole = signal === null;
    if (isWhole) expect(stdout).toContain('"installed":true');
    seen.push(inForce(store));
    // Whatever was left, the next time it succeeds.
    expect(await take(newer, store)).toMatchObject({ version: 4, fault: null });
  }
  // Some twenty writes, all of them before the one that counts but the last few.
  expect(seen.length).toBeGreaterThan(15);
  expect(seen).toEqual([...seen].sort());
  expect(new Set(seen)).toEqual(new Set([3, 4]));
}, 120_000);
