import { beforeAll, beforeEach, expect, test } from 'vitest';
import { guardCalls } from '../../../electron/guards/calls.ts';
import { openGuardDesk, type GuardDesk } from '../../../electron/guards/desk.ts';
import { writeGuards } from '../../../electron/guards/list.ts';
import { hashPin } from '../../../electron/guards/pin.ts';
import { Locked } from '../../../electron/guards/session.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import { OPEN_FOR_MS } from '../../../shared/guard.ts';
import type { KnownGuard } from '../../../shared/guard-list.ts';
import { factsOf } from '../../shared/credential/codes.ts';
import { codeOf } from '../../shared/judge-kit.ts';
import { freshFolder } from '../folders.ts';
import { door, last, openDoor, pass, rows, show } from '../visits-kit.ts';

const WANG = { guard: 'G1', pin: '502817' } as const;
const LI = { guard: 'S1', pin: '91735508' } as const;
const BY_HAND = { about: null, reason: 'no-phone', verdict: 'admit', otherThan: [] } as const;

let list: readonly KnownGuard[];
let desk: GuardDesk;
let calls: ReturnType<typeof guardCalls>;
let left: number;

beforeAll(async () => {
  list = [
    { number: 'G1', name: '小王', role: 'guard', pin: await hashPin(WANG.pin) },
    { number: 'S1', name: '老李', role: 'supervisor', pin: await hashPin(LI.pin) },
  ];
});

const monotonicMs = (): number => door.passedMs;

beforeEach(() => {
  openDoor();
  const directory = freshFolder();
  writeGuards(directory, list);
  desk = openGuardDesk({
    ...{ directory, demoList: null, triesNotSaved: () => undefined },
    ...{ monotonicMs: () => door.passedMs, after: () => () => undefined, ended: () => undefined },
  });
  // What the screen is told of the rest of the kiosk is no matter here.
  const hands = door.sentinel.hands;
  left = 0;
  calls = guardCalls({
    ...{ desk, hands, monotonicMs, changed: () => ({}) as KioskStatus },
    leave() {
      left += 1;
    },
  });
});

const entered = (): unknown => rows().map(({ reasons, guard }) => `${String(reasons)} ${String(guard)}`);

function shownEntry(): string {
  const result = door.outcomes.at(-1)?.result;
  return (result?.kind === 'decision' ? result.entryId : null) ?? '';
}

test('a supervisor who unlocks the kiosk takes over nobody’s shift', async () => {
  await calls['shift:begin'](WANG);
  expect(await calls['kiosk:unlock'](LI)).toEqual({ fault: null, waitSeconds: 0 });
  expect(desk.status()).toMatchObject({ onDuty: { number: 'G1' }, openTo: { number: 'S1' }, access: 'supervisor' });
  expect(entered()).toEqual(['["shift-began"] G1']);
});

test('a wrong PIN unlocks nothing', async () => {
  expect(await calls['kiosk:unlock']({ ...WANG, pin: '000000' })).toEqual({ fault: 'pin-wrong', waitSeconds: 0 });
  expect(desk.openTo()).toBeNull();
});

test('a shift is ended by somebody who has proven to be a guard, and the kiosk is locked', async () => {
  await calls['shift:begin'](WANG);
  await calls['kiosk:lock'](null);
  await expect(calls['shift:end'](null)).rejects.toThrow(Locked);
  expect(desk.onDuty()).toMatchObject({ number: 'G1' });
  await calls['kiosk:unlock'](WANG);
  await calls['shift:end'](null);
  expect(desk.status()).toMatchObject({ onDuty: null, access: 'locked' });
  expect(entered()).toEqual(['["shift-began"] G1', '["shift-ended"] G1']);
});

test('what was decided by hand is taken back in the name of whoever the kiosk is open to, or in nobody’s', async () => {
  await calls['decision:by-hand']({ ...BY_HAND, ...WANG });
  await calls['kiosk:unlock'](LI);
  await calls['decision:undo']({ entryId: shownEntry() });
  await calls['kiosk:lock'](null);
  await calls['decision:by-hand']({ ...BY_HAND, ...WANG });
  await calls['decision:undo']({ entryId: shownEntry() });
  expect(entered()).toEqual(['["no-phone"] G1', '["undone"] S1', '["no-phone"] G1', '["undone"] null']);
});

