import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { verifyChain } from '../../../electron/store/chain.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { openDatabase, type Database } from '../../../electron/store/sqlite.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const ENTRIES = 20;

/** A connection in the midst of whose reading of entries something happens. */
function interrupted(database: Database, happens: () => void): Database {
  const slow = new Proxy(database, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name);
      if (name !== 'prepare') return typeof own === 'function' ? (own.bind(target) as unknown) : own;
      return (sql: string) => {
        const statement = target.prepare(sql);
        if (!sql.startsWith('select * from entry where sequence >=')) return statement;
        const iterate = function* (...given: never[]) {
          let count = 0;
          for (const row of statement.iterate(...given)) {
            yield row;
            if ((count += 1) === ENTRIES / 2) happens();
          }
        };
        return { iterate };
      };
    },
  });
  return slow;
}

test('an entry that is written and acknowledged while the chain is read is not missing from it', () => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (let n = 0; n < ENTRIES; n += 1) journal.append(entryAt(NINE + n));
  const outbox = openOutbox(path, () => NINE);
  const reader = openDatabase(path, { isReadOnly: true });
  onTestFinished(() => {
    reader.close();
    outbox.close();
  });
  let happened = 0;
  const slow = interrupted(reader, () => {
    happened += 1;
    journal.append(entryAt(NINE + ENTRIES));
    outbox.acknowledge('0180bab7-0c00-7000-8000-00000000000a', ENTRIES);
  });
  expect(verifyChain(slow, journal.chain)).toEqual({ entries: ENTRIES, brokenAt: null });
  expect(happened).toBe(1);
  expect(verifyChain(reader, journal.chain)).toEqual({ entries: ENTRIES + 1, brokenAt: null });
});
