import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../electron/clock.ts';
import { watchClock } from '../../../electron/clock-watch.ts';
import type { Log } from '../../../electron/log.ts';
import { openAttempts } from '../../../electron/policy/attempts.ts';
import { takePolicy, type FetchPlan } from '../../../electron/policy/fetch.ts';
import type { FetchReport } from '../../../electron/policy/fetching.ts';
import { keepRules, type RulesKeeper, type RulesParts } from '../../../electron/policy/rules.ts';
import { mountRoots, repositoriesOnSticks } from '../../../electron/policy/stick.ts';
import type { ClockReset } from '../../../electron/store/clock-memory.ts';
import type { RulesSeen } from '../../../electron/store/journal.ts';
import { checkGrounds } from '../../../shared/judge.ts';
import { freshFolder } from '../folders.ts';
import { repository, store as lay } from './repository-kit.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const POLICY = JSON.parse(repository()['targets/policy.json'].toString()) as object;

let folder: string;
let nowSeconds: number;
let passedMs: number;
let seen: RulesSeen | null;
let confirmedMs: number | null;
let keeper: RulesKeeper | undefined;
let reset: ClockReset | null;
let events: string[];
let clock: Clock;

/** The kiosk starts: nobody has looked at its clock before. */
function newClock(): Clock {
  const watch = watchClock(
    () => nowSeconds,
    () => passedMs,
  );
  const now: Clock['now'] = () => ({
    epochMs: nowSeconds * 1000,
    offsetMinutes: 480,
    isConfirmed: watch.isConfirmed(),
  });
  return { now, monotonicMs: () => passedMs, watch };
}

/** Time passes, by the clock too. */
function pass(seconds: number): void {
  nowSeconds += seconds;
  passedMs += seconds * 1000;
}

const log: Log = { write: (event) => events.push(event) };

beforeEach(() => {
  folder = freshFolder();
  [nowSeconds, passedMs, seen, confirmedMs, reset, events] = [NOW, 0, null, null, null, []];
  clock = newClock();
  writeFileSync(join(folder, 'root.json'), published(1)['root.json'] ?? '');
});

afterEach(() => {
  keeper?.stop();
  vi.useRealTimers();
});

/** Version `version` of everything, signed a minute before now. */
function published(version: number, at = NOW - 60, life = 7 * DAY): Record<string, Buffer> {
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

function keep(more: Partial<RulesParts> = {}): RulesKeeper {
  keeper = keepRules({
    store: join(folder, 'store'),
    trustedRootPath: join(folder, 'root.json'),
    refusedKeys: new Set(),
    source: join(folder, 'source'),
    clock,
    attempts: openAttempts(join(folder, 'attempts.json')),
    journal: {
      rulesSeen: (trustedRoot) => (seen?.trustedRoot === trustedRoot ? seen : null),
      seeRules: (rules) => {
        seen = { ...rules, signedAt: Math.max(rules.signedAt, seen?.signedAt ?? 0) };
      },
      lastConfirmed: () => confirmedMs,
      clockReset: () => reset,
    },
    log,
    random: () => 0.5,
    changed: () => undefined,
    run,
    ...more,
  });
  return keeper;
}

function lands(version: number, ...more: [at?: number, life?: number]): void {
  rmSync(join(folder, 'source'), { recursive: true, force: true });
  lay(join(folder, 'source'), published(version, ...more));
}

const versionOf = (rules: RulesKeeper): number | string => {
  const { policy } = rules.current();
  return policy.ok ? policy.value.version : policy.fault;
};
const verdictAt = (rules: RulesKeeper, now: number): string => {
  const checked = checkGrounds(rules.current(), now);
  return checked.ok ? 'judged' : checked.fault;
};

describe('rules that change overnight', () => {
  test('come into force without a new start, with what was taken back', async () => {
    lands(3);
    const rules = keep();
    expect(versionOf(rules)).toBe('policy-missing');
    await rules.fetch();
    expect(versionOf(rules)).toBe(3);
    expect(rules.current().revocations.prefixes.upper).toHaveLength(2);
    lands(4);
    await rules.fetch();
    expect(versionOf(rules)).toBe(4);
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: null });
  });

  test('move “last confirmed” when they were verified, never at a mere attempt', async () => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    expect(rules.signedAt()).toBe(NOW - 60);
    nowSeconds = NOW + HOUR;
    rmSync(join(folder, 'source'), { recursive: true });
    await rules.fetch();
    expect(rules.attempts()[0]).toEqual({ at: NOW + HOUR, fault: 'source-unreachable' });
    expect(rules.signedAt()).toBe(NOW - 60);
  });

  test('keep revocations and rules in memory where only the time of signing is new', async () => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    const { policy, revocations } = rules.current();
    const files = published(3);
    const later = published(4, NOW + HOUR);
    // The same rules and revocations under a newer timestamp.
    expect(later['targets/policy.json']).not.toEqual(files['targets/policy.json']);
    const resigned = repository({
      version: 4,
      rootVersion: 1,
      policy: files['targets/policy.json'] ?? Buffer.alloc(0),
      revocations: files['targets/revocations/all.bin'] ?? Buffer.alloc(0),
      signedAt: '2026-05-13T01:00:00Z',
      expires: '2026-05-20T01:00:00Z',
    });
    lay(join(folder, 'source'), resigned);
    await rules.fetch();
    expect(rules.current().policy).toBe(policy);
    expect(rules.current().revocations).toBe(revocations);
    expect(rules.signedAt()).toBe(NOW + HOUR);
  });

  test('are asked for five seconds after the start, then every hour', async () => {
    lands(3);
    await keep().fetch();
    vi.useFakeTimers();
    let asked = 0;
    const report: FetchReport = {
      fetched: { installed: false, version: null, fault: null },
      stored: null,
      serverSeconds: null,
      postDatedAt: null,
    };
    const rules = keep({ run: () => Promise.resolve({ ...report, asked: (asked += 1) }) });
    rules.start();
    expect(rules.nextAttemptAt()).toBe(NOW + 5);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(HOUR * 1000 - 1);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
    rules.stop();
    await vi.advanceTimersByTimeAsync(10 * HOUR * 1000);
    expect(asked).toBe(2);
  });

  test('are asked for at once where there are none', () => {
    const rules = keep();
    rules.start();
    expect(rules.nextAttemptAt()).toBe(NOW);
  });

  test('a bug while fetching changes nothing, and is told', async () => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    const broken = keep({ run: () => Promise.reject(new Error('the thread died')) });
    await broken.fetch();
    expect(broken.attempts()[0]?.fault).toBe('internal-error');
    expect(versionOf(broken)).toBe(3);
    expect(events).toContain('internal-error');
  });
});

