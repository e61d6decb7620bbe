import { expect, test } from 'vitest';
import { testExamples } from '../../../shared/policy/examples.ts';
import { checkPolicy, parsePolicy } from '../../../shared/policy/policy.ts';
import { policyWith, writtenWith } from './policy-kit.ts';

const AGE = { var: 'facts.newestNucleicAcid.ageSeconds' };

test.each<[string, unknown]>([
  ['compares texts', { '<': ['a', 'b'] }],
  ['gives a number', { '+': [1, 1] }],
  ['gives a text', 'true'],
  ['gives what it read', { var: 'facts.tests' }],
  ['looks into what is no list', { in: ['green', { var: 'facts.colour' }] }],
])('a rule that %s is refused at load, with the rest', (_case, logic) => {
  const checked = checkPolicy(writtenWith(logic));
  expect(checked.ok ? [] : checked.mistakes).toMatchObject([{ path: 'rules.rule.logic' }]);
  expect(parsePolicy(writtenWith(logic))).toEqual({ ok: false, fault: 'policy-damaged' });
});

test('a rule that throws for some visitors only is taken, and told to whoever tries it', () => {
  const policy = policyWith({ '<=': [AGE, 172_800] });
  expect(testExamples(policy)[0]).toMatchObject({ path: 'rules.rule.logic' });
});

test('a rule that runs for everybody is not', () => {
  const policy = policyWith({ if: [{ var: 'facts.newestNucleicAcid' }, { '<=': [AGE, 172_800] }, false] });
  expect(testExamples(policy).map(({ path }) => path)).not.toContain('rules.rule.logic');
});

test('a rule that no venue type has is tried by nobody', () => {
  const written = writtenWith(true);
  expect(
    checkPolicy({ ...written, rules: { ...written.rules, idle: { ...written.rules['rule'], logic: 'text' } } }).ok,
  ).toBe(true);
});
