import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHART_DAYS, DISTRICTS_CALLS, type DistrictsPage } from '../../../shared/console/districts.ts';
import { madeDistricts } from '../../shared/policy/made-districts.ts';
import { NOON } from '../database.ts';
import { faultOf, startConsole, type ConsoleHub } from './kit.ts';

let folder: string;
let server: ConsoleHub;

async function look(): Promise<DistrictsPage> {
  const person = await server.person('manager');
  return DISTRICTS_CALLS['districts:list'].reply.parse((await person.ask('districts:list', null)).body);
}

/** As an office's repository has them, for whoever believes it. */
function publish(policy: object): void {
  const files = {
    'targets/policy.json': policy,
    'targets.json': { signed: { targets: { 'policy.json': { hashes: { sha256: 'a'.repeat(64) } } } } },
    'snapshot.json': { signed: { meta: { 'targets.json': { version: 1 } } } },
    'timestamp.json': { signed: { meta: { 'snapshot.json': { version: 1 } } } },
  };
  mkdirSync(join(folder, 'targets'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-districts-'));
  server = await startConsole({}, { address: null, policyFolder: folder });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('a hub that publishes no rules says so', async () => {
  expect(await look()).toMatchObject({ districts: [], policyVersion: null });
});

test('rules without districts are told from no rules', async () => {
  publish({ version: 6, parameters: {} });
  expect(await look()).toMatchObject({ districts: [], policyVersion: 6 });
});

describe('with figures of districts', () => {
  beforeAll(() => {
    const districts = madeDistricts(NOON).toReversed();
    publish({ version: 7, parameters: { utcOffsetMinutes: 480 }, districts });
  });

  test('each has its status by the same three days that kiosks take, by its code', async () => {
    const { districts, policyVersion } = await look();
    expect(policyVersion).toBe(7);
    expect(districts.map(({ code, status }) => [code, status])).toEqual([
      ['310115', 'zero'],
      ['310116', 'basically-zero'],
      ['310117', 'neither'],
      ['310118', 'unknown'],
    ]);
    const yesterday = new Date(NOON + 8 * 3_600_000 - 24 * 3_600_000).toISOString().slice(0, 10);
    for (const { asOf, days } of districts) {
      expect(asOf).toBe(yesterday);
      expect(days).toHaveLength(3);
    }
    expect(districts.map(({ days }) => days.map((day) => day.new))).toEqual([
      [0, 0, 0],
      [3, 1, 2],
      [31, 24, 20],
      [2, null, 0],
    ]);
  });

  test('the chart has every day up to today, those without figures too', async () => {
    const { districts } = await look();
    const [first] = districts;
    expect(first?.past).toHaveLength(CHART_DAYS);
    expect(first?.past.slice(-4).map((day) => day.new)).toEqual([0, 0, 0, null]);
    const today = new Date(NOON + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(first?.past.at(-1)?.date).toBe(today);
  });

  test('whoever sees no sites sees no districts', async () => {
    expect(faultOf(await (await server.person('guard')).ask('districts:list', null))).toBe('not-allowed');
  });
});
