import { watchClock } from '../../../electron/clock-watch.ts';
import { openAttempts } from '../../../electron/policy/attempts.ts';
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takePolicy, type FetchPlan } from '../../../electron/policy/fetch.ts';
import type { FetchReport } from '../../../electron/policy/fetching.ts';
import { keepRules, type RulesKeeper } from '../../../electron/policy/rules.ts';
import { keepJournal, type JournalKeeper } from '../../../electron/store/keeper.ts';
import { checkGrounds } from '../../../shared/judge.ts';
import { freshFolder } from '../folders.ts';
import { DAY, HOUR, NOW, TestOffice } from './office-kit.ts';

let folder: string;
let journal: JournalKeeper;
let nowSeconds: number;

beforeEach(() => {
  folder = freshFolder();
  nowSeconds = NOW;
  journal = keepJournal(join(folder, 'journal.db'), { write: () => undefined });
});

afterEach(() => {
  journal.close();
});

async function run(plan: FetchPlan): Promise<FetchReport> {
  const { opened, ...report } = await takePolicy(plan);
  return { ...report, stored: opened && { ...opened, prefixes: opened.revocations.prefixes } };
}

/** A kiosk as it is after a start. */
function kiosk(): RulesKeeper {
  return keepRules({
    store: join(folder, 'store'),
    trustedRootPath: join(folder, 'root.json'),
    refusedKeys: new Set(),
    source: join(folder, 'source'),
    clock: {
      now: () => ({ epochMs: nowSeconds * 1000, offsetMinutes: 480, isConfirmed: false }),
      monotonicMs: () => 0,
      watch: watchClock(
        () => nowSeconds,
        () => 0,
      ),
    },
    attempts: openAttempts(join(folder, 'attempts.json')),
    journal,
    log: { write: () => undefined },
    random: () => 0.5,
    changed: () => undefined,
    run,
  });
}

const serve = ({ repository }: TestOffice): void => {
  rmSync(join(folder, 'source'), { recursive: true, force: true });
  cpSync(repository, join(folder, 'source'), { recursive: true });
};
const give = ({ repository }: TestOffice): void => {
  copyFileSync(join(repository, '1.root.json'), join(folder, 'root.json'));
};
const versionOf = (rules: RulesKeeper): number | string => {
  const { policy } = rules.current();
  return policy.ok ? policy.value.version : policy.fault;
};

test('two root keys are lost: the kiosk is given a new root, and follows that one from its first version on', async () => {
  const lost = new TestOffice(join(folder, 'lost'));
  lost.begin();
  for (const version of [2, 3]) {
    lost.write(version);
    lost.sign([lost.rules]);
    lost.publish();
  }
  give(lost);
  serve(lost);
  const before = kiosk();
  await before.fetch();
  expect(versionOf(before)).toBe(3);

  const next = new TestOffice(join(folder, 'next'));
  next.begin();
  give(next);
  serve(next);
  const after = kiosk();
  expect(versionOf(after)).toBe('policy-forged');
  await after.fetch();
  expect(after.attempts()[0]).toEqual({ at: NOW, fault: null });
  expect(versionOf(after)).toBe(1);
  expect(versionOf(kiosk())).toBe(1);

  // Under the new root nothing older is taken either, also where the store has lost what it held.
  cpSync(next.repository, join(folder, 'first'), { recursive: true });
  next.write(2);
  next.sign([next.rules]);
  next.publish();
  serve(next);
  await after.fetch();
  expect(versionOf(after)).toBe(2);
  rmSync(join(folder, 'store'), { recursive: true });
  rmSync(join(folder, 'source'), { recursive: true });
  cpSync(join(folder, 'first'), join(folder, 'source'), { recursive: true });
  const empty = kiosk();
  await empty.fetch();
  expect(empty.attempts()[0]?.fault).toBe('policy-rolled-back');
});

test('two root keys are stolen: what the thieves signed of times to come is forgotten with their root', async () => {
  const stolen = new TestOffice(join(folder, 'stolen'));
  stolen.begin({}, NOW + 20 * HOUR);
  give(stolen);
  serve(stolen);
  const before = kiosk();
  await before.fetch();
  expect(before.current().clockFloor).toBe(NOW + 20 * HOUR);

  const next = new TestOffice(join(folder, 'next'));
  next.begin();
  give(next);
  serve(next);
  const after = kiosk();
  await after.fetch();
  expect(after.current().clockFloor).toBe(NOW);
  expect(checkGrounds({ ...after.current(), hubStops: null }, NOW).ok).toBe(true);
  expect(checkGrounds({ ...after.current(), hubStops: null }, NOW + 7 * DAY).ok).toBe(false);
});
