import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unsealEntries } from '../../../electron/cli/unseal.ts';
import { openSealer } from '../../../electron/seal.ts';
import { entries } from '../../../hub/cli/entries.ts';
import type { Kiosk } from '../../../hub/store/kiosk.ts';
import type { Database } from '../../../hub/store/open.ts';
import { encodeEntry, type Identity } from '../../../shared/journal.ts';
import type { PublicJwk } from '../../../shared/primitives.ts';
import { run } from '../../electron/cli/cli-kit.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain, makeEntry } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

let url: string;
let database: Database;
let north: Kiosk;

beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
  north = await insertKiosk(database);
});

afterEach(async () => {
  await database.close();
});

type Line = Record<string, unknown>;

/** As a pipe would carry them: by JSON. */
async function list(...args: string[]): Promise<{ exit: number; lines: Line[] }> {
  const lines: Line[] = [];
  const exit = await entries.run(['--venue', 'mall', ...args], {
    variables: { DATABASE_URL: url },
    answer: (line) => {
      lines.push(JSON.parse(JSON.stringify(line)) as Line);
      return Promise.resolve();
    },
    nowMs: () => NOON,
    newId: randomUUID,
  });
  return { exit, lines };
}

async function sequences(...args: string[]): Promise<unknown[]> {
  return (await list(...args)).lines.map(({ sequence }) => sequence);
}

test('every entry is listed once, oldest first, with its fields and where it came from', async () => {
  const chain = makeChain(1201);
  await deliver(database, north, { ...chain, entries: chain.entries.slice(0, 700) }, NOON + 5000);
  await deliver(database, north, { ...chain, entries: chain.entries.slice(700) }, NOON + 5000);
  await deliver(database, await insertKiosk(database, 'another'), makeChain(3), NOON);
  const { exit, lines } = await list();
  expect(exit).toBe(0);
  expect(lines.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 1201 }, (_, i) => i));
  const place = { gate: 'north', kiosk: north.id, receivedAt: new Date(NOON + 5000).toISOString(), quarantined: false };
  expect(lines[1]).toMatchObject({
    ...place,
    chain: chain.chain,
    epochMs: NOON + 1000,
    verdict: 'admit',
    sealed: null,
  });
});

test('what was sealed at a kiosk is opened by the office from what the hub lists', async () => {
  const office = newKeyPair('x25519');
  const seal = openSealer(office.publicKey.export({ format: 'jwk' }) as PublicJwk);
  const who: Identity = { format: 'health-code', issuer: '310000', id: 'a1a2a3a4a5a6a7a8', holder: null };
  const { chain, entries: list0 } = makeChain(2);
  const place = { chain, sequence: 2 };
  const previous = makeChain(3, { chain }).entries[2]?.previousHash ?? '';
  const sealed = seal?.(who, place) ?? null;
  const bytes = encodeEntry(makeEntry(chain, 2, Buffer.from(previous, 'base64'), { sealed }));
  const third = { sequence: 2, previousHash: previous, bytes: Buffer.from(bytes).toString('base64') };
  await deliver(database, north, { chain, entries: [...list0, third] }, NOON);
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-office-'));
  const key = join(folder, 'office.jwk');
  writeFileSync(key, JSON.stringify(office.privateKey.export({ format: 'jwk' })));
  const opened = await run(unsealEntries, ['--key', key], (await list()).lines);
  rmSync(folder, { recursive: true });
  expect(opened).toEqual({
    exit: 0,
    lines: [
      { chain, sequence: 0 },
      { chain, sequence: 1 },
      { ...place, ...who },
    ].map((line) => expect.objectContaining(line) as unknown),
  });
});

test('an entry in quarantine comes last, as it was received, and is marked', async () => {
  const chain = makeChain(3, { contents: { 1: Buffer.from('?') } });
  await deliver(database, north, chain, NOON);
  const { lines } = await list();
  expect(lines.map(({ sequence, quarantined }) => [sequence, quarantined])).toEqual([
    [0, false],
    [2, false],
    [1, true],
  ]);
  expect(lines[2]).toMatchObject({ chain: chain.chain, bytes: Buffer.from('?').toString('base64') });
  expect(lines[2]).not.toHaveProperty('sealed');
});

const at = (seconds: number): string => new Date(NOON + seconds * 1000).toISOString().replace('.000Z', 'Z');

test.each<[string, string[], unknown[]]>([
  ['from a second on', ['--from', at(2)], [2, 3, 1]],
  ['from just after it', ['--from', at(3)], [3, 1]],
  ['up to but without a second', ['--to', at(3)], [0, 2]],
  ['up to what came in quarantine, without it', ['--from', at(3), '--to', at(60)], [3]],
  ['up to just after it', ['--from', at(3), '--to', at(61)], [3, 1]],
  ['in another zone', ['--from', '2022-05-13T12:00:03+08:00'], [3, 1]],
  ['of its gate', ['--gate', 'north'], [0, 2, 3, 1]],
  ['of its gate in another spelling', ['--gate', ' ｎorth '], [0, 2, 3, 1]],
  ['of another chain', ['--chain', '0180bab7-0c00-7000-8000-000000000001'], []],
])('entries are listed %s', async (_how, args, expected) => {
  await deliver(database, north, makeChain(4, { contents: { 1: Buffer.from('?') } }), NOON + 60_000);
  expect(await sequences(...args)).toEqual(expected);
});

test.each([
  ['a time without its zone', ['--from', '2022-05-13T12:00:00']],
  ['a venue that can be no name', ['--venue', "'; drop table entry; --"]],
  ['a chain that is no UUID', ['--chain', "'; drop table entry; --"]],
  ['an option that there is not', ['--until', at(0)]],
])('%s is a mistake of whoever asks', async (_what, args) => {
  await expect(list(...args)).rejects.toThrow();
});

test('a venue or gate that nobody is enrolled at is told, with its name, and is no empty list', async () => {
  const unknown = (fault: string, venue: string, gate: string | null): unknown => ({
    exit: 2,
    lines: [{ fault, venue, gate }],
  });
  expect(await list('--venue', 'mal')).toEqual(unknown('venue-unknown', 'mal', null));
  expect(await list('--venue', 'mal', '--gate', 'north')).toEqual(unknown('venue-unknown', 'mal', 'north'));
  expect(await list('--gate', 'nroth')).toEqual(unknown('gate-unknown', 'mall', 'nroth'));
  expect(await list()).toEqual({ exit: 0, lines: [] });
});

test('a database that is no hub’s is told', async () => {
  url = await createDatabase();
  expect(await list()).toEqual({ exit: 2, lines: [{ fault: 'not-a-hub' }] });
});