describe('rules that were put back', () => {
  test('a folder of last month is known for what it is, and healed by the next fetch', async () => {
    lands(3);
    await keep().fetch();
    cpSync(join(folder, 'store'), join(folder, 'backup'), { recursive: true });
    lands(5);
    await keep().fetch();
    rmSync(join(folder, 'store'), { recursive: true });
    cpSync(join(folder, 'backup'), join(folder, 'store'), { recursive: true });
    const rules = keep();
    expect(versionOf(rules)).toBe('policy-rolled-back');
    await rules.fetch();
    expect(versionOf(rules)).toBe(5);
  });

  test('are no good import either where there is nothing newer than what was put back', async () => {
    lands(3);
    await keep().fetch();
    cpSync(join(folder, 'store'), join(folder, 'backup'), { recursive: true });
    lands(5);
    await keep().fetch();
    rmSync(join(folder, 'store'), { recursive: true });
    cpSync(join(folder, 'backup'), join(folder, 'store'), { recursive: true });
    lands(3);
    const rules = keep();
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-rolled-back');
    expect(versionOf(rules)).toBe('policy-rolled-back');
  });

  test('an old repository is not taken even where the store is empty', async () => {
    lands(5);
    await keep().fetch();
    rmSync(join(folder, 'store'), { recursive: true });
    lands(4);
    const rules = keep();
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-rolled-back');
    expect(versionOf(rules)).toBe('policy-missing');
  });
});

