import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openGuardDesk, type GuardDesk } from '../../../electron/guards/desk.ts';
import { GUARDS_FILE, writeGuards } from '../../../electron/guards/list.ts';
import { hashPin, isPinOf } from '../../../electron/guards/pin.ts';
import { Locked } from '../../../electron/guards/session.ts';
import { OPEN_FOR_MS } from '../../../shared/guard.ts';
import type { KnownGuard } from '../../../shared/guard-list.ts';
import { freshFolder } from '../folders.ts';

const PIN = '502817';
let guard: KnownGuard & { readonly pin: string };
let supervisor: KnownGuard;

beforeAll(async () => {
  guard = { number: 'G1', name: '小王', role: 'guard', pin: await hashPin(PIN) };
  supervisor = { number: 'S1', name: '老李', role: 'supervisor', pin: await hashPin('91735508') };
});

interface Desk extends GuardDesk {
  readonly clock: { nowMs: number };
  /** What waits for its time to come. */
  readonly timers: (() => void)[];
  /** How often it was told that a session had ended by itself. */
  readonly told: { ends: number };
}

function desk(directory: string, demoList: string | null = null): Desk {
  const [clock, told] = [{ nowMs: 0 }, { ends: 0 }];
  let timers: (() => void)[] = [];
  const opened = openGuardDesk({
    ...{ directory, demoList, triesNotSaved: () => undefined },
    monotonicMs: () => clock.nowMs,
    after(_ms, run) {
      timers.push(run);
      return () => {
        timers = timers.filter((timer) => timer !== run);
      };
    },
    ended() {
      told.ends += 1;
    },
  });
  return {
    ...opened,
    ...{ clock, told },
    get timers() {
      return timers;
    },
  };
}

function withGuards(): string {
  const directory = freshFolder();
  writeGuards(directory, [guard, supervisor]);
  return directory;
}

test('what is kept of a PIN is its Argon2id, with a salt of its own', async () => {
  expect(guard.pin).toMatch(/^\$argon2id\$v=19\$m=76800,t=3,p=1\$/u);
  expect(await hashPin(PIN)).not.toBe(guard.pin);
  expect([await isPinOf(guard.pin, PIN), await isPinOf(guard.pin, '502818')]).toEqual([true, false]);
  expect(await isPinOf('$argon2id$damaged', PIN)).toBe(false);
});

test('a guard is proven by their own PIN and by no other', async () => {
  const it = desk(withGuards());
  expect(await it.prove('G1', PIN)).toEqual({ ok: true, value: { number: 'G1', name: '小王', role: 'guard' } });
  expect(await it.prove('S1', PIN)).toEqual({ ok: false, fault: 'pin-wrong' });
  expect(await it.prove('G2', PIN)).toEqual({ ok: false, fault: 'guard-unknown' });
});

test('the screen learns who there is, and nothing of their PINs', () => {
  expect(desk(withGuards()).status()).toEqual({
    list: [
      { number: 'G1', name: '小王', role: 'guard' },
      { number: 'S1', name: '老李', role: 'supervisor' },
    ],
    fault: null,
    onDuty: null,
    openTo: null,
    access: 'locked',
  });
});

test('after three wrong PINs not even the right one is looked at, until the wait is over', async () => {
  const it = desk(withGuards());
  for (let n = 0; n < 3; n += 1) expect(await it.prove('G1', '000000')).toEqual({ ok: false, fault: 'pin-wrong' });
  expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'pin-wait' });
  expect([it.waitSeconds('G1'), it.waitSeconds('S1')]).toEqual([5, 0]);
  it.clock.nowMs = 5000;
  expect((await it.prove('G1', PIN)).ok).toBe(true);
});

test('many PINs at once are no more tries than one after another', async () => {
  const it = desk(withGuards());
  const all = await Promise.all(Array.from({ length: 6 }, async () => it.prove('G1', '000000')));
  expect(all.map((one) => !one.ok && one.fault)).toEqual([
    ...Array<string>(3).fill('pin-wrong'),
    ...Array<string>(3).fill('pin-wait'),
  ]);
});

