import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Journal } from '../../../electron/store/journal.ts';
import { openOutbox, type LiveOutbox } from '../../../electron/store/outbox.ts';
import { decodeEntry } from '../../../shared/entry.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const [EPOCH, NEXT_EPOCH] = ['0180bab7-0c00-7000-8000-00000000000a', '0180bab7-0c00-7000-8000-00000000000b'];

let path: string;
let journal: Journal;
let outbox: LiveOutbox;

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  ({ journal } = open(path));
  outbox = openOutbox(path, () => NINE);
  onTestFinished(() => {
    outbox.close();
  });
});

function append(count: number, masked = '张*三'): void {
  for (let n = 0; n < count; n += 1) {
    expect(journal.append(entryAt(NINE + n, { maskedName: masked })).ok).toBe(true);
  }
}

test('an empty journal owes nothing', () => {
  expect(outbox.newest()).toBeNull();
  expect(outbox.mark()).toEqual({ epoch: null, through: -1 });
  expect(outbox.unsent()).toBe(0);
  expect(outbox.next(-1, 500)).toBeNull();
});

test('what is appended is seen at once, as it was hashed', () => {
  append(3);
  const batch = outbox.next(-1, 500);
  expect(batch?.hole).toBeNull();
  expect(batch?.entries.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  const decoded = batch?.entries.map(({ bytes }) => decodeEntry(bytes));
  expect(decoded?.every((it) => it.ok && it.value.chain === outbox.chain)).toBe(true);
  expect(batch?.entries[1]?.previousHash).toEqual(batch?.entries[0]?.hash);
  expect(outbox.newest()).toEqual({ sequence: 2, hash: batch?.entries[2]?.hash });
});

test.each([
  ['before the last', 1, [2]],
  ['at the last', 2, undefined],
  ['beyond it', 9, undefined],
])('what follows %s', (_where, after, expected) => {
  append(3);
  expect(outbox.next(after, 500)?.entries.map(({ sequence }) => sequence)).toEqual(expected);
});

test('a batch has no more entries than are asked for, and no more bytes than fit a body, but one in any case', () => {
  append(3, '某'.repeat(500_000));
  expect(outbox.next(-1, 1)?.entries).toHaveLength(1);
  expect(outbox.next(-1, 500)?.entries).toHaveLength(2);
  append(1, '某'.repeat(1_100_000));
  expect(outbox.next(2, 500)?.entries).toHaveLength(1);
});

test('within an epoch the mark moves forward only, and never past the last entry', () => {
  append(5);
  outbox.acknowledge(EPOCH, 2);
  outbox.acknowledge(EPOCH, 2);
  expect(outbox.unsent()).toBe(2);
  // A hub that lost its end has this again: no damage of ours.
  outbox.acknowledge(EPOCH, 1);
  expect(outbox.mark()).toEqual({ epoch: EPOCH, through: 2 });
  expect(() => {
    outbox.acknowledge(EPOCH, 5);
  }).toThrow('last entry');
  expect(outbox.mark()).toEqual({ epoch: EPOCH, through: 2 });
});

test.each([-1, 1, 4])('another epoch begins where its hub says, at %i', (through) => {
  append(5);
  outbox.acknowledge(EPOCH, 3);
  outbox.acknowledge(NEXT_EPOCH, through);
  expect(outbox.mark()).toEqual({ epoch: NEXT_EPOCH, through });
  expect(outbox.unsent()).toBe(4 - through);
  outbox.acknowledge(NEXT_EPOCH, through - 1);
  expect(outbox.mark()).toEqual({ epoch: NEXT_EPOCH, through });
  outbox.acknowledge(EPOCH, 0);
  expect(outbox.mark()).toEqual({ epoch: EPOCH, through: 0 });
});

test('another epoch does not begin past the last entry', () => {
  append(2);
  expect(() => {
    outbox.acknowledge(EPOCH, 2);
  }).toThrow('last entry');
});

test('the mark is there when the journal is opened again', () => {
  append(2);
  outbox.acknowledge(EPOCH, 1);
  const again = openOutbox(path, () => NINE);
  expect(again.mark()).toEqual({ epoch: EPOCH, through: 1 });
  again.close();
});

test('where there is no journal none is made', () => {
  const absent = join(freshFolder(), 'journal.db');
  expect(() => openOutbox(absent, () => NINE)).toThrow('no journal');
  expect(open(absent).setAside).toBeNull();
});
