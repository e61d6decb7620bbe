import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policy } from '../../../electron/cli/policy.ts';
import { ROOT, run } from './cli-kit.ts';

const NOON = '2022-05-13T12:00:00Z';
/** Sampled at most 48 hours ago. */
const RECENT = {
  'not-before': [
    { plusTime: [{ var: 'payload.t.0.sc' }, 48, 'hour'] },
    { plusTime: [{ var: 'external.validationClock' }, 0, 'day'] },
  ],
};
const data = { payload: { t: [{ sc: '2022-05-11T12:00:00Z' }] }, external: { validationClock: NOON } };

async function answer(line: object): Promise<unknown> {
  return (await run(policy, ['evaluate'], [line])).lines[0];
}

describe('a rule is evaluated', () => {
  test.each([
    ['as it is published', { Identifier: 'TR-0001', Logic: RECENT }],
    ['as ours are written', { logic: RECENT }],
    ['as the expression alone', RECENT],
  ])('%s', async (_case, rule) => {
    expect(await answer({ rule, ...data })).toEqual({ result: true });
    const later = { validationClock: '2022-05-13T12:00:01Z' };
    expect(await answer({ rule, ...data, external: later })).toEqual({ result: false });
  });

  test.each([
    ['a fragment of a certificate’s id', { extractFromUVCI: [{ var: 'payload.ci' }, 1] }, 'AT'],
    ['what is not there', { var: 'payload.v.0.dn' }, null],
    [
      'a sum over a list',
      { reduce: [{ var: 'payload.n' }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] },
      6,
    ],
  ])('to any value: %s', async (_case, rule, result) => {
    expect(await answer({ rule, payload: { ci: 'URN:UVCI:01:AT:1', n: [1, 2, 3] } })).toEqual({ result });
  });
});