test('what was done with somebody who may be ill is recorded by whoever the kiosk is open to, or by nobody known', async () => {
  // A visitor each: of one nothing is recorded twice.
  const names = ['赵*', '钱*', '孙*', '李*'];
  const record = (): Promise<unknown> => {
    pass(5000);
    show(codeOf(factsOf({ colour: 'red', maskedName: names.pop() ?? '' })));
    return calls['abnormal:record']({ about: shownEntry(), done: ['noted'] });
  };
  await record();
  await calls['shift:begin'](WANG);
  await record();
  await calls['kiosk:unlock'](LI);
  await record();
  await calls['kiosk:lock'](null);
  await record();
  expect(rows().flatMap(({ type, guard }) => (type === 'abnormal' ? [guard] : []))).toEqual([null, 'G1', 'S1', null]);
});

test('who is refused while a PIN is looked at is not let in by it, as another than whom the guard has seen', async () => {
  show(codeOf(factsOf({ colour: 'yellow' })));
  const overrule = { about: shownEntry(), reason: 'papers-seen', verdict: 'admit', otherThan: [] } as const;
  const asked = calls['decision:by-hand']({ ...overrule, ...WANG });
  pass(300);
  show(codeOf(factsOf({ colour: 'red', maskedName: '钱*' })));
  expect(await asked).toEqual({ fault: 'refused-just-now', waitSeconds: 0 });
  expect([last(), door.opened]).toEqual(['refuse colour-red', []]);
  expect(await calls['decision:by-hand']({ ...overrule, ...WANG })).toEqual({ fault: null, waitSeconds: 0 });
});

test('the screen is told when a refusal was undone, and who is not refused any more', async () => {
  const told: (string | null)[] = [];
  calls = guardCalls({
    ...{ desk, hands: door.sentinel.hands, monotonicMs },
    changed() {
      told.push(door.sentinel.hands.refusedJustNow('in')[0]?.entryId ?? null);
      return {} as KioskStatus;
    },
    leave: () => undefined,
  });
  await calls['decision:by-hand']({ ...BY_HAND, ...WANG, verdict: 'refuse' });
  const refused = shownEntry();
  expect(door.sentinel.hands.refusedJustNow('in')[0]?.entryId).toBe(refused);
  expect(await calls['decision:undo']({ entryId: refused })).toEqual({ fault: null });
  expect(told).toEqual([null]);
});

test.each([
  ['a touch', true, () => calls['kiosk:touched'](null)],
  ['a decision of theirs', true, () => calls['decision:by-hand']({ ...BY_HAND, ...WANG })],
  ['a look at the last visitors, which is asked for by itself', false, () => calls['past:read'](null)],
  ['a decision of another’s', false, () => calls['decision:by-hand']({ ...BY_HAND, ...LI })],
  ['a decision by a wrong PIN', false, () => calls['decision:by-hand']({ ...BY_HAND, ...WANG, pin: '000000' })],
  ['an undo', true, () => calls['decision:undo']({ entryId: shownEntry() })],
  ['the record of the procedure', true, () => calls['abnormal:record']({ about: shownEntry(), done: ['noted'] })],
])('by %s the kiosk stays open to the guard whose it is: %s', async (_what, isRenewed, act) => {
  await calls['kiosk:unlock'](WANG);
  pass(OPEN_FOR_MS - 1);
  await act();
  pass(1);
  expect(desk.status().access).toBe(isRenewed ? 'guard' : 'locked');
  // Over is over.
  pass(OPEN_FOR_MS);
  await calls['kiosk:touched'](null);
  expect(desk.status().access).toBe('locked');
});

test.each([
  ['a supervisor’s PIN', () => LI, null, 1],
  ['a guard’s', () => WANG, 'supervisor-wanted', 0],
  ['a wrong one', () => ({ ...LI, pin: '00000000' }), 'pin-wrong', 0],
  ['nobody’s', () => ({ ...LI, guard: 'S9' }), 'guard-unknown', 0],
])('the app ends by %s, whoever the kiosk is open to: %s, %s', async (_whose, who, fault, times) => {
  await calls['kiosk:unlock'](LI);
  expect(await calls['kiosk:leave'](who())).toMatchObject({ fault });
  expect(left).toBe(times);
});
