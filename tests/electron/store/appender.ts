import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { anchorEntry } from '../../../electron/store/anchor.ts';
import type { Journal } from '../../../electron/store/journal.ts';
import { openJournal, type OpenOptions } from '../../../electron/store/open.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { entryAt, NINE } from './journal-entries.ts';

const STDOUT = 1;
const EPOCH = '0180bab7-0c00-7000-8000-00000000000a';
const DAY = 86_400_000;

function openOrThrow(path: string, more: Partial<OpenOptions> = {}): Journal {
  const opened = openJournal(path, { now: () => NINE, random: randomBytes, ...more });
  if (!opened.ok) throw new Error(opened.fault);
  return opened.value.journal;
}

function append(journal: Journal, n: number): number {
  const written = journal.append(entryAt(NINE + n));
  if (!written.ok) throw new Error(written.fault);
  return written.value.sequence;
}

function say(word: string | number): void {
  writeSync(STDOUT, `${word}\n`);
}

/** Appends until it is killed, and says each sequence number once it is promised to be on disk. */
export function appendForEver(path: string): never {
  const journal = openOrThrow(path);
  for (let n = 0; ; n += 1) say(append(journal, n));
}

/** Appends until it is killed, and says how many milliseconds each took. */
export function timeAppends(path: string): never {
  const journal = openOrThrow(path);
  for (let n = 0; ; n += 1) {
    const startedAt = performance.now();
    append(journal, n);
    say(performance.now() - startedAt);
    // The next visitor does not come at once.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

/** Appends, has it acknowledged and purges until it is killed; says what was acknowledged, before each slice of a purge. */
export function purgeForEver(path: string): never {
  const journal = openOrThrow(path);
  const outbox = openOutbox(path, () => NINE);
  for (let n = 0; ; n += 10) {
    for (let more = 0; more < 10; more += 1) append(journal, n + more);
    outbox.acknowledge(EPOCH, outbox.newest()?.sequence ?? -1);
    const due = outbox.duePurge({ hubMs: NINE + 15 * DAY, ownMs: NINE + 15 * DAY }, 14);
    if (due === null) continue;
    const moment = { epochMs: NINE + n, offsetMinutes: 480, isConfirmed: true };
    journal.append(anchorEntry({ chain: journal.chain, ...due }, moment, null));
    do say(due.sequence);
    while (outbox.purgeThrough(due.sequence, 3) > 0);
    outbox.vacuum(2);
  }
}

/** Begins chains until it is killed; says so before each, and leaves their entries in their logs. */
export function beginForEver(path: string): never {
  for (;;) {
    const journal = openOrThrow(path);
    for (let n = 0; n < 3; n += 1) append(journal, n);
    say(journal.chain);
    // Left open on purpose, as a power cut does.
    openOrThrow(path, { end: 'superseded' });
  }
}
