import { expect, test } from 'vitest';
import { ENTERED_WORDS } from '../../../shared/console/entered.ts';
import { reasonWords } from '../../../shared/console/log.ts';
import { FIND_REASONS } from '../../../shared/console/person.ts';
import { reasonWordsOf } from '../../../shared/console/reason-words.ts';
import { ABNORMAL_STEPS, MANUAL_REASONS, OVERRULE_REASONS } from '../../../shared/guard.ts';
import { BUILT_IN_REASON_CODES } from '../../../shared/reasons.ts';
import { DEMO, policyOf, writtenDemo } from '../policy/policy-kit.ts';

test('every reason has its words in both languages, whoever gives it', () => {
  const words = reasonWordsOf(DEMO);
  const ruled = Object.values(DEMO.rules).map(({ reason }) => reason.code);
  for (const code of [...BUILT_IN_REASON_CODES, ...ruled, ...Object.keys(ENTERED_WORDS)]) {
    const found = words.get(code);
    expect(reasonWords.parse(found)).toEqual(found);
    expect(found?.says?.['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(found?.says?.en).toMatch(/^[^\p{Script=Han}]+$/u);
  }
});

test('what is entered by hand or of the console is no verdict', () => {
  const words = reasonWordsOf(null);
  const sought = FIND_REASONS.map((reason) => `sought-${reason}`);
  for (const code of [...MANUAL_REASONS, ...OVERRULE_REASONS, ...ABNORMAL_STEPS, ...sought]) {
    expect(words.get(code)).toMatchObject({ code, phone: null, verdict: null, rule: null });
  }
});

test('without rules the kiosk’s own reasons have the kiosk’s own words', () => {
  expect(reasonWordsOf(null).get('revoked')?.verdict).toBe('refuse');
  expect(reasonWordsOf(null).get('test-too-old')).toBeUndefined();
});

test('the office’s words go before the kiosk’s, and what it says a rule is for is told', () => {
  const written = writtenDemo();
  const texts = { guard: '请看证件', visitor: '请出示证件' };
  const policy = policyOf({
    ...written,
    messages: { revoked: { 'zh-CN': texts, en: { guard: 'Look at the card', visitor: 'Show your card' } } },
    rules: { ...written.rules, 'test-too-old': { ...written.rules['test-too-old'], note: '48 小时' } },
  });
  const words = reasonWordsOf(policy);
  expect(words.get('revoked')?.says).toEqual({ 'zh-CN': '请看证件', en: 'Look at the card' });
  expect(words.get('revoked')?.rule).toBeNull();
  expect(words.get('test-too-old')?.rule).toEqual({ 'zh-CN': '48 小时', en: '48 小时' });
});
