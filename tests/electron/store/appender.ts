import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openJournal } from '../../../electron/store/open.ts';
import { entryAt, NINE } from './journal-entries.ts';

const STDOUT = 1;

/** Appends until it is killed, and says each sequence number once it is promised to be on disk. */
export function appendForEver(path: string): never {
  const opened = openJournal(path, { now: () => NINE, random: randomBytes });
  if (!opened.ok) throw new Error(opened.fault);
  for (let n = 0; ; n += 1) {
    const written = opened.value.journal.append(entryAt(NINE + n));
    if (!written.ok) throw new Error(written.fault);
    writeSync(STDOUT, `${written.value.sequence}\n`);
  }
}
