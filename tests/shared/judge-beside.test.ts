import { describe, expect, test } from 'vitest';
import { ok } from '../../shared/result.ts';
import { codeOf, decided, judged, said } from './judge-kit.ts';
import { policyOf, writtenDemo } from './policy/policy-kit.ts';

describe('a reminder', () => {
  const written = writtenDemo();
  const rule = written.rules['test-too-old'] ?? {};
  const reminder = {
    ...rule,
    reason: { ...(rule['reason'] as object), code: 'booster-due', verdict: 'admit' },
    logic: false,
  };
  const mall = written.venueTypes['mall'] ?? {};
  const policy = policyOf({
    ...written,
    venueTypes: { mall: { ...mall, rules: ['colour-red', 'reminder'] } },
    rules: { ...written.rules, reminder },
  });

  test('is said beside an admit', () => {
    expect(said({ code: codeOf() }, { policy: ok(policy) })).toBe('admit all-checks-passed booster-due');
  });

  test('changes no other verdict', () => {
    expect(said({ code: codeOf({ colour: 'red' }) }, { policy: ok(policy) })).toBe('refuse colour-red booster-due');
  });
});

describe('what a venue wants presented', () => {
  const { rules, ...written } = writtenDemo();
  const mall = written.venueTypes['mall'] ?? {};
  const wanting = (...present: string[][]): Partial<Parameters<typeof said>[1]> => ({
    policy: ok(policyOf({ ...written, rules, venueTypes: { mall: { ...mall, present } } })),
  });
  const venue = { venueType: 'mall', district: null, door: null, direction: 'in' } as const;
  const equipped = { venue: { ...venue, hasCardReader: true, hasThermometer: true } };

  test.each([
    ['a code', [['code']], {}, 'admit all-checks-passed'],
    ['a code or a card', [['code', 'id-card']], {}, 'admit all-checks-passed'],
    [
      'a temperature, which is there',
      [['code'], ['temperature']],
      { temperatureCelsius: 36.5 },
      'admit all-checks-passed',
    ],
    ['a temperature, without a thermometer', [['temperature']], {}, 'refer thermometer-missing'],
    ['a card, without a reader', [['id-card']], {}, 'refer card-reader-missing'],
    ['either, with neither device', [['temperature', 'id-card']], {}, 'refer thermometer-missing'],
  ])('%s', (_case, present, evidence, expected) => {
    expect(said({ code: codeOf(), ...evidence }, wanting(...present))).toBe(expected);
  });

  test('is asked for where there is a device', () => {
    const wanted = { ...wanting(['id-card', 'temperature'], ['temperature']), ...equipped };
    expect(judged({ code: codeOf() }, wanted)).toMatchObject({
      kind: 'needs',
      needs: ['id-card', 'temperature'],
      otherwise: { verdict: 'admit', summary: { maskedName: '张*三' } },
    });
  });

  test('is not asked of someone who is refused anyway', () => {
    const wanted = { ...wanting(['temperature']), ...equipped };
    expect(said({ code: codeOf({ colour: 'red' }) }, wanted)).toBe('refuse colour-red');
  });
});

test('the health office may have its own words for what the kiosk says by itself', () => {
  const texts = { guard: '请通行', visitor: '欢迎' };
  const messages = { 'all-checks-passed': { 'zh-CN': texts, en: { guard: 'Let in', visitor: 'Welcome' } } };
  const [reason] = decided({ code: codeOf() }, { policy: ok(policyOf({ ...writtenDemo(), messages })) }).reasons;
  expect(reason?.texts).toEqual(messages['all-checks-passed']);
});
