import { beforeEach, describe, expect, test } from 'vitest';
import { openAnew, type Anew, type AnewParts } from '../../electron/anew.ts';
import type { AnewState } from '../../shared/anew.ts';
import { OPEN_FOR_MS } from '../../shared/guard.ts';
import { encodeProvision } from '../../shared/provision.ts';
import { fail, ok } from '../../shared/result.ts';
import { HELD_STILL_MS } from '../../shared/scan.ts';
import { encodeTicket } from '../../shared/ticket.ts';

const TICKET = encodeTicket({
  ...{ hub: 'https://hub.example', code: 'ABCD-EFGH-JKMN-PQRS' },
  ...{ hubKey: new Uint8Array(32), policyRoot: new Uint8Array(32) },
});
const encoded = encodeProvision({ ticket: TICKET, settings: { language: 'en' } });
const PROVISION = encoded.ok ? encoded.value : '';

const GUARDS = {
  G1: { number: 'G1', name: '小王', role: 'guard' },
  S1: { number: 'S1', name: '老李', role: 'supervisor' },
} as const;

let told: AnewState[];
let logged: string[];
let asked: unknown[];
let restarts: number;
let nowMs: number;
let timers: { readonly atMs: number; readonly run: () => void }[];
let answer: (result: Awaited<ReturnType<AnewParts['enrol']>>) => void;
let anew: Anew;

beforeEach(() => {
  [told, logged, asked, restarts, nowMs, timers] = [[], [], [], 0, 0, []];
  anew = openAnew({
    guards: {
      prove: (number, pin) => {
        const guard = GUARDS[number as keyof typeof GUARDS] as (typeof GUARDS)['G1' | 'S1'] | undefined;
        return Promise.resolve(
          guard === undefined ? fail('guard-unknown') : pin === 'right' ? ok(guard) : fail('pin-wrong'),
        );
      },
      waitSeconds: () => 5,
    },
    monotonicMs: () => nowMs,
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    enrol: (given) => {
      asked.push(given);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    tell: (state) => told.push(state),
    restart: () => (restarts += 1),
    log: { write: (event, fields) => logged.push(JSON.stringify({ event, ...fields })) },
  });
});

function pass(ms: number): void {
  nowMs += ms;
  for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
    timers = timers.filter((one) => one !== timer);
    timer.run();
  }
}

const show = (text: string): boolean => anew.takes({ source: 'camera', text });
const begin = (guard = 'S1', pin = 'right'): ReturnType<Anew['calls']['anew:begin']> =>
  anew.calls['anew:begin']({ guard, pin });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a set-up code is a visitor’s', () => {
  test('while nobody has proven to be a supervisor', () => {
    expect([show(TICKET), show(PROVISION)]).toEqual([false, false]);
  });

  test.each([
    ['a guard', 'G1', 'right', 'supervisor-wanted'],
    ['a wrong PIN', 'S1', 'wrong', 'pin-wrong'],
    ['nobody of the list', 'S9', 'right', 'guard-unknown'],
  ])('after %s', async (_who, guard, pin, fault) => {
    expect(await begin(guard, pin)).toEqual({ fault, waitSeconds: 5 });
    expect(show(PROVISION)).toBe(false);
    expect([told, asked]).toEqual([[], []]);
  });

  test('after two minutes in which none was shown', async () => {
    await begin();
    pass(OPEN_FOR_MS - 1);
    expect(told).toEqual([]);
    pass(1);
    expect(told).toEqual([{ is: 'closed' }]);
    expect(show(PROVISION)).toBe(false);
  });

  test('once the page is closed', async () => {
    await begin();
    await anew.calls['anew:end'](null);
    expect(show(PROVISION)).toBe(false);
    pass(OPEN_FOR_MS);
    expect([told, asked]).toEqual([[], []]);
  });
});

test('behind a supervisor’s PIN the kiosk enrols by it, and starts anew once somebody could read whose it is', async () => {
  expect(await begin()).toEqual({ fault: null, waitSeconds: 5 });
  expect(show('DS1:VISITOR')).toBe(false);
  expect(show(PROVISION)).toBe(true);
  expect(asked).toEqual([{ ticket: TICKET, settings: { language: 'en' } }]);
  answer(ok({ venue: '人民广场商场', gate: 'north' }));
  await settled();
  expect(told).toEqual([{ is: 'enrolling' }, { is: 'done', venue: '人民广场商场', gate: 'north' }]);
  expect(restarts).toBe(0);
  pass(10_000);
  expect(restarts).toBe(1);
  expect(logged).toEqual(['{"event":"anew-enrolled"}']);
});

test('nobody is judged while the hub is asked, nor between that and the new start; and the page cannot end it', async () => {
  await begin();
  show(TICKET);
  await anew.calls['anew:end'](null);
  expect([show('DS1:VISITOR'), show(PROVISION), anew.takes({ kind: 'temperature', celsius: 36.6 })]).toEqual([
    true,
    true,
    true,
  ]);
  expect(asked).toHaveLength(1);
  answer(ok({ venue: 'v', gate: 'g' }));
  await settled();
  await begin();
  expect([show('DS1:VISITOR'), show(TICKET)]).toEqual([true, true]);
  expect(asked).toHaveLength(1);
});

test('what the hub refuses is said, changes nothing, and may be followed by another code', async () => {
  await begin();
  show(TICKET);
  pass(OPEN_FOR_MS);
  answer(fail('code-used'));
  await settled();
  expect(told).toEqual([{ is: 'enrolling' }, { is: 'failed', fault: 'code-used' }]);
  expect(logged).toEqual(['{"event":"anew-refused","fault":"code-used"}']);
  expect(show('DS1:VISITOR')).toBe(false);
  expect(show(PROVISION)).toBe(true);
  expect(asked).toHaveLength(2);
  expect(restarts).toBe(0);
});

test('one that was refused is asked about again only once it was taken away', async () => {
  await begin();
  show(TICKET);
  answer(fail('hub-unreachable'));
  await settled();
  for (let i = 0; i < 10; i += 1) {
    pass(HELD_STILL_MS);
    expect(show(TICKET)).toBe(true);
  }
  expect(asked).toHaveLength(1);
  pass(HELD_STILL_MS + 1);
  show(TICKET);
  expect(asked).toHaveLength(2);
});

test('one that cannot be read is no visitor’s either, and asks no hub', async () => {
  await begin();
  expect(show('DSP9:XY')).toBe(true);
  await settled();
  expect(told).toEqual([{ is: 'enrolling' }, { is: 'failed', fault: 'provision-of-another-release' }]);
  expect(asked).toEqual([]);
});

test('a disk that does not take it is said, without a word of the code', async () => {
  await begin();
  show(TICKET);
  answer(Promise.reject(new Error(TICKET)) as never);
  await settled();
  expect(told.at(-1)).toEqual({ is: 'failed', fault: 'not-written' });
  expect(logged.join('')).not.toContain(TICKET.slice(0, 12));
});
