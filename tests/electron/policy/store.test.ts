import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { patienceOf } from '../../../electron/policy/patience.ts';
import { aloneWith } from '../../../electron/policy/store-lock.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { freshFolder } from '../folders.ts';
import { TestOffice } from './office-kit.ts';

let office: TestOffice;
let store: string;

beforeEach(() => {
  office = new TestOffice(freshFolder());
  store = join(office.folder, 'store');
});

describe('two fetches into one store at once', () => {
  test('come one after the other, and neither takes away what the other has put in force', async () => {
    office.begin();
    const all = await Promise.all([office.fetch(), office.fetch(), office.fetch()]);
    expect(all.map(({ installed }) => installed).sort()).toEqual([false, false, true]);
    expect(all.map(({ version, fault }) => [version, fault])).toEqual([
      [1, null],
      [1, null],
      [1, null],
    ]);
    expect(readdirSync(join(store, 'generations'))).toHaveLength(1);
    expect(office.inForce().policy.version).toBe(1);
  });

  test('wait for one another no longer than each may take', async () => {
    office.begin();
    const patience = patienceOf(10_000);
    const fetched = await aloneWith(store, patience, () => office.fetch({ timeoutMs: 300 }));
    patience.end();
    expect(fetched).toEqual({ installed: false, version: null, fault: 'store-failed' });
    expect(await office.fetch()).toEqual({ installed: true, version: 1, fault: null });
  });

  test('are not kept away by a lock file that was damaged', async () => {
    office.begin();
    await office.fetch();
    writeFileSync(join(store, 'lock'), Buffer.alloc(5000, 7));
    expect(await office.fetch()).toEqual({ installed: false, version: 1, fault: null });
  });
});

describe('what was in force is remembered beside it', () => {
  const olderAt = (): string => join(office.folder, 'older');

  beforeEach(async () => {
    office.begin();
    cpSync(office.repository, olderAt(), { recursive: true });
    office.write(2);
    office.sign([office.rules]);
    office.publish();
    expect(await office.fetch()).toEqual({ installed: true, version: 2, fault: null });
  });

  test.each<[string, () => void]>([
    [
      'the name of what is in force is lost',
      () => {
        rmSync(join(store, 'current'));
      },
    ],
    [
      'a file of it is damaged',
      () => {
        writeFileSync(join(currentRepository(store), 'targets', 'policy.json'), 'torn');
      },
    ],
    [
      'all of it is lost',
      () => {
        rmSync(join(store, 'generations'), { recursive: true });
      },
    ],
  ])('where %s, nothing older is taken', async (_case, damage) => {
    damage();
    expect(await office.fetch({ from: olderAt() })).toEqual({
      installed: false,
      version: null,
      fault: 'policy-rolled-back',
    });
    expect(await office.fetch()).toEqual({ installed: true, version: 2, fault: null });
  });

  test.each(['', '{', '{"versions":{}}', '[]'])('a record that reads %j is as good as none', async (record) => {
    writeFileSync(join(store, 'seen.json'), record);
    rmSync(join(store, 'current'));
    expect(await office.fetch({ from: olderAt() })).toMatchObject({ installed: true, version: 1 });
    expect(JSON.parse(readFileSync(join(store, 'seen.json'), 'utf8'))).toMatchObject({ versions: { policy: 1 } });
  });

  test('under another trusted root numbers begin anew', async () => {
    const other = new TestOffice(join(office.folder, 'other'));
    other.begin();
    const { repository: from, trustedRootPath } = other;
    expect(await office.fetch({ from, trustedRootPath })).toEqual({
      installed: true,
      version: 1,
      fault: null,
    });
  });
});
