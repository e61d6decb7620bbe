import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { BUSINESS_RULES, findLogicMistake } from '../../../shared/policy/logic.ts';
import { checkPolicy } from '../../../shared/policy/policy.ts';
import { writtenWith } from './policy-kit.ts';

const v = (path: unknown): unknown => ({ var: path });

describe('a variable that is not listed is refused', () => {
  test.each([
    'constructor',
    'constructor.constructor',
    '__proto__',
    'facts.__proto__',
    'facts.constructor',
    'facts.constructor.constructor',
    'facts.tests.constructor',
    'facts.tests.length',
    'facts.tests.0.constructor',
    'facts.tests.N.kind',
    'facts.tests.100.kind',
    'facts.tests.-1.kind',
    'facts.tests.0x1.kind',
    'facts.tests.0.kind.constructor',
    'facts.colour.length',
    'facts.maskedName',
    'facts.person',
    'facts.person.subject',
    'facts.cardMatch.tag',
    'facts',
    'context',
    'venue',
    'venue.rules.0',
    'venue.toString',
    'venue.Type',
    'district',
    'toString',
    'now.toString',
    'data',
    'payload.v.0',
    'facts..colour',
    '.facts',
    'facts.',
    'facts. colour',
    'FACTS.colour',
    '',
    '0',
    'current',
    'current.kind',
    'accumulator',
    0,
    null,
    ['facts.colour'],
    ['facts.colour', 'green'],
    { var: 'facts.kind' },
  ])('%j', (path) => {
    expect(findLogicMistake(v(path))).toEqual({ path: '/var', reason: 'unknown-variable' });
  });
});

describe('within the step of a reduce', () => {
  const step = (logic: unknown): unknown => ({ reduce: [v('facts.tests'), logic, 0] });
  test.each(['current', 'current.ageSeconds', 'current.area', 'accumulator'])('%s may be read', (path) => {
    expect(findLogicMistake(step({ '+': [v(path), 1] }))).toBeNull();
  });
  test.each([
    'current.constructor',
    'current.__proto__',
    'current.toString',
    'current.hasOwnProperty',
    'current.kind.length',
    'current.0',
    'accumulator.constructor',
    'accumulator.valueOf',
    'data',
    'facts.colour',
    'now',
    '',
  ])('%j may not', (path) => {
    expect(findLogicMistake(step(v(path)))).toEqual({ path: '/reduce/1/var', reason: 'unknown-variable' });
  });
  test.each([0, 2])('what stands as operand %i is read outside of it', (place) => {
    const operands: unknown[] = [v('facts.tests'), v('current'), false];
    operands[place] = v('current');
    expect(findLogicMistake({ reduce: operands })?.path).toBe(`/reduce/${place}/var`);
  });
  test('another reduce is refused, since a few would multiply into hours', () => {
    const inner = { reduce: [[1, 2, 3], v('accumulator'), 0] };
    expect(findLogicMistake(step(inner))).toEqual({ path: '/reduce/1', reason: 'reduce-in-reduce' });
    expect(findLogicMistake({ reduce: [[inner], v('accumulator'), inner] })).toBeNull();
  });
});

test.each<[string, unknown, string, string]>([
  ['an unknown operator', { xor: [true, false] }, '', 'unknown-operator'],
  ['an operator of JSON logic that CertLogic lacks', { or: [true, false] }, '', 'unknown-operator'],
  ['an inherited name as operator', { toString: [1] }, '', 'unknown-operator'],
  ['the prototype as operator', JSON.parse('{"__proto__": [1]}'), '', 'unknown-operator'],
  ['an operator deep inside', { '!': [{ and: [true, { log: ['x'] }] }] }, '/!/0/and/1', 'unknown-operator'],
  ['two operators in one', { '!': [true], and: [true, true] }, '', 'not-an-expression'],
  ['no operator', {}, '', 'not-an-expression'],
  ['null', null, '', 'not-an-expression'],
  ['nothing', undefined, '', 'not-an-expression'],
  ['null inside', { '===': [v('facts.colour'), null] }, '/===/1', 'not-an-expression'],
  ['a fraction', { '<': [v('now'), 37.3] }, '/</1', 'not-an-expression'],
  ['a number beyond exactness', { '<': [v('now'), 2 ** 53] }, '/</1', 'not-an-expression'],
  ['operands that are no list', { '!': v('facts.colour') }, '/!', 'not-an-expression'],
  ['too few operands', { '===': [v('facts.colour')] }, '', 'not-an-expression'],
  ['too many operands', { '<': [1, 2, 3, 4] }, '', 'not-an-expression'],
  ['an if without else', { if: [true, true] }, '', 'not-an-expression'],
  ['an unknown unit of time', { plusTime: ['2022-05-13', 1, 'week'] }, '', 'not-an-expression'],
])('%s is refused', (_case, logic, path, reason) => {
  expect(findLogicMistake(logic)).toMatchObject({ path, reason });
});

