import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { journal } from '../../../electron/cli/journal.ts';
import { unsealEntries } from '../../../electron/cli/unseal.ts';
import { openSealer } from '../../../electron/seal.ts';
import { openDatabase } from '../../../electron/store/sqlite.ts';
import type { Identity } from '../../../shared/journal.ts';
import type { PublicJwk } from '../../../shared/primitives.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { run } from './cli-kit.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const office = newKeyPair('x25519');
const seal = openSealer(office.publicKey.export({ format: 'jwk' }) as PublicJwk);
const WHO: Identity = { format: 'health-code', issuer: '310000', id: 'a1a2a3a4a5a6a7a8', holder: null };

/** A journal of three entries, in the second of which somebody is sealed; still open, as at a running kiosk. */
function written(): string {
  const path = join(freshFolder(), 'journal.db');
  const { journal: held } = open(path);
  for (const [i, seals] of [false, true, false].entries()) {
    held.append(entryAt(NINE + i * 1000, { seal: seals ? (place) => seal?.(WHO, place) ?? new Uint8Array() : null }));
  }
  return path;
}

/** As somebody does who has the file. */
function change(file: string, sql: string): void {
  const database = openDatabase(file);
  database.exec('pragma ignore_check_constraints = on');
  for (const trigger of ['entry_is_final', 'entry_is_owed', 'entry_leaves_in_order']) {
    database.exec(`drop trigger ${trigger}`);
  }
  database.exec(sql);
  database.close();
}

function keyFile(key = office.privateKey): string {
  const file = join(freshFolder(), 'office.jwk');
  writeFileSync(file, JSON.stringify(key.export({ format: 'jwk' })));
  return file;
}

describe('verify', () => {
  test('finds a good chain whole while the kiosk runs', async () => {
    const { exit, lines } = await run(journal, ['verify', written()]);
    expect(lines).toMatchObject([{ entries: 3, brokenAt: null }]);
    expect(exit).toBe(0);
  });

  test.each([
    ['changed', `update entry set masked_name = '李*' where sequence = 1`, 1],
    ['removed', 'delete from entry where sequence = 1', 1],
    ['given to somebody else', `update entry set sealed = x'00' where sequence = 1`, 1],
  ])('finds a row that was %s', async (_case, sql, brokenAt) => {
    const file = written();
    change(file, sql);
    const { exit, lines } = await run(journal, ['verify', file]);
    expect(lines).toMatchObject([{ brokenAt }]);
    expect(exit).toBe(2);
  });

  test('misses what was removed from the end of a journal that had come to rest', async () => {
    const file = written();
    const resting = open(file).journal;
    expect(resting.noteEnd()).toBe(true);
    resting.close();
    const database = openDatabase(file);
    for (const trigger of ['entry_is_owed', 'entry_leaves_in_order']) database.exec(`drop trigger ${trigger}`);
    database.exec('delete from entry where sequence = 2');
    database.close();
    const { exit, lines } = await run(journal, ['verify', file]);
    expect(lines).toMatchObject([{ entries: 2, brokenAt: 2 }]);
    expect(exit).toBe(2);
  });

  test('says what is no journal, and goes on', async () => {
    const folder = freshFolder();
    const [empty, other] = [join(folder, 'empty'), join(folder, 'other')];
    writeFileSync(empty, '');
    writeFileSync(other, 'not a database at all, but long enough to look like one'.repeat(100));
    const good = written();
    const { exit, lines } = await run(journal, ['verify', empty, other, join(folder, 'gone'), good]);
    expect(lines).toMatchObject([
      { file: empty, fault: 'not-a-journal' },
      { file: other, fault: 'not-a-journal' },
      { fault: 'missing' },
      { file: good, entries: 3 },
    ]);
    expect(exit).toBe(2);
  });
});

describe('entries', () => {
  test('are all written, whatever is collected as garbage while they wait for a slow reader', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const path = join(freshFolder(), 'journal.db');
    const { journal: held } = open(path);
    for (let n = 0; n < 100; n += 1) held.append(entryAt(NINE + n));
    const slow = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        collect();
        setImmediate(done);
      },
    });
    let lines = 0;
    slow.on('drain', () => (lines += 1));
    expect(
      await journal.run(['entries', path], {
        stdin: Readable.from([]),
        stdout: slow,
        say: () => undefined,
        resources: '',
        profile: null,
      }),
    ).toBe(0);
    expect(lines).toBe(100);
  });

  test.each(['epoch_ms = -9223372036854775807', 'duration_ms = 9223372036854775807'])(
    'behind a row with a number that nobody has written (%s) are written still',
    async (odd) => {
      const file = written();
      change(file, `update entry set ${odd} where sequence = 1`);
      const { exit, lines } = await run(journal, ['entries', file]);
      expect(lines).toMatchObject([{ sequence: 0 }, { error: { code: 'invalid' } }, { sequence: 2 }]);
      expect(exit).toBe(2);
    },
  );

  test('are not searched beyond what cannot be read', async () => {
    const file = written();
    change(file, 'update entry set duration_ms = 9223372036854775807 where sequence = 1');
    const { exit, lines } = await run(journal, ['search', file]);
    expect(lines.at(-1)).toMatchObject({ error: { code: 'invalid' } });
    expect(exit).toBe(2);
  });
});

