import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aloneInOffice } from '../../../electron/policy/office-lock.ts';
import { patienceOf } from '../../../electron/policy/patience.ts';
import { aloneWith } from '../../../electron/policy/store-lock.ts';
import { freshFolder } from '../folders.ts';
import { TestOffice } from './office-kit.ts';

test('whoever holds an office too long is told of, in words', async () => {
  const { folder } = new TestOffice(join(freshFolder(), 'office'));
  const patience = patienceOf(10_000);
  const waiting = aloneWith(folder, patience, () => aloneInOffice(folder, () => 'done', 200));
  await expect(waiting).rejects.toThrow(/another sign or publish has not ended in 0.2 s/u);
  expect(await aloneInOffice(folder, () => 'done')).toBe('done');
  patience.end();
});

test('who signs what is read when the turn has come', async () => {
  const office = new TestOffice(join(freshFolder(), 'office'));
  const patience = patienceOf(10_000);
  let waiting: Promise<number> | undefined;
  await aloneWith(office.folder, patience, () => {
    waiting = aloneInOffice(office.folder, ({ roles }) => roles.root.keys.length);
    office.people = office.people.slice(0, 2);
    office.nameRoles();
    return Promise.resolve();
  });
  expect(await waiting).toBe(2);
  patience.end();
});

test('what goes wrong in it is not taken for waiting', async () => {
  const { folder } = new TestOffice(join(freshFolder(), 'office'));
  writeFileSync(join(folder, 'lock'), 'torn');
  const failing = aloneInOffice(folder, () => {
    throw new Error('no such key');
  });
  await expect(failing).rejects.toThrow(/no such key/u);
});