test('who is taken off the list decides nothing more', async () => {
  const directory = withGuards();
  const it = desk(directory);
  expect((await it.prove('G1', PIN)).ok).toBe(true);
  writeGuards(directory, [supervisor]);
  expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'guard-unknown' });
});

test.each(['', '{', '{"format":1}', '{"format":1,"guards":[{"number":"G1"}]}'])(
  'a damaged list, %j, is nobody’s, and said to be damaged',
  async (content) => {
    const directory = freshFolder();
    writeFileSync(join(directory, GUARDS_FILE), content);
    const it = desk(directory);
    expect(it.status()).toEqual({ list: [], fault: 'guards-damaged', onDuty: null, openTo: null, access: 'locked' });
    expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'guards-damaged' });
  },
);

test('a name that an earlier release has taken costs nobody the list', () => {
  const directory = freshFolder();
  writeGuards(directory, [{ ...guard, name: '王·「夜」' }]);
  expect(desk(directory).status()).toMatchObject({ list: [{ name: '王·「夜」' }], fault: null });
});

test('the demo has guards until it is given its own', () => {
  const [demo, own] = [withGuards(), freshFolder()];
  const it = desk(own, join(demo, GUARDS_FILE));
  expect(it.status().list).toHaveLength(2);
  writeGuards(own, [supervisor]);
  expect(it.status().list).toHaveLength(1);
});

test('whose shift it is is known until they end it, or are taken off the list', () => {
  const directory = withGuards();
  const it = desk(directory);
  it.setOnDuty({ number: 'G1', name: '小王', role: 'guard' });
  expect(it.onDuty()).toEqual({ number: 'G1', name: '小王', role: 'guard' });
  writeGuards(directory, [supervisor]);
  expect([it.onDuty(), it.status().onDuty]).toEqual([null, null]);
});

const LI = { number: 'S1', name: '老李', role: 'supervisor' } as const;
const WANG = { number: 'G1', name: '小王', role: 'guard' } as const;

test('a kiosk with guards is locked until one has proven who they are, and again when nothing is done for two minutes', () => {
  const it = desk(withGuards());
  expect(it.status().access).toBe('locked');
  it.unlock(LI);
  it.clock.nowMs = OPEN_FOR_MS - 1;
  expect(it.status().access).toBe('supervisor');
  it.pass('supervisor');
  it.clock.nowMs += OPEN_FOR_MS - 1;
  expect(it.status().access).toBe('supervisor');
  it.clock.nowMs += 1;
  expect(it.status().access).toBe('locked');
  expect(() => {
    it.pass('guard');
  }).toThrow(Locked);
});

test('that it has locked itself is told, once', () => {
  const it = desk(withGuards());
  it.unlock(WANG);
  it.pass('guard');
  expect(it.timers).toHaveLength(1);
  it.timers[0]?.();
  expect([it.told.ends, it.status().access]).toEqual([1, 'locked']);
});

test('a guard may do a guard’s things alone', () => {
  const it = desk(withGuards());
  it.unlock(WANG);
  it.pass('guard');
  expect(() => {
    it.pass('supervisor');
  }).toThrow(Locked);
});

test('locked by hand it is locked at once, and to one who is taken off the list as well', () => {
  const directory = withGuards();
  const it = desk(directory);
  it.unlock(WANG);
  it.lock();
  expect([it.status().access, it.timers.length]).toEqual(['locked', 0]);
  it.unlock(WANG);
  writeGuards(directory, [supervisor]);
  expect(it.status().access).toBe('locked');
});

test('nor is it open any longer to one whose PIN was taken back', () => {
  const directory = withGuards();
  const it = desk(directory);
  it.unlock(WANG);
  expect(it.status().access).toBe('guard');
  writeGuards(directory, [{ ...guard, pin: null }, supervisor]);
  expect(it.status().access).toBe('locked');
});

