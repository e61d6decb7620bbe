import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const office = generateKeyPairSync('x25519');
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
    const database = openDatabase(file);
    for (const trigger of ['entry_is_final', 'entry_is_owed', 'entry_leaves_in_order']) {
      database.exec(`drop trigger ${trigger}`);
    }
    database.exec(sql);
    database.close();
    const { exit, lines } = await run(journal, ['verify', file]);
    expect(lines).toMatchObject([{ brokenAt }]);
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

describe('what was sealed', () => {
  test('goes from the journal through the office’s key', async () => {
    const listed = await run(journal, ['entries', written()]);
    expect(listed.exit).toBe(0);
    const { exit, lines } = await run(unsealEntries, ['--key', keyFile()], listed.lines);
    expect(lines).toMatchObject([{ sequence: 0 }, { sequence: 1, ...WHO }, { sequence: 2 }]);
    expect(lines[0]).not.toHaveProperty('issuer');
    expect(exit).toBe(0);
  });

  test('is a bad line for another key, and none for the entries beside it', async () => {
    const { lines: entries } = await run(journal, ['entries', written()]);
    const { exit, lines } = await run(
      unsealEntries,
      ['--key', keyFile(generateKeyPairSync('x25519').privateKey)],
      entries,
    );
    expect(lines).toMatchObject([{ sequence: 0 }, { error: { field: 'sealed' } }, { sequence: 2 }]);
    expect(exit).toBe(2);
  });

  test.each([
    ['no key', () => []],
    ['a key of another kind', () => ['--key', keyFile(generateKeyPairSync('ed25519').privateKey)]],
    ['a file that is not there', () => ['--key', '/nowhere/office.jwk']],
  ])('is not opened with %s', async (_case, args) => {
    await expect(async () => run(unsealEntries, args())).rejects.toThrow(/key/u);
  });
});
