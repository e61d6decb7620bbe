import { describe, expect, test } from 'vitest';
import { BUILT_IN_REASON_CODES, builtInReason, looksOf, type BuiltInReasonCode } from '../../shared/reasons.ts';
import { VERDICTS, worstFirst, worstVerdict, type Reason } from '../../shared/verdict.ts';
import { DEMO } from './policy/policy-kit.ts';

const BUILT_IN = BUILT_IN_REASON_CODES.map((code) => builtInReason(code));
const OF_RULES = Object.values(DEMO.venueTypes).flatMap(({ rules }) => rules.map(({ reason }) => reason));
/** Every reason a demo kiosk can give, once each. */
const ALL = [...new Map([...BUILT_IN, ...OF_RULES].map((reason) => [reason.code, reason])).values()];

/** The phone code is read out over a phone: letters, digits and a hyphen, short. */
const PHONE = /^(?:OK|[A-Z]-[A-Z0-9]{1,8})$/u;
/** What the widest panel shows in the size that is read from 3 m without a third line. */
const LONGEST = { 'zh-CN': 30, en: 90 };

describe.each(ALL.map((reason) => [reason.code, reason] as const))('%s', (_code, reason) => {
  test('has a short phone code', () => {
    expect(reason.phone).toMatch(PHONE);
  });

  test.each(['zh-CN', 'en'] as const)('has a sentence for the guard and one for the visitor in %s', (language) => {
    const { guard, visitor } = reason.texts[language];
    for (const sentence of [guard, visitor]) {
      expect(sentence.trim()).toBe(sentence);
      expect(sentence.length).toBeGreaterThan(3);
      expect(sentence.length).toBeLessThanOrEqual(LONGEST[language]);
      expect(/\p{Script=Han}/u.test(sentence)).toBe(language === 'zh-CN');
    }
    expect(guard).not.toBe(visitor);
  });

  test('looks and sounds like its verdict, and no hint looks like one', () => {
    const looks = { shape: reason.shape, colour: reason.colour, sound: reason.sound };
    const hint = { shape: 'question', colour: 'blue', sound: 'hint' };
    const isHint = ['not-a-health-code', 'scan-venue-code'].includes(reason.code);
    expect(looks).toEqual(isHint ? hint : looksOf(reason.verdict));
  });
});

test('no two reasons share a phone code', () => {
  const phones = ALL.map(({ phone }) => phone);
  expect(phones).toHaveLength(new Set(phones).size);
});

test('no rule of the demo policy has the code of a built-in reason', () => {
  const builtIn = new Set<string>(BUILT_IN_REASON_CODES);
  expect(OF_RULES.filter(({ code }) => builtIn.has(code))).toEqual([]);
});

test('four built-in reasons admit, one of them a guard’s, and four are said beside them', () => {
  expect(BUILT_IN.filter(({ verdict }) => verdict === 'admit').map(({ code }) => code)).toEqual([
    'all-checks-passed',
    'staff-listed',
    'receipt-accepted',
    'checked-in-by-phone',
    'checked-online',
    'card-matched',
    'pass-valid',
    'admitted-by-hand',
  ]);
});

test('what may be the kiosk’s own fault never refuses; what is the code’s own or the pass’s, or a guard’s word, does', () => {
  const refusing: BuiltInReasonCode[] = [
    'signature-forged',
    'receipt-forged',
    'expired',
    'revoked',
    'key-usage-exceeded',
    'card-mismatch',
    'pass-forged',
    'pass-revoked',
    'pass-expired',
    'refused-by-hand',
  ];
  expect(
    BUILT_IN.filter(({ verdict }) => verdict === 'refuse')
      .map(({ code }) => code)
      .sort(),
  ).toEqual(refusing.sort());
});

test('the three verdicts differ in shape, in colour and in sound', () => {
  const looks = VERDICTS.map(looksOf);
  for (const part of ['shape', 'colour', 'sound'] as const) {
    expect(new Set(looks.map((look) => look[part])).size).toBe(3);
  }
});

describe('of several reasons', () => {
  const [admit, refer, refuse] = (['all-checks-passed', 'online-code', 'expired'] as const).map(builtInReason) as [
    Reason,
    Reason,
    Reason,
  ];
  test.each([
    [[admit], 'admit'],
    [[admit, refer], 'refer'],
    [[refer, refuse, admit], 'refuse'],
    // Nothing said for a visitor is nothing that admits one.
    [[], 'refer'],
  ] as const)('%#: the worst one’s verdict holds', (reasons, expected) => {
    expect(worstVerdict(reasons)).toBe(expected);
  });

  test('the worst comes first, equals keep their order, and the list that was given stays as it was', () => {
    const again = builtInReason('revoked');
    const given = [admit, refuse, refer, again];
    expect(worstFirst(given)).toEqual([refuse, again, refer, admit]);
    expect(given).toEqual([admit, refuse, refer, again]);
  });
});
