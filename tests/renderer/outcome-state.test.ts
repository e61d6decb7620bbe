import { describe, expect, test } from 'vitest';
import { clearOutcome, NO_OUTCOME, receiveOutcome } from '../../renderer/kiosk/outcome-state.ts';
import type { Outcome } from '../../shared/contract.ts';
import { builtInReason, type BuiltInReasonCode } from '../../shared/reasons.ts';
import { NO_SUMMARY } from '../../shared/summary.ts';

const NOW = 1_652_400_000_000;

function outcome(serial: number, code: BuiltInReasonCode, ageMs = 0): Outcome {
  const reason = builtInReason(code);
  const result: Outcome['result'] =
    reason.shape === 'question'
      ? { kind: 'hint', seems: 'url', reason }
      : {
          kind: 'decision',
          verdict: reason.verdict,
          reasons: [reason],
          fault: null,
          format: null,
          summary: NO_SUMMARY,
          policyVersion: 1,
          entryId: null,
        };
  return { serial, source: 'camera', result, durationMs: 3, ageMs };
}

const admit = (serial: number, ageMs = 0): Outcome => outcome(serial, 'all-checks-passed', ageMs);
const refuse = (serial: number, ageMs = 0): Outcome => outcome(serial, 'expired', ageMs);
const refer = (serial: number, ageMs = 0): Outcome => outcome(serial, 'issuer-unknown', ageMs);

const asking: Outcome = { ...admit(0), result: { kind: 'asking' } };

describe('how long an outcome stays', () => {
  test.each([
    ['a question under way, a second longer than its answer may take', asking, 2500],
    ['an admit, four seconds', admit(0), 4000],
    ['a hint, four seconds', outcome(0, 'not-a-health-code'), 4000],
    ['a refusal, until somebody acts', refuse(0), null],
    ['a referral, until somebody acts', refer(0), null],
    ['an admit after a reload, the rest of its four seconds', admit(0, 3999), 1],
    ['a refusal from an hour before a reload, until somebody acts', refuse(0, 3_600_000), null],
  ])('%s', (_case, received, staysMs) => {
    expect(receiveOutcome(NO_OUTCOME, received, NOW).shown).toEqual({
      outcome: received,
      staysMs,
      decidedAtMs: NOW - received.ageMs,
    });
  });

  test('an admit whose four seconds were over before the reload is not shown', () => {
    expect(receiveOutcome(NO_OUTCOME, admit(0, 4000), NOW)).toEqual({ shown: null, lastSerial: 0 });
  });
});

describe('which outcome is on the screen', () => {
  test('the next visitor’s replaces the one before at once', () => {
    const first = receiveOutcome(NO_OUTCOME, refuse(0), NOW);
    expect(receiveOutcome(first, admit(1), NOW).shown?.outcome.serial).toBe(1);
  });

  test('two admits in a row are two outcomes', () => {
    const first = receiveOutcome(NO_OUTCOME, admit(0), NOW);
    expect(receiveOutcome(first, admit(1), NOW)).not.toBe(first);
  });

  test('one delivered twice is one', () => {
    const first = receiveOutcome(NO_OUTCOME, refuse(5), NOW);
    expect(receiveOutcome(first, refuse(5), NOW)).toBe(first);
  });

  test('one delivered again after it was dismissed stays away', () => {
    const dismissed = clearOutcome(receiveOutcome(NO_OUTCOME, refuse(5), NOW), 5);
    expect(receiveOutcome(dismissed, refuse(5), NOW).shown).toBeNull();
  });

  test('an older one that comes late changes nothing', () => {
    const second = receiveOutcome(NO_OUTCOME, admit(6), NOW);
    expect(receiveOutcome(second, refuse(5), NOW)).toBe(second);
  });

  test('the timer of one does not clear the one that came after', () => {
    const second = receiveOutcome(receiveOutcome(NO_OUTCOME, admit(0), NOW), refuse(1), NOW);
    expect(clearOutcome(second, 0)).toBe(second);
  });
});
