import { describe, expect, test } from 'vitest';
import { WELL } from '../../renderer/design/samples.ts';
import { reduceKiosk, STARTING_STATE, type KioskAction, type KioskState } from '../../renderer/kiosk/kiosk-state.ts';
import type { Outcome } from '../../shared/contract.ts';
import { UNDO_WITHIN_MS } from '../../shared/guard.ts';
import { builtInReason, type BuiltInReasonCode } from '../../shared/reasons.ts';
import { NO_SUMMARY } from '../../shared/summary.ts';

const NOW = 1_652_400_000_000;

function outcome(serial: number, code: BuiltInReasonCode, ageMs = 0): Outcome {
  const reason = builtInReason(code);
  const { verdict } = reason;
  return {
    ...{ serial, source: null, durationMs: 200, ageMs },
    result: {
      ...{ kind: 'decision', verdict, reasons: [reason], fault: null, format: null, summary: NO_SUMMARY },
      ...{ policyVersion: 1, entryId: `entry-${serial}` },
    },
  };
}

const after = (...actions: readonly KioskAction[]): KioskState =>
  actions.reduce(reduceKiosk, { ...STARTING_STATE, status: WELL });

const came = (serial: number, code: BuiltInReasonCode, ageMs = 0): KioskAction => ({
  ...{ type: 'outcome', outcome: outcome(serial, code, ageMs), now: NOW },
});

describe('the key that takes back what was decided by hand', () => {
  test.each([
    ['at once', 0],
    ['after a reload', 3000],
  ])('goes before the main process would refuse it, told of it %s', (_when, ageMs) => {
    const { byHand } = after(came(1, 'refused-by-hand', ageMs));
    // Decided 200 ms before it was told of.
    expect(byHand).toMatchObject({ serial: 1, entryId: 'entry-1' });
    expect(byHand?.untilMs).toBeLessThan(NOW - ageMs - 200 + UNDO_WITHIN_MS);
  });

  test('stays when the next visitor comes, and does not come again with a late delivery', () => {
    const next = after(came(1, 'admitted-by-hand'), came(2, 'expired'));
    expect(next.byHand?.serial).toBe(1);
    const settled = reduceKiosk(next, { type: 'settled', serial: 1, fault: null });
    expect(settled.byHand).toBe(null);
    expect(reduceKiosk(settled, came(1, 'admitted-by-hand'))).toBe(settled);
  });

  test('that comes too late says so, until the next visitor comes', () => {
    const late = after(came(1, 'admitted-by-hand'), { type: 'settled', serial: 1, fault: 'too-late-to-undo' });
    expect([late.byHand, late.trouble]).toEqual([null, { fault: 'too-late-to-undo' }]);
    expect(reduceKiosk(late, came(2, 'expired')).trouble).toBe(null);
  });
});

describe('a badge', () => {
  test('that comes to nothing before a page is said until the page is closed', () => {
    const told = after({ type: 'badge', badge: { number: 'G1' } }, { type: 'told', fault: 'badge-page-open' });
    expect(told.trouble).toEqual({ fault: 'badge-page-open' });
    expect(reduceKiosk(told, { type: 'badge', badge: null }).trouble).toBe(null);
  });

  test.each([
    ['of a guard of this kiosk', 'G1', null],
    ['of a stranger', 'G99', { fault: 'guard-unknown' }],
  ])('%s is known, and what is said of it is %j', (_whose, number, trouble) => {
    const shown = after({ type: 'badge', badge: { number } });
    expect([shown.badge, shown.trouble]).toEqual([{ number }, trouble]);
  });

  test.each([
    ['a refer', 'card-without-status', null],
    ['an admit', 'all-checks-passed', { fault: 'badge-too-soon' }],
    ['a refusal', 'expired', { fault: 'badge-too-soon' }],
    ['a refer that nobody may decide', 'kiosk-revoked', { fault: 'badge-too-soon' }],
  ] as const)('beside %s: what is said of it is %j', (_what, code, trouble) => {
    const shown = after(came(1, code), { type: 'badge', badge: { number: 'G1' } });
    expect([shown.badge, shown.trouble]).toEqual([{ number: 'G1' }, trouble]);
    expect(reduceKiosk(shown, { type: 'clear', serial: 1 }).trouble).toBe(null);
  });

  test('of a stranger beside a verdict is said to be one, also when that has gone', () => {
    const shown = after(came(1, 'expired'), { type: 'badge', badge: { number: 'G99' } });
    expect(reduceKiosk(shown, { type: 'clear', serial: 1 }).trouble).toEqual({ fault: 'guard-unknown' });
  });

  test('that was shown too soon is so no more when one is shown in time', () => {
    const early = after(came(1, 'expired'), { type: 'badge', badge: { number: 'G1' } }, came(2, 'card-without-status'));
    expect(early.trouble).toBe(null);
    const stranger = after({ type: 'badge', badge: { number: 'G99' } });
    expect(reduceKiosk(stranger, { type: 'badge', badge: { number: 'G1' } }).trouble).toBe(null);
  });

  test('that is forgotten is forgotten once', () => {
    const forgotten = after({ type: 'badge', badge: { number: 'G1' } }, { type: 'badge', badge: null });
    expect(forgotten.badge).toBe(null);
    expect(reduceKiosk(forgotten, { type: 'badge', badge: null })).toBe(forgotten);
  });

  test('of a stranger is said again when it is shown again, and calms down by itself', () => {
    const once = after({ type: 'badge', badge: { number: 'G99' } });
    const twice = reduceKiosk(once, { type: 'badge', badge: { number: 'G99' } });
    expect(twice.trouble).not.toBe(once.trouble);
    const [first, second] = [once.trouble, twice.trouble];
    if (first === null || second === null) throw new Error('nothing is said');
    expect(reduceKiosk(twice, { type: 'calm', trouble: first }).trouble).toBe(second);
    expect(reduceKiosk(twice, { type: 'calm', trouble: second }).trouble).toBe(null);
  });
});
