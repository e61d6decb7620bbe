import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode } from '../../../electron/cli/decode.ts';
import { codePng } from '../../../electron/cli/pictures.ts';
import { freshFolder } from '../folders.ts';
import { run } from './cli-kit.ts';

const TEXT = 'DS1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3';

/** @returns its path */
async function save(name: string, length?: number): Promise<string> {
  const path = join(freshFolder(), name);
  writeFileSync(path, (await codePng(TEXT)).subarray(0, length));
  return path;
}

test('a picture cut short has its line, and the next file is read', async () => {
  const [torn, whole] = [await save('torn.png', 40), await save('whole.png')];
  const { exit, lines } = await run(decode, [torn, whole]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([
    { file: torn, error: { code: 'not-a-picture', field: 'file' } },
    { file: whole, codes: [{ text: TEXT, format: 'QRCode' }] },
  ]);
});

test.skipIf(!existsSync('/dev/zero'))('a file that never ends is not read to its end (needs /dev/zero)', async () => {
  const { exit, lines } = await run(decode, ['/dev/zero', await save('whole.png')]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([{ error: { code: 'picture-too-large' } }, { codes: [{ text: TEXT }] }]);
});

test('a file whose name looks like an option comes after --', async () => {
  const { lines } = await run(decode, ['--', '-no-such.png']);
  expect(lines).toMatchObject([{ file: '-no-such.png', error: { code: 'file-missing' } }]);
  await expect(run(decode, ['-no-such.png'])).rejects.toThrow(/Unknown option/u);
});