describe('the clock', () => {
  const begun = async (): Promise<RulesKeeper> => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    return rules;
  };

  test.each([
    ['as it should be', NOW, 'judged'],
    ['set back by what drift explains', NOW - 300, 'judged'],
    ['set back beyond', NOW - 301, 'clock-wrong'],
    ['in 1970, its battery dead', 0, 'clock-wrong'],
    ['on the last second', NOW - 60 + 7 * DAY - 1, 'judged'],
    ['at the end', NOW - 60 + 7 * DAY, 'policy-expired'],
    ['set forward to 2099', Date.UTC(2099, 0, 1) / 1000, 'policy-expired'],
  ])('%s', async (_case, now, expected) => {
    expect(verdictAt(await begun(), now)).toBe(expected);
  });

  test('that stood at 2099 for a while poisons nothing', async () => {
    const rules = await begun();
    nowSeconds = Date.UTC(2099, 0, 1) / 1000;
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-expired');
    nowSeconds = NOW + HOUR;
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    expect(verdictAt(keep(), nowSeconds)).toBe('judged');
  });

  test('that was set back does not keep newer rules away: signatures are held to the latest known moment', async () => {
    const rules = await begun();
    nowSeconds = 0;
    lands(4);
    await rules.fetch();
    expect(versionOf(rules)).toBe(4);
    expect(verdictAt(rules, nowSeconds)).toBe('clock-wrong');
  });

  test('that was set back revives no rules that have ended', async () => {
    const rules = await begun();
    nowSeconds = NOW - DAY;
    lands(2, NOW - 20 * DAY);
    await rules.fetch();
    expect(versionOf(rules)).toBe(3);
    expect(rules.attempts()[0]?.fault).toMatch(/policy-rolled-back|policy-expired/u);
  });

  test('is held to the latest entry under a confirmed clock, and to what was signed before', async () => {
    await begun();
    nowSeconds = NOW - DAY;
    clock = newClock();
    confirmedMs = (NOW + 2 * DAY) * 1000;
    expect(keep().current().clockFloor).toBe(NOW + 2 * DAY);
    clock = newClock();
    confirmedMs = null;
    rmSync(join(folder, 'store'), { recursive: true });
    expect(keep().current().clockFloor).toBe(NOW - 60);
  });

  test('that is set back after days without a network is wrong, by the time that has passed since', async () => {
    const rules = await begun();
    pass(3 * DAY);
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    expect(verdictAt(rules, nowSeconds - 300)).toBe('judged');
    expect(verdictAt(rules, nowSeconds - 301)).toBe('clock-wrong');
  });

  test('that is set back while the kiosk is off is wrong, by the last entry under a confirmed clock', async () => {
    await begun();
    pass(3 * DAY);
    expect(clock.now().isConfirmed).toBe(true);
    confirmedMs = clock.now().epochMs;
    nowSeconds = NOW + DAY;
    clock = newClock();
    const rules = keep();
    expect(verdictAt(rules, NOW + DAY)).toBe('clock-wrong');
    expect(verdictAt(rules, NOW + 3 * DAY)).toBe('judged');
  });

  test('is confirmed by rules that were signed within the last two hours, not by those it had', async () => {
    await begun();
    expect(clock.now().isConfirmed).toBe(true);
    clock = newClock();
    const rules = keep();
    await rules.fetch();
    expect(clock.now().isConfirmed).toBe(false);
    lands(4, NOW - 2 * HOUR - 1);
    await rules.fetch();
    expect(clock.now().isConfirmed).toBe(false);
    lands(5, NOW - HOUR);
    await rules.fetch();
    expect(clock.now().isConfirmed).toBe(true);
  });

  test('that jumps to 2099 is confirmed no more, and rules are too old by it', async () => {
    const rules = await begun();
    nowSeconds = Date.UTC(2099, 0, 1) / 1000;
    expect(clock.now().isConfirmed).toBe(false);
    expect(verdictAt(rules, nowSeconds)).toBe('policy-expired');
  });

  test('that began in 2099 may be put right at any time: an unconfirmed clock says nothing', async () => {
    lands(3);
    await keep().fetch();
    nowSeconds = Date.UTC(2099, 0, 1) / 1000;
    clock = newClock();
    const rules = keep();
    expect(verdictAt(rules, nowSeconds)).toBe('policy-expired');
    nowSeconds = NOW + HOUR;
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    expect(verdictAt(rules, NOW - 361)).toBe('clock-wrong');
  });

  test('that began eight hours ahead, and is set by the network after the first fetch, is right at once', async () => {
    lands(3);
    nowSeconds = NOW + 8 * HOUR;
    clock = newClock();
    const rules = keep();
    await rules.fetch();
    expect(clock.now().isConfirmed).toBe(false);
    pass(20);
    nowSeconds -= 8 * HOUR;
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
  });

  test('that began an hour ahead is doubted for no longer than until the next hour’s timestamp, nor after a restart', async () => {
    lands(3);
    nowSeconds = NOW + HOUR;
    clock = newClock();
    const rules = keep();
    await rules.fetch();
    expect(clock.now().isConfirmed).toBe(true);
    confirmedMs = clock.now().epochMs;
    nowSeconds -= HOUR;
    expect(verdictAt(rules, nowSeconds)).toBe('clock-wrong');
    pass(HOUR);
    lands(4, nowSeconds - 60);
    await rules.fetch();
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    clock = newClock();
    expect(verdictAt(keep(), nowSeconds)).toBe('judged');
  });

  test.each([
    ['six minutes', 360],
    ['twenty hours', 20 * HOUR],
  ])('is right again within the hour where the publisher’s was %s ahead and is put right', async (_case, ahead) => {
    const rules = await begun();
    for (let hour = 0; hour < 3; hour += 1) {
      pass(HOUR);
      lands(4 + hour, nowSeconds + ahead);
      await rules.fetch();
      expect(verdictAt(rules, nowSeconds)).toBe('clock-wrong');
      expect(clock.now().isConfirmed).toBe(false);
    }
    pass(HOUR);
    lands(9, nowSeconds - 60);
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBeNull();
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    expect(clock.now().isConfirmed).toBe(true);
  });

  test.each([
    ['less than a day', 20 * HOUR],
    ['two days', 2 * DAY],
  ])('that is %s behind judges nobody once the network is there, and again when it is right', async (_case, behind) => {
    lands(3);
    await keep().fetch();
    pass(behind + HOUR);
    nowSeconds -= behind;
    clock = newClock();
    const rules = keep();
    lands(4, nowSeconds + behind - 60);
    await rules.fetch();
    expect(verdictAt(rules, nowSeconds)).toBe('clock-wrong');
    nowSeconds += behind;
    await rules.fetch();
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
  });

  test('that is confirmed is not doubted for a timestamp of years to come', async () => {
    const rules = await begun();
    pass(HOUR);
    lands(4, NOW + 20 * 365 * DAY);
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-post-dated');
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
  });
});

