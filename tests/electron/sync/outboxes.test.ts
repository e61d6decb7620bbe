import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { newKeyPair } from '../../../electron/key-pair.ts';
import { openOutbox, type LiveOutbox, type SentOutbox } from '../../../electron/store/outbox.ts';
import { openSetAside, owedBySetAside } from '../../../electron/store/salvage.ts';
import { makeChain } from '../../hub/journal.ts';
import { memoryOutbox } from './memory-outbox.ts';
import { keepOutboxes, type Journals, type Outboxes } from '../../../electron/sync/outboxes.ts';
import { PATHS, type Report } from '../../../shared/wire.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open, OPTIONS } from '../store/journal-kit.ts';
import { startStubHub } from './stub-hub.ts';
import { startTestSync } from './sync-kit.ts';

const REPORT: Report = {
  ...{ appVersion: '0.1.0', policyVersion: 1, policyAgeSeconds: 60, clockOffsetSeconds: null, unsent: 7 },
  ...{ journal: 'damaged', camera: 'running', readers: [], keysAtRest: 'file', settingsVersion: 0 },
};

let path: string;
let chain: string;

/** A journal that owes three entries. */
beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  chain = write(3);
});

function write(count: number, end?: 'superseded'): string {
  const { journal } = open(path, end === undefined ? OPTIONS : { ...OPTIONS, end });
  for (let n = 0; n < count; n += 1) journal.append(entryAt(NINE + n));
  journal.close();
  return journal.chain;
}

const journals = (): Journals<LiveOutbox> => ({
  openJournal: () => openOutbox(path, () => NINE),
  openSetAside: (epoch) => openSetAside(path, () => NINE, epoch),
  openSent: () => [],
});

function kept(): Outboxes {
  const outboxes = keepOutboxes(journals());
  onTestFinished(() => {
    outboxes.close();
  });
  return outboxes;
}

/** @returns what puts the journal back */
function spoil(): () => void {
  renameSync(path, `${path}.sound`);
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  writeFileSync(path, randomBytes(8192));
  return () => {
    writeFileSync(path, readFileSync(`${path}.sound`));
  };
}

test('a journal that cannot be read owes what it owed when it could', () => {
  const outboxes = kept();
  expect(outboxes.unsent()).toBe(3);
  outboxes.drop(outboxes.journal()?.file ?? '');
  const mend = spoil();
  expect(outboxes.refresh(null)).toBeNull();
  expect(outboxes.journal()).toBeNull();
  expect(outboxes.unsent()).toBe(3);
  mend();
  write(1);
  outboxes.refresh(null);
  expect(outboxes.unsent()).toBe(4);
});

test('what a journal owes that could never be read nobody knows', () => {
  spoil();
  expect(kept().unsent()).toBeNull();
});

test('a journal that is set aside, and whose successor is not there yet, is counted once', () => {
  const outboxes = kept();
  expect(outboxes.unsent()).toBe(3);
  write(1, 'superseded');
  const away = `${path}.away`;
  renameSync(path, away);
  outboxes.refresh(null);
  expect(outboxes.unsent()).toBe(3);
  renameSync(away, path);
  outboxes.refresh(null);
  // The new chain's first entry says what it follows.
  expect(outboxes.unsent()).toBe(5);
});

test('what was set aside and the hub has otherwise waits for nothing', () => {
  write(1, 'superseded');
  const outboxes = kept();
  expect(outboxes.unsent()).toBe(5);
  outboxes.stop(outboxes.list().find((one) => one.isSetAside)?.file ?? '');
  expect(outboxes.unsent()).toBe(2);
  expect(kept().unsent()).toBe(2);
  // Of the journal in use the guard is to see what waits for IT.
  outboxes.stop(outboxes.journal()?.file ?? '');
  expect(outboxes.unsent()).toBe(2);
});

test('of two files with copies of one chain each has its own outbox, and one that is put in another’s place is another', () => {
  const sound = `${path}.copy`;
  copyFileSync(path, sound);
  write(1, 'superseded');
  const outboxes = kept();
  const before = outboxes.list();
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  copyFileSync(sound, path);
  const listed = outboxes.refresh(null) ?? [];
  expect(listed.map((one) => one.chain)).toEqual([chain, chain]);
  expect(listed[0]).toEqual(before[0]);
  expect(new Set([...listed, ...before].map(({ file }) => file)).size).toBe(3);
  for (const { file, isSetAside } of listed) expect(outboxes.of(file).isSetAside).toBe(isSetAside);
});

test('a stopped copy of a journal that cannot be read now does not hide what that owes', () => {
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  write(1, 'superseded');
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  copyFileSync(copy, path);
  const outboxes = kept();
  outboxes.stop(outboxes.list().find((one) => one.isSetAside)?.file ?? '');
  expect(outboxes.unsent()).toBe(3);
  outboxes.drop(outboxes.journal()?.file ?? '');
  spoil();
  outboxes.refresh(null);
  expect(outboxes.unsent()).toBe(3);
});

test('one that was sent and cannot be deleted keeps no other, and all are closed', async () => {
  write(1, 'superseded');
  const did: string[] = [];
  const sentAs = (name: string, remove: () => void): SentOutbox => ({
    ...memoryOutbox(makeChain(1)),
    ...{ file: name, isSetAside: true, isStopped: () => false, stop: () => undefined, oweAgain: () => undefined },
    close: () => did.push(`${name} closed`),
    remove,
  });
  const openSent = (): SentOutbox[] => [
    sentAs('held', () => {
      throw new Error('busy');
    }),
    sentAs('free', () => did.push('free removed')),
  ];
  const outboxes = keepOutboxes({ ...journals(), openSent });
  outboxes.refresh('0180bab7-0c00-7000-8000-00000000000e');
  await expect(outboxes.removeSent(() => Promise.resolve(true))).rejects.toThrow('busy');
  outboxes.close();
  expect(did).toEqual(['held closed', 'free closed', 'free removed']);
});

test('that a chain was set aside and is forked the engine has noted, and the rest is sent', async () => {
  write(1, 'superseded');
  const stub = await startStubHub();
  onTestFinished(() => stub.close());
  stub.stands.set(chain, { through: 2, hash: Buffer.alloc(32, 7).toString('base64') });
  stub.refusals.set(PATHS.entries, [{ status: 409, fault: 'fork' }]);
  const { privateKey } = newKeyPair('ed25519');
  const sync = startTestSync(
    { hub: stub.url, hubKey: stub.key, privateKey, journals: journals(), nowMs: () => NINE },
    10,
  );
  await vi.waitFor(() => {
    expect(sync.states.at(-1)).toMatchObject({ isOnline: true, unsent: 0, fault: null });
  });
  expect(owedBySetAside(path)).toMatchObject([{ owed: 3, isStopped: true }]);
});

test('that nobody knows what is owed is a fault, and the hub is told no good news', async () => {
  spoil();
  const stub = await startStubHub();
  onTestFinished(() => stub.close());
  const { privateKey } = newKeyPair('ed25519');
  const sync = startTestSync(
    { hub: stub.url, hubKey: stub.key, privateKey, journals: journals(), nowMs: () => NINE },
    10,
  );
  sync.report(REPORT);
  await vi.waitFor(() => {
    expect(sync.states.at(-1)).toMatchObject({ isOnline: true, unsent: null, fault: 'journal-unreadable' });
  });
  expect(stub.posted(PATHS.heartbeat).at(-1)).toMatchObject({ unsent: 7 });
});
