import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { venueCode } from '../../../hub/cli/venue-code.ts';
import { openHubKey } from '../../../hub/crypto.ts';
import type { Database } from '../../../hub/store/open.ts';
import { ok } from '../../../shared/result.ts';
import { verifyVenueCode } from '../../../shared/venue-code.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';

let url: string;
let database: Database;
let folder: string;

beforeEach(async () => {
  url = await createDatabase();
  database = await openMigrated(url);
  folder = mkdtempSync(join(tmpdir(), 'sentinel-venue-code-'));
  writeFileSync(join(folder, 'key'), Buffer.alloc(32, 9).toString('base64url'));
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

type Line = Readonly<Record<string, unknown>>;

async function run(args: readonly string[], without: readonly string[] = []): Promise<{ exit: number; lines: Line[] }> {
  const lines: Line[] = [];
  const all = { DATABASE_URL: url, HUB_ADDRESS: 'https://hub.example', HUB_KEY_FILE: join(folder, 'key') };
  const variables = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  const exit = await venueCode.run(args, {
    variables,
    answer: (line) => {
      lines.push(JSON.parse(JSON.stringify(line)) as Line);
      return Promise.resolve();
    },
    nowMs: () => NOON,
    newId: randomUUID,
  });
  return { exit, lines };
}

const AT = ['--venue', 'mall', '--gate', 'north'];

test('a code is issued, and issued anew under a higher number', async () => {
  const first = await run(['issue', ...AT]);
  expect(first).toMatchObject({ exit: 0, lines: [{ issued: true, venue: 'mall', gate: 'north', serial: 1 }] });
  const second = await run(['issue', ...AT]);
  expect(second.lines).toMatchObject([{ serial: 2 }]);
  const token = String(second.lines[0]?.['address']).split('#')[1] ?? '';
  const { x } = openHubKey(Buffer.alloc(32, 9));
  const said = verifyVenueCode(token, { kty: 'OKP', crv: 'Ed25519', x }, primitives);
  expect(said).toEqual(ok({ venue: 'mall', gate: 'north', serial: 2 }));
});

test('codes are listed, of one venue or of all, and are withdrawn', async () => {
  await run(['issue', ...AT]);
  await run(['issue', '--venue', 'cinema', '--gate', 'hall 1']);
  expect((await run(['list'])).lines.map(({ venue }) => venue)).toEqual(['cinema', 'mall']);
  expect(await run(['withdraw', ...AT])).toEqual({
    exit: 0,
    lines: [{ withdrawn: true, venue: 'mall', gate: 'north' }],
  });
  expect((await run(['list', '--venue', 'mall'])).lines).toMatchObject([
    { venue: 'mall', gate: 'north', serial: 1, withdrawnAt: '2022-05-13T04:00:00.000Z' },
  ]);
  expect(await run(['withdraw', ...AT])).toEqual({ exit: 2, lines: [{ fault: 'no-code' }] });
});

test.each([
  ['HUB_ADDRESS', 'hub-address-not-set'],
  ['HUB_KEY_FILE', 'hub-key-not-set'],
])('without %s none is issued, and those there are have no address', async (variable, fault) => {
  expect(await run(['issue', ...AT], [variable])).toEqual({ exit: 2, lines: [{ fault }] });
  await run(['issue', ...AT]);
  expect((await run(['list'], [variable])).lines).toMatchObject([{ address: null }]);
});

test.each([[['issue', '--venue', 'mall']], [['issue', '--venue', 'mall', '--gate', '<script>']], [['print']], [[]]])(
  '%j makes no sense',
  async (args) => {
    await expect(run(args)).rejects.toThrow();
  },
);
