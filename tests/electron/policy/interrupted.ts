// A program of its own: takes newer rules, or publishes them, and kills itself before the write whose number it is given.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { FetchPlan } from '../../../electron/policy/fetch.ts';

export interface Interrupted {
  readonly fetch?: Omit<FetchPlan, 'refusedKeys'>;
  readonly publish?: { readonly folder: string; readonly key: string; readonly now: number };
  readonly dieBefore: number;
}

const task = JSON.parse(process.argv[2] ?? '') as Interrupted;

let writes = 0;
const WRITES = [
  'writeFileSync',
  'copyFileSync',
  'linkSync',
  'renameSync',
  'mkdirSync',
  'rmSync',
  'fsyncSync',
  'writeSync',
] as const;
const patched = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of WRITES) {
  const real = patched[name];
  patched[name] = (...args) => {
    writes += 1;
    if (writes === task.dieBefore) process.kill(process.pid, 'SIGKILL');
    return real?.(...args);
  };
}
syncBuiltinESMExports();

if (task.fetch !== undefined) {
  const { fetchPolicy } = await import('../../../electron/policy/fetch.ts');
  process.stdout.write(JSON.stringify(await fetchPolicy({ ...task.fetch, refusedKeys: new Set() })));
}
if (task.publish !== undefined) {
  const { folder, key, now } = task.publish;
  const { openOffice, readSigningKey } = await import('../../../electron/policy/office.ts');
  const { publish } = await import('../../../electron/policy/publish.ts');
  const add = [{ issuer: '110105', id: '0102030405060708' }];
  process.stdout.write(
    JSON.stringify(publish(openOffice(folder), [readSigningKey(key)], { add, remove: [], list: null }, now)),
  );
}
