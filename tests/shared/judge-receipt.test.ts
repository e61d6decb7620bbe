import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { checkOverrule } from '../../shared/guard.ts';
import { judgeVisit } from '../../shared/judge-visit.ts';
import type { Grounds } from '../../shared/judge.ts';
import type { ReceiptGrounds } from '../../shared/receipts.ts';
import { fail, ok } from '../../shared/result.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { keyOf, NOW } from './credential/codes.ts';
import { policyOf, writtenDemo } from './policy/policy-kit.ts';
import { COMPANY, passOf } from './credential/pass-kit.ts';
import { codeOf, decided, GROUNDS, judged, revoking, said } from './judge-kit.ts';
import { ENTRY, HUB, RECEIPT, receiptOf, withHub } from './receipt-kit.ts';

const AT: ReceiptGrounds = {
  way: 'both',
  at: { venue: RECEIPT.venue, gate: RECEIPT.gate },
  usedAt: () => null,
};

const at = (change: Partial<ReceiptGrounds> = {}): Partial<Grounds> => ({
  trust: withHub(GROUNDS.trust),
  receipts: { ...AT, ...change },
});

/** The demo's rules, and one that lets nobody in with a fever. */
function feverish(): object {
  const written = writtenDemo();
  const texts = { guard: '发热', visitor: '发热' };
  const fever = {
    reason: { code: 'fever', phone: 'T-HOT', verdict: 'refuse', texts: { 'zh-CN': texts, en: texts } },
    directions: ['in'],
    logic: { if: [{ var: 'context.hasTemperature' }, { '<': [{ var: 'context.temperatureTenths' }, 373] }, true] },
  };
  const mall = written.venueTypes['mall'] ?? {};
  const rules = [...(mall['rules'] as string[]), 'fever'];
  return { ...written, rules: { ...written.rules, fever }, venueTypes: { mall: { ...mall, rules } } };
}

const STOLEN = { ...keyOf(9), kid: HUB.kid };

describe('a pass beside a receipt', () => {
  const door = { venue: RECEIPT.venue, gate: RECEIPT.gate };
  const grounds = { ...at(), venue: { ...GROUNDS.venue, door } };
  const passed = (change: Parameters<typeof passOf>[0], more: Partial<Grounds> = {}): string =>
    said({ code: receiptOf(), pass: passOf({ places: [RECEIPT.venue], ...change }, HUB) }, { ...grounds, ...more });

  test('is judged as beside a code', () => {
    expect(passed({})).toMatch(/^admit receipt-accepted .*pass-valid$/u);
    expect(passed({ maskedName: '李*四' })).toMatch(/^refer pass-of-another /u);
    expect(passed({ places: ['演示市场'] })).toMatch(/^refer pass-elsewhere /u);
    expect(passed({}, { revocations: revoking(`hub:${COMPANY}`) })).toMatch(/^refuse pass-revoked /u);
  });
});

