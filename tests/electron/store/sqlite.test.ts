import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';

const FIFTY = 'with recursive n(i) as (select 1 union all select i + 1 from n limit 50) select i from n';

test('rows come to their end, whatever is collected as garbage between them', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const database = openDatabase(':memory:');
  onTestFinished(() => {
    database.close();
  });
  const numbers: unknown[] = [];
  for (const { i } of database.prepare(FIFTY).iterate()) {
    numbers.push(i);
    collect();
    await turn();
  }
  expect(numbers).toHaveLength(50);
});

test('what is sorted leaves no file outside of the profile', () => {
  const database = openDatabase(':memory:');
  onTestFinished(() => {
    database.close();
  });
  // 2: MEMORY.
  expect(readValue(database, 'pragma temp_store')).toBe(2);
});
