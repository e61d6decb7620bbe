import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchPolicy } from '../../../electron/policy/fetch.ts';
import { openPolicy } from '../../../electron/policy/open.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { freshFolder } from '../folders.ts';
import { openOffice } from '../../../electron/policy/office.ts';
import { publish } from '../../../electron/policy/publish.ts';
import type { Roles } from '../../../electron/policy/roles.ts';
import { signDrafts } from '../../../electron/policy/sign.ts';
import { signingKey } from '../../../electron/policy/signing.ts';
import { parsePolicy } from '../../../shared/policy/policy.ts';
import type { Interrupted } from './interrupted.ts';
import { repository, store as lay } from './repository-kit.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const PROGRAM = new URL('./interrupted.ts', import.meta.url).pathname;

function run(task: Interrupted): { stdout: string; signal: NodeJS.Signals | null } {
  return spawnSync(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify(task)], { encoding: 'utf8' });
}

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
    const { stdout, signal } = run({ fetch: { ...plan, from: newer, store }, dieBefore });
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

test('a publication that is cut off before any of its writes leaves kiosks the old rules or the new ones', async () => {
  const folder = freshFolder();
  const office = join(folder, 'office');
  const key = join(folder, 'key.jwk');
  const jwk = newKeyPair('ed25519').privateKey.export({ format: 'jwk' }) as Parameters<typeof signingKey>[0];
  writeFileSync(key, JSON.stringify(jwk));
  const role = { threshold: 1, keys: [jwk.x] };
  const roles: Roles = { root: role, targets: role, snapshot: role, timestamp: role, revocations: role, sites: role };
  lay(office, { 'roles.json': Buffer.from(JSON.stringify(roles)) });
  const written = JSON.parse(repository()['targets/policy.json'].toString()) as object;
  const sign = (version: number): void => {
    const bytes = Buffer.from(JSON.stringify({ ...written, version }));
    const policy = parsePolicy(JSON.parse(bytes.toString()));
    if (!policy.ok) throw new Error(policy.fault);
    signDrafts(openOffice(office), { value: policy.value, bytes }, [signingKey(jwk)], NOW);
  };
  sign(3);
  publish(openOffice(office), [signingKey(jwk)], { add: [], remove: [], list: null }, NOW);
  sign(4);
  const trustedRootPath = join(office, 'repository', '1.root.json');
  const fetch = (at: string): ReturnType<typeof fetchPolicy> =>
    fetchPolicy({
      from: join(at, 'repository'),
      store: join(at, 'store'),
      trustedRootPath,
      now: NOW,
      timeoutMs: 10_000,
      refusedKeys: new Set(),
    });

  const seen: (number | null)[] = [];
  let isWhole = false;
  for (let dieBefore = 1; !isWhole; dieBefore += 1) {
    const at = join(folder, `office-${dieBefore}`);
    cpSync(office, at, { recursive: true });
    isWhole = run({ publish: { folder: at, key, now: NOW + 60 }, dieBefore }).signal === null;
    const fetched = await fetch(at);
    expect(fetched).toMatchObject({ installed: true, fault: null });
    seen.push(fetched.version);
    // Whatever was left, the next hour's run makes it whole.
    publish(openOffice(at), [signingKey(jwk)], { add: [], remove: [], list: null }, NOW + 120);
    expect(await fetch(at)).toMatchObject({ version: 4, fault: null });
  }
  expect(seen.length).toBeGreaterThan(15);
  expect(new Set(seen)).toEqual(new Set([3, 4]));
}, 180_000);
