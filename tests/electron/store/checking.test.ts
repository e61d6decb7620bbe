import { writeFileSync, closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { LogEvents } from '../../../electron/log.ts';
import { checkInThread, watchJournal, type RunningCheck } from '../../../electron/store/checking.ts';
import { checkThroughout, type CheckReport } from '../../../electron/store/check.ts';
import { keepJournal, type JournalKeeper } from '../../../electron/store/keeper.ts';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const PAGE = 4096;
const WEEK = 7 * 86_400_000;

let path: string;
let events: [string, unknown][];

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  events = [];
  const { journal } = open(path);
  for (let n = 0; n < 200; n += 1) journal.append(entryAt(NINE + n));
  journal.close();
});

const log = {
  write: <E extends keyof LogEvents>(event: E, fields: LogEvents[E]) => void events.push([event, fields]),
};

function keep(): JournalKeeper {
  const keeper = keepJournal(path, log);
  onTestFinished(() => {
    keeper.close();
  });
  return keeper;
}

function tear(sql: string): void {
  const database = openDatabase(path);
  const page = Number(readValue(database, sql));
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE), 0, PAGE, (page - 1) * PAGE);
  closeSync(file);
}

const IN_THIS_THREAD = (file: string): RunningCheck => ({
  report: Promise.resolve(checkThroughout(file)),
  stop: () => undefined,
});

async function watched(keeper: JournalKeeper, now: number): Promise<void> {
  const count = events.length;
  const watch = watchJournal(path, keeper, log, () => now, IN_THIS_THREAD);
  await vi.waitFor(() => {
    expect(events.length).toBeGreaterThan(count);
  });
  watch.stop();
}

test('a sound journal is found so while it is written', () => {
  const { journal } = open(path);
  expect(checkThroughout(path)).toEqual({ isSound: true, entries: 200, brokenAt: null });
  journal.append(entryAt(NINE));
  expect(checkThroughout(path)).toEqual({ isSound: true, entries: 201, brokenAt: null });
});

test('damage that no visitor has met is found', () => {
  tear("select rootpage from sqlite_schema where name = 'entry_by_person'");
  expect(checkThroughout(path)).toEqual({ isSound: false, entries: 200, brokenAt: null });
  tear("select pageno from dbstat where name = 'entry' and pagetype = 'leaf' order by path limit 1 offset 5");
  const { isSound, brokenAt } = checkThroughout(path);
  expect([isSound, brokenAt === null]).toEqual([false, false]);
});

test('an unsound journal is set aside at the next entry, and the new chain names it', async () => {
  tear("select rootpage from sqlite_schema where name = 'entry_by_person'");
  const keeper = keep();
  await watched(keeper, NINE);
  expect(events.at(-1)).toEqual(['journal-checked', { isSound: false, entries: 200, brokenAt: null }]);
  expect(keeper.isCheckDue(NINE)).toBe(false);
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 1 } });
  expect(keeper.state()).toBe('set-aside');
  expect(readdirSync(dirname(path)).some((name) => name.startsWith('journal.damaged-'))).toBe(true);
});

test('once looked through it is due again a week later, or after a start that no clean end came before', async () => {
  const keeper = keep();
  expect(keeper.isCheckDue(NINE)).toBe(true);
  await watched(keeper, NINE);
  expect(keeper.isCheckDue(NINE + WEEK - 1)).toBe(false);
  expect(keeper.isCheckDue(NINE + WEEK)).toBe(true);
  keeper.close();
  const again = keep();
  expect(again.isCheckDue(NINE)).toBe(false);
  // Still open, as after a power cut, for whoever opens it next.
  again.append(entryAt(NINE));
  expect(keep().isCheckDue(NINE)).toBe(true);
});

test('a check that fails says nothing of the journal, and is due still', async () => {
  const keeper = keep();
  const failing = (): RunningCheck => ({ report: Promise.reject(new Error('thread')), stop: () => undefined });
  const watch = watchJournal(path, keeper, log, () => NINE, failing);
  await vi.waitFor(() => {
    expect(events.at(-1)?.[0]).toBe('journal-check-failed');
  });
  watch.stop();
  expect(keeper.isCheckDue(NINE)).toBe(true);
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: 200 } });
});

test('what is found of a journal that was set aside meanwhile says nothing of the one in its place', async () => {
  const keeper = keep();
  let found: (report: CheckReport) => void = () => undefined;
  const slow = (): RunningCheck => ({ report: new Promise((resolve) => (found = resolve)), stop: () => undefined });
  const watch = watchJournal(path, keeper, log, () => NINE, slow);
  const begun = keeper.beginNewChain();
  found({ isSound: false, entries: 7, brokenAt: 7 });
  await vi.waitFor(() => {
    expect(events.at(-1)?.[0]).toBe('journal-checked');
  });
  watch.stop();
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { chain: begun.ok && begun.value } });
});

test('the thread gives its report, or its end is an error', async () => {
  const program = join(dirname(path), 'worker.mjs');
  writeFileSync(
    program,
    "import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage(workerData);",
  );
  expect(await checkInThread('it', program).report).toBe('it');
  writeFileSync(program, 'setInterval(() => {}, 1000);');
  const hanging = checkInThread('it', program);
  hanging.stop();
  await expect(hanging.report).rejects.toThrow('without an answer');
});

test('a hub that is ahead ends the chain: what it owes is kept, the next one names it', () => {
  const keeper = keep();
  const begun = keeper.beginNewChain();
  if (!begun.ok) throw new Error(begun.fault);
  expect(keeper.append(entryAt(NINE))).toMatchObject({ ok: true, value: { chain: begun.value, sequence: 1 } });
  expect(keeper.state()).toBe('ok');
  const database = openDatabase(path, { isReadOnly: true });
  expect(database.prepare('select type, reasons, anchor is not null as named from entry').get()).toEqual({
    type: 'break',
    reasons: '["chain-follows","journal-superseded"]',
    named: 1,
  });
  database.close();
  expect(readdirSync(dirname(path)).some((name) => name.startsWith('journal.superseded-'))).toBe(true);
});
