import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

const ROUNDS = 5;
/** The bundler's own runner reads the TypeScript and the SQL in a process that may be killed. */
const APPENDER = new URL('./appender.ts', import.meta.url).pathname;
const PROGRAM = `
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(process.argv[1], { configFile: false });
  module.appendForEver(process.argv[2]);`;

test(
  'whenever the appending process is killed, every entry it was promised is there',
  { timeout: 120_000 },
  async () => {
    const path = join(freshFolder(), 'journal.db');
    for (let round = 0; round < ROUNDS; round += 1) {
      const promised = await killWhileAppending(path, 40 + round * 37);
      const { journal, setAside } = open(path);
      expect(setAside).toBeNull();
      const { entries, brokenAt } = journal.verify();
      expect(brokenAt).toBeNull();
      // One more may be on disk: written, but its promise not yet given when the process ended.
      expect([promised + 1, promised + 2]).toContain(entries);
      expect(journal.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: entries } });
      journal.close();
    }
  },
);

/** @returns the last sequence the process had said was on disk when it was killed, some time after `count` of them */
async function killWhileAppending(path: string, count: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, APPENDER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
}