describe('a receipt of a check-in by phone', () => {
  test('lets in by the hub’s word, and no rule of colours or tests is asked', () => {
    const decision = decided({ code: receiptOf() }, at());
    expect(decision).toMatchObject({
      ...{ verdict: 'admit', fault: null, format: 'receipt', person: null, identity: null, refersTo: ENTRY },
      summary: { maskedName: '张*三', colour: null, issuer: { id: 'hub' } },
    });
    expect(decision.reasons.map(({ code }) => code)).toEqual(['receipt-accepted', 'checked-in-by-phone']);
  });

  test.each<[string, string, Partial<Grounds>, string]>([
    ['where everybody checks in by phone', receiptOf(), at({ way: 'venue-code' }), 'admit receipt-accepted'],
    ['in its last second', receiptOf({ issuedAt: NOW - 299 }), at(), 'admit receipt-accepted'],
    ['after five minutes', receiptOf({ issuedAt: NOW - 300 }), at(), 'refer receipt-expired'],
    ['as far ahead as clocks differ', receiptOf({ issuedAt: NOW + 300 }), at(), 'admit receipt-accepted'],
    ['further ahead', receiptOf({ issuedAt: NOW + 301 }), at(), 'refer receipt-early'],
    ['of another gate', receiptOf({ gate: '西门' }), at(), 'refer receipt-of-another-gate'],
    ['of another venue', receiptOf({ venue: '别的商场' }), at(), 'refer receipt-of-another-gate'],
    ['for the other way', receiptOf({ direction: 'out' }), at(), 'refer receipt-of-another-gate'],
    ['that was used', receiptOf(), at({ usedAt: () => NOW - 30 }), 'refer receipt-used'],
    [
      'that was used, and is old',
      receiptOf({ issuedAt: NOW - 300 }),
      at({ usedAt: () => NOW - 30 }),
      'refer receipt-used receipt-expired',
    ],
    ['where none are taken', receiptOf(), at({ way: 'sentinel' }), 'refer receipt-not-taken'],
  ])('%s', (_case, code, grounds, expected) => {
    expect(said({ code }, grounds)).toBe(`${expected} checked-in-by-phone`);
    expect(decided({ code }, grounds).refersTo).toBe(ENTRY);
  });

  test.each<[string, string, Partial<Grounds>, string]>([
    ['signed by another under the hub’s name', receiptOf({}, STOLEN), at(), 'refuse receipt-forged'],
    ['signed by nobody known', receiptOf({}, keyOf(9)), at(), 'refuse receipt-forged'],
    ['of another hub where none are taken', receiptOf({}, keyOf(9)), at({ way: 'sentinel' }), 'refuse receipt-forged'],
    ['at a kiosk without a hub', receiptOf(), {}, 'refer receipt-not-taken'],
    ['that is cut off', receiptOf().slice(0, 40), at(), 'refer base45-malformed'],
  ])('%s is nobody’s of whom anything is known', (_case, code, grounds, expected) => {
    expect(said({ code }, grounds)).toBe(expected);
    const decision = decided({ code }, grounds);
    expect(decision).toMatchObject({ summary: { maskedName: null } });
    expect(decision.refersTo).toBeUndefined();
  });

  test('that is forged, no guard makes good; any other, a guard does', () => {
    expect(checkOverrule(decided({ code: receiptOf({}, STOLEN) }, at()), 'supervisor')).toBe('not-overrulable');
    expect(checkOverrule(decided({ code: receiptOf({ gate: '西门' }) }, at()), 'guard')).toBeNull();
  });

  test('says when it was used first, by the venue’s clock', () => {
    const [reason] = decided({ code: receiptOf() }, at({ usedAt: () => NOW - 30 })).reasons;
    // NOW is 09:00 in Shanghai.
    expect(reason?.texts['zh-CN'].guard).toContain('（首次 08:59:30）');
    expect(reason?.texts.en.guard).toContain('(first at 08:59:30)');
    expect(reason?.texts.en.visitor).not.toContain('08:59');
  });

  test('goes to a person where the kiosk cannot judge, and counts once all the same', () => {
    const decision = decided({ code: receiptOf() }, { ...at(), policy: fail('policy-damaged') });
    expect(decision).toMatchObject({ verdict: 'refer', fault: 'policy-damaged', refersTo: ENTRY, identity: null });
    expect(decision.reasons.map(({ code }) => code)).toEqual(['policy-damaged', 'checked-in-by-phone']);
  });

  test('does not let in whoever has a fever, which the hub has not measured', () => {
    const visit = (temperatureCelsius: number): string => {
      const grounds = { ...GROUNDS, ...at(), policy: ok(policyOf(feverish())), isStaff: () => false };
      const judgement = judgeVisit({ ...NO_EVIDENCE, code: receiptOf(), temperatureCelsius }, grounds, primitives, NOW);
      if (judgement?.kind !== 'decision') throw new Error('no decision');
      return [judgement.verdict, ...judgement.reasons.map(({ code }) => code)].join(' ');
    };
    expect(visit(36.8)).toBe('admit receipt-accepted checked-in-by-phone');
    expect(visit(37.3)).toBe('refuse fever checked-in-by-phone');
  });
});

describe('a health code', () => {
  test('is judged as ever where visitors may do as they like', () => {
    expect(said({ code: codeOf() }, at())).toBe('admit all-checks-passed');
  });

  test('is no visitor’s to show where everybody checks in by phone: they are told, and nothing is decided', () => {
    expect(judged({ code: codeOf({ colour: 'red' }) }, at({ way: 'venue-code' }))).toMatchObject({
      kind: 'hint',
      seems: 'health-code',
      reason: { code: 'scan-venue-code', shape: 'question' },
    });
  });

  test('is judged there all the same where somebody was asked about', () => {
    const lookup = { asked: new Uint8Array(32), answer: { ok: true, value: codeOf() } } as const;
    expect(judged({ code: codeOf(), lookup }, at({ way: 'venue-code' })).kind).toBe('decision');
  });
});
