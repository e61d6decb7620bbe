import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAttempts, type Attempt } from '../../../electron/policy/attempts.ts';
import { freshFolder } from '../folders.ts';

const at = (minute: number, fault: Attempt['fault'] = null): Attempt => ({ at: minute * 60, fault });

test('the last attempts are known after a restart, newest first, and no more than eight', () => {
  const path = join(freshFolder(), 'attempts.json');
  const attempts = openAttempts(path);
  expect(attempts.list()).toEqual([]);
  for (let minute = 0; minute < 10; minute += 1) attempts.add(at(minute, minute === 9 ? 'source-unreachable' : null));
  expect(attempts.list()[0]).toEqual(at(9, 'source-unreachable'));
  expect(openAttempts(path).list()).toEqual(
    [9, 8, 7, 6, 5, 4, 3, 2].map((n) => at(n, n === 9 ? 'source-unreachable' : null)),
  );
});

test.each(['{', '[{"at":"now","fault":null}]', '[{"at":1,"fault":"of-the-future"}]', '{"at":1}'])(
  'a file with %s begins anew',
  (text) => {
    const path = join(freshFolder(), 'attempts.json');
    writeFileSync(path, text);
    const attempts = openAttempts(path);
    expect(attempts.list()).toEqual([]);
    attempts.add(at(1));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([at(1)]);
  },
);

test('where the disk takes nothing they are known until the end', () => {
  const attempts = openAttempts(join(freshFolder(), 'gone', 'attempts.json'));
  attempts.add(at(1));
  expect(attempts.list()).toEqual([at(1)]);
});
