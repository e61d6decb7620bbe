import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { journal } from '../../../electron/cli/journal.ts';
import { keyIdOf, publicHalf } from '../../../electron/crypto.ts';
import { isEvidence, readHeader, verifyEvidence, writeEvidence } from '../../../electron/decommission/evidence.ts';
import { findOwed } from '../../../electron/decommission/owed.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';
import { headSigner } from '../../../electron/sync/batch.ts';
import { batchSchema, type Batch } from '../../../shared/wire.ts';
import { run } from '../cli/cli-kit.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';

const { privateKey } = newKeyPair('ed25519');
const X = publicHalf(privateKey);
const KEY_ID = keyIdOf(X);
const HEADER = { kiosk: 'k', venue: '人民广场商场', gate: 'north', keyId: KEY_ID, publicKey: X };

/** @returns the file's path, and its batches */
async function exported(entries: number, isSigned = true): Promise<{ path: string; lines: string[] }> {
  const folder = join(freshFolder(), 'venue');
  mkdirSync(folder);
  const { journal: live } = open(join(folder, 'journal.db'));
  for (let i = 0; i < entries; i += 1) live.append(entryAt(NINE + i));
  live.close();
  const path = join(folder, 'owed.ndjson');
  const found = await findOwed(folder, null);
  const header = isSigned ? HEADER : { ...HEADER, keyId: null, publicKey: null };
  expect(writeEvidence(path, header, found.chains, isSigned ? headSigner(privateKey) : () => undefined)).toBe(entries);
  found.close();
  return { path, lines: readFileSync(path, 'utf8').trimEnd().split('\n') };
}

test('lines are batches as the hub takes them, and the file says whose they are', async () => {
  const { path, lines } = await exported(250);
  const batches = lines.slice(1).map((line) => batchSchema.parse(JSON.parse(line)));
  expect(batches.map(({ entries }) => entries.length)).toEqual([100, 100, 50]);
  expect(isEvidence(path)).toBe(true);
  expect(readHeader(path)).toMatchObject(HEADER);
  expect(await verifyEvidence(path)).toEqual([
    { chain: batches[0]?.chain, entries: 250, brokenAt: null, signedBy: KEY_ID },
  ]);
});

test('“journal verify” takes it, beside journals', async () => {
  const { path } = await exported(3);
  const live = join(path, '..', 'journal.db');
  const { exit, lines } = await run(journal, ['verify', path, live]);
  expect(exit).toBe(0);
  expect(lines).toMatchObject([
    { file: path, entries: 3, brokenAt: null, signedBy: KEY_ID },
    { file: live, entries: 3, brokenAt: null },
  ]);
});

test('without a key it is not signed, and says so', async () => {
  const { path } = await exported(3, false);
  expect(await verifyEvidence(path)).toMatchObject([{ entries: 3, brokenAt: null, signedBy: null }]);
});

function change(lines: readonly string[], index: number, how: (batch: Batch) => object): string {
  const batch = batchSchema.parse(JSON.parse(lines[index] ?? ''));
  return `${[...lines.slice(0, index), JSON.stringify(how(batch)), ...lines.slice(index + 1)].join('\n')}\n`;
}

const forged = (batch: Batch, at: number): Batch => ({
  ...batch,
  entries: batch.entries.map((entry, i) =>
    i === at ? { ...entry, bytes: Buffer.from('another').toString('base64') } : entry,
  ),
});

test.each<[string, (lines: readonly string[]) => string, object]>([
  ['an entry is another', (lines) => change(lines, 1, (batch) => forged(batch, 5)), { brokenAt: 6 }],
  ['the last is another', (lines) => change(lines, 2, (batch) => forged(batch, 49)), { brokenAt: 149, signedBy: null }],
  [
    'one is missing between two lines',
    (lines) => change(lines, 2, (batch) => ({ ...batch, entries: batch.entries.slice(1) })),
    { brokenAt: 100 },
  ],
  [
    'the end is missing',
    (lines) => change(lines, 2, (batch) => ({ ...batch, entries: batch.entries.slice(0, -1) })),
    { brokenAt: null, signedBy: null, entries: 149 },
  ],
  [
    'somebody else has signed',
    (lines) => change(lines, 2, (batch) => ({ ...batch, head: { ...batch.head, signature: `${'A'.repeat(86)}==` } })),
    { brokenAt: null, signedBy: null },
  ],
])('where %s it is seen', async (_what, spoil, expected) => {
  const { path, lines } = await exported(150);
  writeFileSync(path, spoil(lines));
  expect(await verifyEvidence(path)).toMatchObject([expected]);
});

test('a file that is cut short is damaged, and what is none is none', async () => {
  const { path, lines } = await exported(150);
  writeFileSync(path, lines.join('\n').slice(0, -20));
  expect(await verifyEvidence(path)).toBeNull();
  const { exit, lines: said } = await run(journal, ['verify', path]);
  expect([exit, said]).toEqual([2, [{ file: path, fault: 'damaged' }]]);
  writeFileSync(path, '{"format":"something else"}');
  expect(isEvidence(path)).toBe(false);
  expect(readHeader(path)).toBeNull();
});
