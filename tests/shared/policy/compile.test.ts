import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { evaluate, type CertLogicExpression } from 'certlogic-js';
import { describe, expect, test } from 'vitest';
import { compileLogic, TOO_MANY_STEPS } from '../../../shared/policy/compile.ts';

/** What running something comes to; why it threw is not compared. */
function outcomeOf(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch {
    return 'threw';
  }
}

const OPERANDS = ['if', 'and', '!', '===', '<', '>', '<=', '>=', '+', 'in', 'after', 'reduce', 'plusTime', 'toString'];
const PATHS = [
  '',
  'a',
  'b',
  'list',
  'list.0',
  'list.1.n',
  'a.b',
  'time',
  'nothing',
  'list.9',
  'deep.n',
  '.',
  'list.1x',
  'accumulator',
  'current',
  'current.n',
];

const { expression } = fc.letrec<{ expression: unknown }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(0, 1, 2, -1, true, false, '', 'x', 'day', '2022-05-13'),
    fc.record({ var: fc.constantFrom(...PATHS) }),
    fc
      .tuple(fc.constantFrom(...OPERANDS), fc.array(tie('expression'), { minLength: 1, maxLength: 4 }))
      .map(([operator, operands]) => ({ [operator]: operands })),
    fc.array(tie('expression'), { maxLength: 2 }),
  ),
}));

const leaf = fc.constantFrom<unknown>(null, 0, 1, 2, 1.5, true, false, '', 'x', '2022-05-13', {}, []);
const data = fc.record(
  {
    a: leaf,
    b: leaf,
    list: fc.oneof(fc.array(leaf, { maxLength: 3 }), fc.constant([0, { n: 2 }])),
    time: fc.constant('2022-05-13T01:00:00Z'),
    deep: fc.oneof(leaf, fc.constant({ n: 3 })),
  },
  { noNullPrototype: true },
);

property.prop([expression, data], { numRuns: 20_000 })(
  'a compiled expression gives what certlogic-js gives, or throws where it throws',
  (logic, given) => {
    const written = logic as CertLogicExpression;
    const compiled = outcomeOf(() => compileLogic(written)(given));
    expect(compiled).toEqual(outcomeOf(() => evaluate(written, given) as unknown));
  },
);

test.each([
  ['an operator nobody knows', { xor: [true, false] }],
  ['a name of the prototype’s', { constructor: [1] }],
  ['no operator', {}],
])('%s throws when it is run, not before', (_case, logic) => {
  const compiled = compileLogic(logic as CertLogicExpression);
  expect(() => compiled({})).toThrow();
});

test('reduces within each other give what they come to, until they would take for ever', () => {
  const over = (path: string, step: unknown): unknown => ({ reduce: [{ var: path }, step, 0] });
  const count = { '+': [{ var: 'accumulator' }, 1] };
  const total = over('lists', { '+': [{ var: 'accumulator' }, over('current', count)] });
  const run = compileLogic(total as CertLogicExpression);
  const lists = (length: number): number[][] => Array.from({ length }, () => Array.from({ length }, () => 1));
  expect(run({ lists: lists(900) })).toBe(810_000);
  expect(() => run({ lists: lists(2100) })).toThrow(TOO_MANY_STEPS);
  expect(run({ lists: lists(900) })).toBe(810_000);
});

/** CertLogic's own suite, which is others' and no part of the project. */
const SUITE = join(import.meta.dirname, '../../../../shared/vectors/certlogic');

/** The suite marks proposals that are in no version of the language. */
interface Skippable {
  readonly directive?: string;
}

function meant<T extends Skippable>(all: readonly T[]): T[] {
  return all.filter(({ directive }) => directive !== 'skip');
}

interface Assertion extends Skippable {
  readonly data: unknown;
  readonly expected: unknown;
  readonly certLogicExpression?: CertLogicExpression;
}

interface Suite extends Skippable {
  readonly cases?: readonly Case[];
}

interface Case extends Skippable {
  readonly certLogicExpression: CertLogicExpression;
  readonly assertions: readonly Assertion[];
}

describe.skipIf(!existsSync(SUITE))(
  'CertLogic’s own test suite (skipped where it does not lie beside the project)',
  () => {
    const suites = existsSync(SUITE) ? readdirSync(SUITE).filter((name) => name.endsWith('.json')) : [];
    test.each(suites)('%s', (name) => {
      const suite = JSON.parse(readFileSync(join(SUITE, name), 'utf8')) as Suite;
      for (const { certLogicExpression, assertions } of meant([suite]).flatMap(({ cases }) => meant(cases ?? []))) {
        for (const { data: given, expected, certLogicExpression: own } of meant(assertions)) {
          const value = compileLogic(own ?? certLogicExpression)(given);
          expect(value instanceof Date ? value.toJSON() : value).toEqual(expected);
        }
      }
    });
  },
);
