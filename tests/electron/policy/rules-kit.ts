import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Clock } from '../../../electron/clock.ts';
import { watchClock } from '../../../electron/clock-watch.ts';
import type { Log } from '../../../electron/log.ts';
import { openAttempts } from '../../../electron/policy/attempts.ts';
import { takePolicy, type FetchPlan } from '../../../electron/policy/fetch.ts';
import type { FetchReport } from '../../../electron/policy/fetching.ts';
import { keepRules, type RulesKeeper, type RulesParts } from '../../../electron/policy/rules.ts';
import type { ClockReset } from '../../../electron/store/clock-memory.ts';
import type { RulesSeen } from '../../../electron/store/journal.ts';
import { checkGrounds } from '../../../shared/judge.ts';
import { freshFolder } from '../folders.ts';
import { repository, store as lay } from './repository-kit.ts';

export const NOW = Date.UTC(2026, 4, 13) / 1000;
export const HOUR = 3600;
export const DAY = 24 * HOUR;
const POLICY = JSON.parse(repository()['targets/policy.json'].toString()) as object;

/** What the kiosk under test has, and what the world around it is like; anew for each test. */
interface Bench {
  folder: string;
  nowSeconds: number;
  passedMs: number;
  seen: RulesSeen | null;
  confirmedMs: number | null;
  reset: ClockReset | null;
  events: string[];
  clock: Clock;
  keeper: RulesKeeper | undefined;
}

export const kiosk = {} as Bench;

/** The kiosk starts: nobody has looked at its clock before. */
export function newClock(): Clock {
  const watch = watchClock(
    () => kiosk.nowSeconds,
    () => kiosk.passedMs,
  );
  const now: Clock['now'] = () => ({
    epochMs: kiosk.nowSeconds * 1000,
    offsetMinutes: 480,
    isConfirmed: watch.isConfirmed(),
  });
  return { now, monotonicMs: () => kiosk.passedMs, watch };
}

/** Time passes, by the clock too. */
export function pass(seconds: number): void {
  kiosk.nowSeconds += seconds;
  kiosk.passedMs += seconds * 1000;
}

const log: Log = { write: (event) => kiosk.events.push(event) };

beforeEach(() => {
  const nothing = { passedMs: 0, seen: null, confirmedMs: null, reset: null, events: [], keeper: undefined };
  Object.assign(kiosk, { ...nothing, folder: freshFolder(), nowSeconds: NOW });
  kiosk.clock = newClock();
  writeFileSync(join(kiosk.folder, 'root.json'), published(1)['root.json'] ?? '');
});

afterEach(() => {
  kiosk.keeper?.stop();
  vi.useRealTimers();
});

/** Version `version` of everything, signed a minute before now. */
export function published(version: number, at = NOW - 60, life = 7 * DAY): Record<string, Buffer> {
  const utc = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '');
  const policy = Buffer.from(JSON.stringify({ ...POLICY, version }));
  const revocations = Buffer.from('00000000000000010000000200000003', 'hex');
  return repository({
    version,
    rootVersion: 1,
    policy,
    revocations,
    signedAt: utc(at),
    expires: utc(at + life),
  });
}

async function run(plan: FetchPlan): Promise<FetchReport> {
  const { opened, ...report } = await takePolicy(plan);
  return { ...report, stored: opened && { ...opened, prefixes: opened.revocations.prefixes } };
}

export function keep(more: Partial<RulesParts> = {}): RulesKeeper {
  kiosk.keeper = keepRules({
    store: join(kiosk.folder, 'store'),
    trustedRootPath: join(kiosk.folder, 'root.json'),
    refusedKeys: new Set(),
    source: join(kiosk.folder, 'source'),
    clock: kiosk.clock,
    attempts: openAttempts(join(kiosk.folder, 'attempts.json')),
    journal: {
      rulesSeen: (trustedRoot) => (kiosk.seen?.trustedRoot === trustedRoot ? kiosk.seen : null),
      seeRules: (rules) => {
        kiosk.seen = { ...rules, signedAt: Math.max(rules.signedAt, kiosk.seen?.signedAt ?? 0) };
      },
      lastConfirmed: () => kiosk.confirmedMs,
      clockReset: () => kiosk.reset,
    },
    log,
    random: () => 0.5,
    changed: () => undefined,
    run,
    ...more,
  });
  return kiosk.keeper;
}

export function lands(version: number, ...more: [at?: number, life?: number]): void {
  rmSync(join(kiosk.folder, 'source'), { recursive: true, force: true });
  lay(join(kiosk.folder, 'source'), published(version, ...more));
}

export const versionOf = (rules: RulesKeeper): number | string => {
  const { policy } = rules.current();
  return policy.ok ? policy.value.version : policy.fault;
};
export const verdictAt = (rules: RulesKeeper, now: number): string => {
  const checked = checkGrounds({ ...rules.current(), hubStops: null }, now);
  return checked.ok ? 'judged' : checked.fault;
};
