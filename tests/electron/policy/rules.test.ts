import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { FetchReport } from '../../../electron/policy/fetching.ts';
import { mountRoots, repositoriesOnSticks } from '../../../electron/policy/stick.ts';
import { repository, store as lay } from './repository-kit.ts';
import { HOUR, keep, kiosk, lands, NOW, published, versionOf } from './rules-kit.ts';

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
    kiosk.nowSeconds = NOW + HOUR;
    rmSync(join(kiosk.folder, 'source'), { recursive: true });
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
    lay(join(kiosk.folder, 'source'), resigned);
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

  test('are asked for again after a minute where a certificate is out of date, since the hub may tell the time', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const fetched = { installed: false, version: null, fault: 'certificate-out-of-date' } as const;
    const report: FetchReport = { fetched, stored: null, serverSeconds: null, postDatedAt: null };
    keep({ run: () => Promise.resolve({ ...report, asked: (asked += 1) }) }).start();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
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
    expect(kiosk.events).toContain('internal-error');
  });
});

describe('rules that were put back', () => {
  test('a folder of last month is known for what it is, and healed by the next fetch', async () => {
    lands(3);
    await keep().fetch();
    cpSync(join(kiosk.folder, 'store'), join(kiosk.folder, 'backup'), { recursive: true });
    lands(5);
    await keep().fetch();
    rmSync(join(kiosk.folder, 'store'), { recursive: true });
    cpSync(join(kiosk.folder, 'backup'), join(kiosk.folder, 'store'), { recursive: true });
    const rules = keep();
    expect(versionOf(rules)).toBe('policy-rolled-back');
    await rules.fetch();
    expect(versionOf(rules)).toBe(5);
  });

  test('are no good import either where there is nothing newer than what was put back', async () => {
    lands(3);
    await keep().fetch();
    cpSync(join(kiosk.folder, 'store'), join(kiosk.folder, 'backup'), { recursive: true });
    lands(5);
    await keep().fetch();
    rmSync(join(kiosk.folder, 'store'), { recursive: true });
    cpSync(join(kiosk.folder, 'backup'), join(kiosk.folder, 'store'), { recursive: true });
    lands(3);
    const rules = keep();
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-rolled-back');
    expect(versionOf(rules)).toBe('policy-rolled-back');
  });

  test('an old repository is not taken even where the store is empty', async () => {
    lands(5);
    await keep().fetch();
    rmSync(join(kiosk.folder, 'store'), { recursive: true });
    lands(4);
    const rules = keep();
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-rolled-back');
    expect(versionOf(rules)).toBe('policy-missing');
  });
});

describe('a stick', () => {
  test.each(['usb', 'guard/usb', 'guard/usb/repository', 'usb/digital-sentinel'])(
    'mounted at %s is found',
    async (where) => {
      const place = lay(join(kiosk.folder, 'media', where), published(4));
      const rules = keep();
      await rules.fetchFromAll(repositoriesOnSticks([join(kiosk.folder, 'media'), join(kiosk.folder, 'none')]));
      expect(place).toContain(where);
      expect(versionOf(rules)).toBe(4);
    },
  );

  test('of which one is damaged is passed over for the next', async () => {
    lay(join(kiosk.folder, 'media', 'a'), { ...published(4), 'snapshot.json': Buffer.from('{}') });
    lay(join(kiosk.folder, 'media', 'b'), published(4));
    const rules = keep();
    await rules.fetchFromAll(repositoriesOnSticks([join(kiosk.folder, 'media')]));
    expect(versionOf(rules)).toBe(4);
  });

  test.each([
    ['after', ['a', 'b']],
    ['before', ['b', 'a']],
  ])('with newer rules wins, be it looked at %s an older one', async (_case, [older = '', newer = '']) => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    lay(join(kiosk.folder, 'media', older), published(4));
    lay(join(kiosk.folder, 'media', newer), published(5));
    await rules.fetchFromAll(repositoriesOnSticks([join(kiosk.folder, 'media')]));
    expect(versionOf(rules)).toBe(5);
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: null });
  });

  test('of which none is good is told as the last of them', async () => {
    lay(join(kiosk.folder, 'media', 'a'), { ...published(4), 'snapshot.json': Buffer.from('{}') });
    const rules = keep();
    await rules.fetchFromAll(repositoriesOnSticks([join(kiosk.folder, 'media')]));
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: 'policy-damaged' });
  });

  test('that is not there is told like a server that does not answer', async () => {
    const rules = keep();
    await rules.fetchFromAll(repositoriesOnSticks([join(kiosk.folder, 'media')]));
    expect(rules.attempts()[0]).toEqual({ at: NOW, fault: 'source-unreachable' });
  });

  test.each(['linux', 'win32', 'darwin'] as const)('is looked for where %s shows it', (platform) => {
    expect(mountRoots(platform).length).toBeGreaterThan(0);
  });
});