describe('search', () => {
  /** Entry n is of n minutes after nine; every fourth was refused, every tenth read by a scanner. */
  function searched(): string {
    const path = join(freshFolder(), 'journal.db');
    const { journal: held } = open(path);
    for (let n = 0; n < 450; n += 1) {
      const refused = { verdict: 'refuse', reasons: ['colour-red', 'test-too-old'] } as const;
      held.append(
        entryAt(NINE + n * 60_000, { ...(n % 4 === 0 ? refused : {}), source: n % 10 === 0 ? 'serial' : 'camera' }),
      );
    }
    return path;
  }
  const sequences = (lines: readonly unknown[]): number[] =>
    lines.map((line) => (line as { sequence: number }).sequence);

  test('finds all without an option, newest first, page after page', async () => {
    const { exit, lines } = await run(journal, ['search', searched()]);
    expect(exit).toBe(0);
    expect(sequences(lines)).toEqual(Array.from({ length: 450 }, (_, n) => 449 - n));
  });

  test.each<[string[], number[]]>([
    [
      ['--limit', '2'],
      [449, 448],
    ],
    [
      ['--limit', '201', '--to', '2022-05-13T01:03:00Z'],
      [2, 1, 0],
    ],
    [
      ['--from', '2022-05-13T16:27:00+08:00'],
      [449, 448, 447],
    ],
    [
      ['--verdict', 'refuse', '--limit', '2'],
      [448, 444],
    ],
    [
      ['--reason', 'test-too-old', '--source', 'serial', '--limit', '2'],
      [440, 420],
    ],
    [['--type', 'manual'], []],
    [['--reason', 'no-such'], []],
  ])('with %s', async (options, expected) => {
    expect(sequences((await run(journal, ['search', ...options, searched()])).lines)).toEqual(expected);
  });

  test.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['a time without its zone', ['--from', '2022-05-13', 'a']],
    ['a verdict that there is not', ['--verdict', 'perhaps', 'a']],
    ['a type that there is not', ['--type', 'toString', 'a']],
    ['a limit of nothing', ['--limit', '0', 'a']],
    ['an option that there is not', ['--name', 'x', 'a']],
  ])('is misused with %s', async (_case, args) => {
    await expect(async () => run(journal, ['search', ...args])).rejects.toThrow();
  });

  test('says what is no journal', async () => {
    const { exit, lines } = await run(journal, ['search', '/nowhere.db']);
    expect({ exit, lines }).toEqual({ exit: 2, lines: [{ file: '/nowhere.db', fault: 'missing' }] });
  });
});

describe('what was sealed', () => {
  test('goes from the journal through the office’s key', async () => {
    const listed = await run(journal, ['entries', written()]);
    expect(listed.exit).toBe(0);
    const { exit, lines } = await run(unsealEntries, ['--key', keyFile()], listed.lines);
    expect(lines).toMatchObject([{ sequence: 0 }, { sequence: 1, ...WHO }, { sequence: 2 }]);
    expect(lines[0]).not.toHaveProperty('issuer');
    expect(exit).toBe(0);
  });

  test('leaves the first line of a trace’s file as it is: which case it is of', async () => {
    const head = { trace: '8ae758e3-3888-48fe-a8e0-b711ff147933', caseNumber: 'SH-1', scope: { is: 'time' } };
    const { lines: entries } = await run(journal, ['entries', written()]);
    const { exit, lines } = await run(unsealEntries, ['--key', keyFile()], [head, ...entries]);
    expect(lines).toMatchObject([head, { sequence: 0 }, { sequence: 1, ...WHO }, { sequence: 2 }]);
    expect(exit).toBe(0);
  });

  test('is a bad line for another key, and none for the entries beside it', async () => {
    const { lines: entries } = await run(journal, ['entries', written()]);
    const { exit, lines } = await run(unsealEntries, ['--key', keyFile(newKeyPair('x25519').privateKey)], entries);
    expect(lines).toMatchObject([{ sequence: 0 }, { error: { field: 'sealed' } }, { sequence: 2 }]);
    expect(exit).toBe(2);
  });

  test.each([
    ['no key', () => []],
    ['a key of another kind', () => ['--key', keyFile(newKeyPair('ed25519').privateKey)]],
    ['a file that is not there', () => ['--key', '/nowhere/office.jwk']],
  ])('is not opened with %s', async (_case, args) => {
    await expect(async () => run(unsealEntries, args())).rejects.toThrow(/key/u);
  });
});
