// A program of its own: takes newer rules, and kills itself before the write whose number it is given.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { FetchPlan } from '../../../electron/policy/fetch.ts';

const { plan, dieBefore } = JSON.parse(process.argv[2] ?? '') as {
  plan: Omit<FetchPlan, 'refusedKeys'>;
  dieBefore: number;
};

let writes = 0;
const WRITES = ['writeFileSync', 'copyFileSync', 'linkSync', 'renameSync', 'mkdirSync', 'rmSync', 'fsyncSync'] as const;
const patched = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of WRITES) {
  const real = patched[name];
  patched[name] = (...args) => {
    writes += 1;
    if (writes === dieBefore) process.kill(process.pid, 'SIGKILL');
    return real?.(...args);
  };
}
syncBuiltinESMExports();

const { fetchPolicy } = await import('../../../electron/policy/fetch.ts');
const fetched = await fetchPolicy({ ...plan, refusedKeys: new Set() });
process.stdout.write(JSON.stringify({ fetched, writes }));