test.each([
  ['no rule', { payload: {} }, 'missing', 'rule'],
  ['a text for a rule', { rule: 'x' }, 'invalid', 'rule'],
  ['an operator nobody knows', { rule: { Logic: { xor: [true, true] } } }, 'invalid', 'rule.Logic'],
  ['a variable outside the data', { rule: { var: 'process.env' } }, 'invalid', 'rule'],
  ['a way to what all objects inherit', { rule: { var: 'payload.constructor.name' } }, 'invalid', 'rule'],
  ['the prototype', { rule: { var: 'external.__proto__' } }, 'invalid', 'rule'],
  ['operands of the wrong kind', { rule: { '<': ['a', 1] } }, 'invalid', 'rule'],
])('%s is a bad line', async (_case, line, code, field) => {
  const { exit, lines } = await run(policy, ['evaluate'], [line, { rule: { '===': [1, 1] } }]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([{ error: { code, field } }, { result: true }]);
});

describe('a rule may', () => {
  const nested = (times: number): unknown => (times === 0 ? true : { '!': [nested(times - 1)] });
  const codes = Array.from({ length: 1100 }, (_, n) => `EU/1/20/${n}`);
  const sumOf = (list: string, of: unknown): unknown => ({
    reduce: [{ var: list }, { '+': [{ var: 'accumulator' }, of] }, 0],
  });
  test.each<[string, unknown, unknown]>([
    ['have 64 operations within each other', nested(64), true],
    ['have a list of 1,100 codes', { in: [{ var: 'payload.mp' }, codes] }, true],
    ['read all that there is', { var: '' }, { payload: { mp: 'EU/1/20/1099', n: [[1, 2], [3]] }, external: null }],
    ['have a reduce in the step of another', sumOf('payload.n', sumOf('current', { var: 'current' })), 6],
    ['have an if with more than three operands', { if: [true, 'yes', false, 'no', 'else'] }, 'yes'],
  ])('%s', async (_case, rule, result) => {
    expect(await answer({ rule: { logic: rule }, payload: { mp: 'EU/1/20/1099', n: [[1, 2], [3]] } })).toEqual({
      result,
    });
  });

  test('not take for ever', async () => {
    const ones = (length: number): number[] => Array.from({ length }, () => 1);
    const rule = {
      reduce: [{ var: 'payload.n' }, { reduce: [ones(5000), { '+': [{ var: 'accumulator' }, 1] }, 0] }, 0],
    };
    expect(await answer({ rule, payload: { n: ones(100) } })).toEqual({ result: 5000 });
    expect(await answer({ rule, payload: { n: ones(1000) } })).toMatchObject({
      error: { code: 'invalid', field: 'rule', message: 'too many steps' },
    });
  });
});

test('a part that does not exist is named with those that do', async () => {
  await expect(run(policy, ['evaluat'])).rejects.toThrow('evaluate');
  await expect(run(policy, [])).rejects.toThrow('evaluate');
});

/** Rules of European countries with their tests, which are others' and no part of the project. */
const RULES = join(ROOT, '../shared/vectors/eu-rules');

describe.skipIf(!existsSync(RULES))('rules of countries (skipped where they do not lie beside the project)', () => {
  const countries = existsSync(RULES)
    ? readdirSync(RULES, { withFileTypes: true }).filter((one) => one.isDirectory())
    : [];
  const rules = countries.flatMap(({ name }) => readdirSync(join(RULES, name)).map((id) => join(name, id)));
  test.each(rules)('%s', async (path) => {
    const read = (...parts: string[]): Record<string, unknown> =>
      JSON.parse(readFileSync(join(RULES, path, ...parts), 'utf8')) as Record<string, unknown>;
    const cases = readdirSync(join(RULES, path, 'tests')).map((name) => read('tests', name));
    const rule = read('rule.json');
    const { lines } = await run(
      policy,
      ['evaluate'],
      cases.map(({ payload, external }) => ({ rule, payload, external })),
    );
    expect(lines).toEqual(cases.map(({ expected }) => ({ result: expected })));
  });
});

/** CertLogic's own suite, which is others' and no part of the project. */
const SUITE = join(ROOT, '../shared/vectors/certlogic');

interface Marked {
  readonly directive?: string;
}
interface Assertion extends Marked {
  readonly data: unknown;
  readonly expected: unknown;
  readonly certLogicExpression?: unknown;
}
interface Suite extends Marked {
  readonly cases?: readonly (Marked & {
    readonly certLogicExpression: unknown;
    readonly assertions: readonly Assertion[];
  })[];
}

/** The same expression over data that lie in the payload. */
function overPayload(logic: unknown): unknown {
  if (Array.isArray(logic)) return logic.map(overPayload);
  if (typeof logic !== 'object' || logic === null) return logic;
  return Object.fromEntries(
    Object.entries(logic).map(([operator, operands]: [string, unknown]) => {
      if (operator === 'var') return [operator, operands === '' ? 'payload' : `payload.${String(operands)}`];
      // A step sees nothing of the data.
      if (operator !== 'reduce' || !Array.isArray(operands)) return [operator, overPayload(operands)];
      return [operator, operands.map((operand: unknown, i) => (i === 1 ? operand : overPayload(operand)))];
    }),
  );
}

describe.skipIf(!existsSync(SUITE))('CertLogic’s own suite (skipped where it does not lie beside the project)', () => {
  const suites = existsSync(SUITE) ? readdirSync(SUITE).filter((name) => name.endsWith('.json')) : [];
  const meant = <T extends Marked>(all: readonly T[]): T[] => all.filter(({ directive }) => directive !== 'skip');
  test.each(suites)('%s', async (name) => {
    const suite = JSON.parse(readFileSync(join(SUITE, name), 'utf8')) as Suite;
    const cases = meant([suite]).flatMap(({ cases: some }) => meant(some ?? []));
    const tried = cases.flatMap(({ certLogicExpression, assertions }) =>
      meant(assertions).map(({ data: payload, expected, certLogicExpression: own }) => ({
        line: { rule: { logic: overPayload(own ?? certLogicExpression) }, payload },
        expected,
      })),
    );
    const { lines } = await run(
      policy,
      ['evaluate'],
      tried.map(({ line }) => line),
    );
    expect(lines).toEqual(tried.map(({ expected }) => ({ result: expected })));
  });
});