test('a kiosk without guards is open to nobody, and the demo to all until somebody locks it', () => {
  expect(desk(freshFolder()).status()).toMatchObject({ list: [], fault: null, access: 'locked' });
  const demo = desk(freshFolder(), join(withGuards(), GUARDS_FILE));
  expect(demo.status().access).toBe('supervisor');
  demo.lock();
  expect(demo.status().access).toBe('locked');
  demo.unlock(WANG);
  expect(demo.status().access).toBe('guard');
});

test('whose PIN was taken back is told so, without a try, until they have a new one', async () => {
  const directory = freshFolder();
  writeGuards(directory, [{ ...guard, pin: null }, supervisor]);
  const it = desk(directory);
  expect(it.status().list).toHaveLength(2);
  for (let n = 0; n < 4; n += 1) expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'pin-withdrawn' });
  expect(it.waitSeconds('G1')).toBe(0);
  writeGuards(directory, [guard, supervisor]);
  expect((await it.prove('G1', PIN)).ok).toBe(true);
});

test('a list that says the same takes no wrong PIN back, nor does a restart; a new PIN may be entered at once', async () => {
  const directory = withGuards();
  let it = desk(directory);
  for (let n = 0; n < 3; n += 1) await it.prove('G1', '000000');
  writeGuards(directory, [{ ...guard, name: '王五' }, supervisor]);
  expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'pin-wait' });
  it = desk(directory);
  expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'pin-wait' });
  writeGuards(directory, [supervisor]);
  expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'guard-unknown' });
  writeGuards(directory, [guard, supervisor]);
  expect(await it.prove('G1', PIN)).toEqual({ ok: false, fault: 'pin-wait' });
  writeGuards(directory, [{ ...guard, pin: await hashPin('618403') }, supervisor]);
  expect((await it.prove('G1', '618403')).ok).toBe(true);
  expect(desk(directory).waitSeconds('G1')).toBe(0);
});

test('a shift that was begun by a PIN ends with it', () => {
  const directory = withGuards();
  const it = desk(directory);
  it.setOnDuty({ number: 'G1', name: '小王', role: 'guard' });
  writeGuards(directory, [guard, { ...supervisor, pin: null }]);
  expect(it.onDuty()).toMatchObject({ number: 'G1' });
  writeGuards(directory, [{ ...guard, pin: null }, supervisor]);
  expect(it.onDuty()).toBeNull();
  writeGuards(directory, [guard, supervisor]);
  expect(it.onDuty()).toBeNull();
});

describe('a list that is replaced while a PIN is looked at', () => {
  test.each([
    ['without them', () => [supervisor], 'guard-unknown'],
    ['where their PIN was taken back', () => [{ ...guard, pin: null }, supervisor], 'pin-withdrawn'],
    ['where they have another PIN', () => [{ ...guard, pin: supervisor.pin }, supervisor], 'pin-wrong'],
  ] as const)('%s counts', async (_how, list, fault) => {
    const directory = withGuards();
    const it = desk(directory);
    it.status();
    const proof = it.prove('G1', PIN);
    // The list has been read, and the PIN is being looked at, in a thread.
    await Promise.resolve();
    writeGuards(directory, list());
    expect(await proof).toEqual({ ok: false, fault });
  });

  test('that is damaged is damaged', async () => {
    const directory = withGuards();
    const it = desk(directory);
    const proof = it.prove('G1', PIN);
    await Promise.resolve();
    writeFileSync(join(directory, GUARDS_FILE), '{');
    expect(await proof).toEqual({ ok: false, fault: 'guards-damaged' });
  });

  test('that has the same PIN tells whose role is another', async () => {
    const directory = withGuards();
    const it = desk(directory);
    const proof = it.prove('G1', PIN);
    await Promise.resolve();
    writeGuards(directory, [{ ...guard, role: 'supervisor' }]);
    expect(await proof).toMatchObject({ ok: true, value: { role: 'supervisor' } });
  });
});