describe('a clock that IT says is right', () => {
  const YEAR_2099 = Date.UTC(2099, 0, 1) / 1000;

  test('is believed although a publisher signed in 2099, and after a restart', async () => {
    lands(3, YEAR_2099);
    const rules = keep();
    await rules.fetch();
    expect(verdictAt(rules, nowSeconds)).toBe('clock-wrong');
    reset = { at: nowSeconds, signedAt: rules.signedAt() };
    clock.watch.trust();
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    pass(HOUR);
    clock = newClock();
    const again = keep();
    expect(verdictAt(again, nowSeconds)).toBe('judged');
    expect(verdictAt(again, reset.at - 301)).toBe('clock-wrong');
  });

  test('is believed after a restart also where the publisher was no more than hours ahead', async () => {
    lands(3, NOW + 20 * HOUR);
    const rules = keep();
    await rules.fetch();
    expect(verdictAt(rules, nowSeconds)).toBe('clock-wrong');
    reset = { at: nowSeconds, signedAt: rules.signedAt() };
    clock.watch.trust();
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
    pass(60);
    clock = newClock();
    const again = keep();
    expect(verdictAt(again, nowSeconds)).toBe('judged');
    pass(HOUR);
    lands(4, nowSeconds - 60);
    await again.fetch();
    expect(clock.now().isConfirmed).toBe(true);
  });

  test('is confirmed by whatever is signed after that', async () => {
    lands(3, YEAR_2099);
    const rules = keep();
    await rules.fetch();
    reset = { at: nowSeconds, signedAt: rules.signedAt() };
    clock.watch.trust();
    pass(5 * DAY);
    lands(4, nowSeconds - 60);
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBeNull();
    expect(clock.now().isConfirmed).toBe(true);
    expect(verdictAt(rules, nowSeconds)).toBe('judged');
  });
});

describe('a stick', () => {
  test.each(['usb', 'guard/usb', 'guard/usb/repository', 'usb/digital-sentinel'])(
    'mounted at %s is found',
    async (where) => {
      const place = lay(join(folder, 'media', where), published(4));
      const rules = keep();
      await rules.fetchFromAll(repositoriesOnSticks([join(folder, 'media'), join(folder, 'none')]));
      expect(place).toContain(where);
      expect(versionOf(rules)).toBe(4);
    },
  );

  test('of which one is damaged is passed over for the next', async () => {
    lay(join(folder, 'media', 'a'), { ...published(4), 'snapshot.json': Buffer.from('{}') });
    lay(join(folder, 'media', 'b'), published(4));
    const rules = keep();
    await rules.fetchFromAll(repositoriesOnSticks([join(folder, 'media')]));
    expect(versionOf(rules)).toBe(4);
  });

  test.each([
    ['after', ['a', 'b']],
    ['before', ['b', 'a']],
  ])('with newer rules wins, be it looked at %s an older one', async (_case, [older = '', newer = '']) => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    lay(join(folder, 'media', older), published(4));
    lay(join(folder, 'media', newer), published(5));
    await rules.fetchFromAll(repositoriesOnSticks([join(folder, 'media')]));
    expect(versionOf(rules)).toBe(5);
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: null });
  });

  test('of which none is good is told as the last of them', async () => {
    lay(join(folder, 'media', 'a'), { ...published(4), 'snapshot.json': Buffer.from('{}') });
    const rules = keep();
    await rules.fetchFromAll(repositoriesOnSticks([join(folder, 'media')]));
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: 'policy-damaged' });
  });

  test('that is not there is told like a server that does not answer', async () => {
    const rules = keep();
    await rules.fetchFromAll(repositoriesOnSticks([join(folder, 'media')]));
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: 'source-unreachable' });
  });

  test.each(['linux', 'win32', 'darwin'] as const)('is looked for where %s shows it', (platform) => {
    expect(mountRoots(platform).length).toBeGreaterThan(0);
  });
});
