import { describe, expect, test } from 'vitest';
import type { Rules, RulesKeeper } from '../../electron/policy/rules.ts';
import { clockStatus, policyStatus, type RulesOrigin } from '../../electron/rules-status.ts';
import type { PolicyStatus } from '../../shared/contract.ts';
import { fail, ok } from '../../shared/result.ts';
import { formatDateTime } from '../../shared/time.ts';
import { GROUNDS } from '../shared/judge-kit.ts';
import { NINE, policyOf, writtenDemo } from '../shared/policy/policy-kit.ts';

const HOUR = 3600;
const SIGNED = NINE - 40 * HOUR;
const cases = ['2022-05-10', '2022-05-11', '2022-05-12'].map((date) => ({ date, new: 0 }));
const district = { code: '310115', name: { 'zh-CN': '浦东新区', en: 'Pudong' }, population: 5_681_512, cases };
const POLICY = policyOf({ ...writtenDemo(), districts: [district] });
const USB: RulesOrigin = { areBuiltIn: false, source: null, isClockFrozen: false };

function rulesWith(rules: Partial<Rules>, keeper: Partial<RulesKeeper> = {}): RulesKeeper {
  const { trust, revocations } = GROUNDS;
  const current = { policy: ok(POLICY), trust, revocations, clockFloor: SIGNED, policyExpiresAt: null, ...rules };
  return {
    current: () => current,
    sites: () => null,
    signedAt: () => SIGNED,
    momentsSigned: () => [SIGNED],
    root: () => null,
    attempts: () => [],
    nextAttemptAt: () => null,
    serverAheadSeconds: () => null,
    isFetching: () => false,
    fetch: () => Promise.resolve(),
    fetchFromAll: () => Promise.resolve(),
    start: () => undefined,
    stop: () => undefined,
    ...keeper,
  };
}

const statusOf = (rules: RulesKeeper, origin: Partial<RulesOrigin> = {}, code: string | null = null): PolicyStatus =>
  policyStatus(rules, { ...USB, ...origin }, code, NINE);

describe('the age of the rules', () => {
  test('is told where they come by stick only, as where they come from a server', () => {
    expect(statusOf(rulesWith({})).ageSeconds).toBe(40 * HOUR);
    expect(statusOf(rulesWith({}), { source: 'https://rules.example/' }).ageSeconds).toBe(40 * HOUR);
  });

  test('is none of those that are built in, nor of none', () => {
    expect(statusOf(rulesWith({}), { areBuiltIn: true }).ageSeconds).toBeNull();
    const none = rulesWith({ policy: fail('policy-missing') }, { signedAt: () => null });
    expect(statusOf(none)).toMatchObject({ ageSeconds: null, fault: 'policy-missing', version: null });
  });
});

test('the last attempts are told, newest first', () => {
  const attempts = [
    { at: NINE, fault: 'source-unreachable' as const },
    { at: NINE - HOUR, fault: null },
  ];
  expect(statusOf(rulesWith({}, { attempts: () => attempts })).attempts).toEqual([
    { at: '2022-05-13T01:00:00Z', fault: 'source-unreachable' },
    { at: '2022-05-13T00:00:00Z', fault: null },
  ]);
});

test.each([
  ['310115', { name: district.name, status: 'zero', asOf: '2022-05-12' }],
  ['310101', null],
  [null, null],
])('the district %s is told with the day of its figures', (code, expected) => {
  expect(statusOf(rulesWith({}), {}, code).district).toEqual(expected);
});

test('a district without figures has no day', () => {
  const policy = ok(policyOf({ ...writtenDemo(), districts: [{ ...district, cases: [] }] }));
  expect(statusOf(rulesWith({ policy }), {}, '310115').district).toMatchObject({ status: 'unknown', asOf: null });
});

describe('the clock', () => {
  test.each([
    [NINE + 300, false],
    [NINE + 301, true],
    [null, false],
  ])('with a floor of %s is wrong: %s', (clockFloor, isWrong) => {
    expect(clockStatus({ clockFloor }, false, NINE)).toEqual({
      isWrong,
      at: '2022-05-13T01:00:00Z',
      floor: clockFloor === null ? null : formatDateTime(clockFloor),
    });
  });

  test('is wrong beside rules that are too', () => {
    const rules = rulesWith({ policy: fail('policy-damaged'), clockFloor: NINE + 301 });
    expect(clockStatus(rules.current(), false, NINE).isWrong).toBe(true);
    expect(statusOf(rules).fault).toBe('policy-damaged');
  });
});