describe('with another list, or none that can be read, in between', () => {
  const BETWEEN = [
    [
      'a damaged one',
      (directory: string) => {
        writeFileSync(join(directory, GUARDS_FILE), '{');
      },
    ],
    ['nothing', () => undefined],
  ] as const;
  const open = (directory: string): Desk => {
    const it = desk(directory);
    it.unlock(WANG);
    it.setOnDuty(WANG);
    expect([it.status().access, it.status().openTo]).toEqual(['guard', WANG]);
    return it;
  };

  test.each(BETWEEN)('%s, a session and a shift end with the PIN that they were begun by', async (_what, put) => {
    const directory = withGuards();
    for (const pin of [null, await hashPin('618403')]) {
      writeGuards(directory, [guard, supervisor]);
      const it = open(directory);
      put(directory);
      it.status();
      writeGuards(directory, [{ ...guard, pin }, supervisor]);
      expect(it.status()).toMatchObject({ access: 'locked', openTo: null, onDuty: null });
      writeGuards(directory, [guard, supervisor]);
      expect(it.status()).toMatchObject({ access: 'locked', openTo: null, onDuty: null });
    }
  });

  test('an empty one, they end', () => {
    const directory = withGuards();
    const it = open(directory);
    writeGuards(directory, []);
    it.status();
    writeGuards(directory, [guard, supervisor]);
    expect(it.status()).toMatchObject({ access: 'locked', openTo: null, onDuty: null });
  });

  test('a damaged one, the same PIN is the same: locked only meanwhile, and the shift goes on', () => {
    const directory = withGuards();
    const it = open(directory);
    writeFileSync(join(directory, GUARDS_FILE), '{');
    expect(it.status()).toMatchObject({ access: 'locked', openTo: null, onDuty: null });
    it.renew();
    writeGuards(directory, [guard, supervisor]);
    expect(it.status()).toMatchObject({ access: 'guard', openTo: WANG, onDuty: WANG });
  });
});

test('a list with nobody on it opens the kiosk to nobody, whatever was touched', () => {
  const directory = freshFolder();
  const it = desk(directory);
  writeGuards(directory, []);
  it.renew();
  expect(it.status()).toMatchObject({ list: [], fault: null, access: 'locked', openTo: null });
  writeGuards(directory, [], '0180baed-fa80-7000-8000-000000000002');
  expect([it.status().access, desk(directory, join(withGuards(), GUARDS_FILE)).status().access]).toEqual([
    'locked',
    'locked',
  ]);
});

test('a touch keeps open what is open, and opens nothing', () => {
  const it = desk(withGuards());
  it.renew();
  expect([it.status().access, it.timers.length]).toEqual(['locked', 0]);
  it.unlock(WANG);
  it.clock.nowMs = OPEN_FOR_MS - 1;
  it.renew();
  it.clock.nowMs += OPEN_FOR_MS - 1;
  expect(it.openTo()).toEqual(WANG);
  it.clock.nowMs += 1;
  it.renew();
  expect([it.status().access, it.openTo()]).toEqual(['locked', null]);
});

test('whose shift it is says nothing of who the kiosk is open to, but in a demo that is open to all', () => {
  const it = desk(withGuards());
  it.setOnDuty(WANG);
  expect(it.openTo()).toBeNull();
  it.unlock(LI);
  expect(it.status()).toMatchObject({ onDuty: WANG, openTo: LI });
  const demo = desk(freshFolder(), join(withGuards(), GUARDS_FILE));
  expect(demo.openTo()).toBeNull();
  demo.setOnDuty(WANG);
  expect(demo.openTo()).toEqual(WANG);
  demo.lock();
  expect(demo.openTo()).toBeNull();
});