test.each<[string, unknown, string]>([
  ['or', { or: [true, false] }, 'negate an `and` of negations'],
  ['!==', { '!==': [1, 2] }, 'negate `===`'],
  ['!=', { '!=': [1, 2] }, 'negate `===`'],
  ['==', { '==': [1, 2] }, 'write `===`'],
  ['*', { '<': [v('now'), { '*': [2, 86_400] }] }, 'write the product'],
  ['+ of three', { '<': [1, { '+': [1, 2, 3] }] }, 'nest it'],
  ['if of five', { if: [true, true, false, true, false] }, 'nest another'],
  ['some', { some: [v('facts.tests'), true] }, '`reduce`'],
])('whoever writes JsonLogic’s %s is told what CertLogic has instead', (_name, logic, said) => {
  expect(findLogicMistake(logic)?.instead).toContain(said);
  const checked = checkPolicy(writtenWith(logic));
  expect(checked.ok ? [] : checked.mistakes.map(({ reason }) => reason)).toEqual([expect.stringContaining(said)]);
});

describe('limits', () => {
  const nested = (times: number): unknown => (times === 0 ? true : { '!': [nested(times - 1)] });
  test('32 operations may be nested, 33 not', () => {
    expect(findLogicMistake(nested(32))).toBeNull();
    expect(findLogicMistake(nested(33))?.reason).toBe('too-deep');
  });
  test('64 in rules of other countries', () => {
    expect(findLogicMistake(nested(64), BUSINESS_RULES)).toBeNull();
    expect(findLogicMistake(nested(65), BUSINESS_RULES)?.reason).toBe('too-deep');
  });
  test('a tree deeper than the call stack is refused, not crashed on', () => {
    let logic: unknown = true;
    for (let n = 0; n < 200_000; n += 1) logic = [logic];
    expect(findLogicMistake(logic)?.reason).toBe('too-deep');
  });
  test('1,000 nodes are taken, 1,001 not', () => {
    const list = (nodes: number): unknown => ({ in: [1, Array.from({ length: nodes - 3 }, () => 1)] });
    expect(findLogicMistake(list(1000))).toBeNull();
    expect(findLogicMistake(list(1001))?.reason).toBe('too-large');
  });
});

describe('rules of other countries', () => {
  const list = (length: number, of: unknown): unknown => ({ in: [1, Array.from({ length }, () => of)] });
  test('may have lists of any number of codes', () => {
    expect(findLogicMistake(list(100_000, 'EU/1/20/1528'), BUSINESS_RULES)).toBeNull();
  });
  test('may have 20,000 nodes otherwise, and no more', () => {
    expect(findLogicMistake(list(19_997, v('payload.a')), BUSINESS_RULES)).toBeNull();
    expect(findLogicMistake(list(19_998, v('payload.a')), BUSINESS_RULES)?.reason).toBe('too-large');
  });
  test.each<[string, unknown]>([
    ['read all that there is', v('')],
    ['have a reduce in the step of another', { reduce: [[1], { reduce: [v('current'), 1, 2] }, 0] }],
    ['have more operands than the specification', { if: [true, 1, false, 2, 3] }],
  ])('may %s, which ours may not', (_case, logic) => {
    expect(findLogicMistake(logic, BUSINESS_RULES)).toBeNull();
    expect(findLogicMistake(logic)).not.toBeNull();
  });
  test.each(['payload.constructor', 'payload.a.__proto__', 'current.toString', 'process.env'])(
    'may not read %s, in a step or out of it',
    (path) => {
      expect(findLogicMistake(v(path), BUSINESS_RULES)?.reason).toBe('unknown-variable');
      expect(findLogicMistake({ reduce: [[1], v(path), 0] }, BUSINESS_RULES)?.reason).toBe('unknown-variable');
    },
  );
});

property.prop([fc.jsonValue({ maxDepth: 6 })])('no JSON whatever makes it throw', (logic) => {
  const mistake = findLogicMistake(logic);
  expect(mistake === null || mistake.path === '' || mistake.path.startsWith('/')).toBe(true);
});
