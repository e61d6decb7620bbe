import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { GUARDS_FILE, writeGuards } from '../../../electron/guards/list.ts';
import { watchGuards } from '../../../electron/guards/watch.ts';
import { removeWhole } from '../../../electron/store/files.ts';
import { freshFolder } from '../folders.ts';

let stop = (): void => undefined;

afterEach(() => {
  stop();
});

test('a list that is given, damaged, or taken away is told of each time', async () => {
  const directory = freshFolder();
  let told = 0;
  stop = watchGuards(directory, () => (told += 1), 10);
  for (const change of [
    () => {
      writeGuards(directory, []);
    },
    () => {
      writeFileSync(join(directory, GUARDS_FILE), '{');
    },
    () => {
      removeWhole(join(directory, GUARDS_FILE));
    },
  ]) {
    const before = told;
    change();
    await vi.waitFor(() => {
      expect(told).toBeGreaterThan(before);
    });
  }
});
