import { randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepRules, type RulesKeeper } from '../../../hub/check-in/rules.ts';
import { openTestOffice, type TestOffice } from '../../journeys/office.ts';
import { NOON } from '../database.ts';

const DEMO = join(import.meta.dirname, '..', '..', '..', 'resources', 'policy');
const NOW = NOON / 1000;

let folder: string;
let office: TestOffice;
let nowMs: number;
let kept: RulesKeeper[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-rules-'));
  office = await openTestOffice(join(folder, 'office'));
  nowMs = NOON;
  kept = [];
});

afterEach(() => {
  for (const rules of kept) rules.close();
  office.close();
  rmSync(folder, { recursive: true });
});

const repository = (): string => join(folder, 'office', 'repository');

function keep(more: Partial<Parameters<typeof keepRules>[0]> = {}): RulesKeeper {
  const parts = { folder: repository(), trustedRoot: null, refusedKeys: new Set<string>(), nowMs: () => nowMs };
  const rules = keepRules({ ...parts, ...more });
  kept.push(rules);
  return rules;
}

/** The version in force, or what is wrong with the rules. */
async function inForce(rules: RulesKeeper): Promise<number | string> {
  const { policy } = await rules.current();
  return policy.ok ? policy.value.version : policy.fault;
}

test('what the office publishes is in force, and what it publishes next some two seconds later', async () => {
  office.publish(1, {}, NOW);
  const rules = keep();
  expect(await inForce(rules)).toBe(1);
  office.publish(2, {}, NOW + 1);
  nowMs += 1999;
  expect(await inForce(rules)).toBe(1);
  nowMs += 1;
  expect(await inForce(rules)).toBe(2);
});

test('two hundred who ask at once have it opened once', async () => {
  office.publish(1, {}, NOW);
  const rules = keep();
  const all = await Promise.all(Array.from({ length: 200 }, () => rules.current()));
  const [first, ...rest] = all.map(({ policy }) => (policy.ok ? policy.value : null));
  expect(first).not.toBeNull();
  expect(rest.every((policy) => policy === first)).toBe(true);
});

test('there are none without a folder, in an empty one, or before the office has published', async () => {
  expect(await inForce(keep({ folder: null }))).toBe('policy-missing');
  const rules = keep();
  expect(await inForce(rules)).toBe('policy-missing');
  office.publish(1, {}, NOW);
  nowMs += 2000;
  expect(await inForce(rules)).toBe(1);
});

test('the published demo keys sign nothing here', async () => {
  const keys = JSON.parse(readFileSync(join(DEMO, '..', 'demo', 'public-keys.json'), 'utf8')) as string[];
  expect(await inForce(keep({ folder: DEMO, refusedKeys: new Set(keys) }))).toBe('policy-forged');
});

test('another office’s rules in the folder change nothing, whoever put them there', async () => {
  office.publish(1, {}, NOW);
  const rules = keep();
  expect(await inForce(rules)).toBe(1);
  const other = await openTestOffice(join(folder, 'other'));
  other.publish(9, {}, NOW + 10);
  other.close();
  rmSync(repository(), { recursive: true });
  cpSync(join(folder, 'other', 'repository'), repository(), { recursive: true });
  nowMs += 10_000;
  expect(await inForce(rules)).toBe(1);
});

test('the root that IT names is the one to begin with', async () => {
  office.publish(1, {}, NOW);
  expect(await inForce(keep({ trustedRoot: office.rootPath }))).toBe(1);
  const other = await openTestOffice(join(folder, 'other'));
  other.publish(1, {}, NOW);
  other.close();
  expect(await inForce(keep({ trustedRoot: other.rootPath }))).toBe('policy-forged');
});

test('damaged rules are not judged by, and those in force stay', async () => {
  office.publish(1, {}, NOW);
  const held = keep();
  expect(await inForce(held)).toBe(1);
  const spare = join(folder, 'timestamp.json');
  copyFileSync(join(repository(), 'timestamp.json'), spare);
  writeFileSync(join(repository(), 'timestamp.json'), randomBytes(100));
  nowMs += 2000;
  expect(await inForce(held)).toBe(1);
  expect(await inForce(keep())).toBe('policy-damaged');
});

test('rules say themselves until when they may be judged by', async () => {
  office.publish(1, {}, NOW);
  const { policyExpiresAt, clockFloor } = await keep().current();
  expect(policyExpiresAt).toBeGreaterThan(NOW);
  expect(clockFloor).toBe(NOW);
});
