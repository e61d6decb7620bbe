import { evaluate, type CertLogicExpression } from 'certlogic-js';

/** A rule's logic made ready to run. Throws for operands of the wrong kind, as the evaluator does. */
export type Logic = (data: unknown) => unknown;

/**
 * Makes a function of an expression, so that it is not taken apart anew for every visitor, which costs many times what
 * it computes. That is done for the operators that rules are mostly made of; the others are left to `certlogic-js`, to
 * whose answers these are held in tests.
 *
 * @see CertLogic specification, "Operations"
 */
export function compileLogic(expression: CertLogicExpression): Logic {
  return compile(expression) ?? ((data) => evaluate(expression, data) as unknown);
}

/** @returns `undefined` for what is left to the library: other operators, other numbers of operands */
function compile(expression: CertLogicExpression): Logic | undefined {
  if (typeof expression !== 'object') return () => expression;
  const [operator = '', operands] = Object.entries(expression)[0] ?? [];
  if (operator === 'var') return typeof operands === 'string' ? readVariable(operands) : undefined;
  const maker = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (maker === undefined || !Array.isArray(operands)) return undefined;
  return maker(operands.map((operand: CertLogicExpression) => compileLogic(operand)));
}

type Maker = (operands: readonly Logic[]) => Logic | undefined;

const OPERATORS: Readonly<Record<string, Maker>> = {
  if: ([guard, then, otherwise]) =>
    guard && then && otherwise && ((data) => (isTrue(guard(data)) ? then(data) : otherwise(data))),
  and: (operands) =>
    operands.length < 2
      ? undefined
      : (data) => {
          let last: unknown = true;
          for (const operand of operands) {
            last = operand(data);
            if (!isTrue(last)) break;
          }
          return last;
        },
  '!': ([operand]) => operand && ((data) => !isTrue(operand(data))),
  '===': binary((left, right) => left === right),
  '<': binary((left, right) => integer(left) < integer(right)),
  '>': binary((left, right) => integer(left) > integer(right)),
  '<=': binary((left, right) => integer(left) <= integer(right)),
  '>=': binary((left, right) => integer(left) >= integer(right)),
};

function binary(apply: (left: unknown, right: unknown) => boolean): Maker {
  return ([left, right, ...others]) =>
    left && right && others.length === 0 ? (data) => apply(left(data), right(data)) : undefined;
}

/** What is not there is null. */
function readVariable(path: string): Logic {
  if (path === '') return (data) => data;
  const steps = path.split('.').map((step) => (/^\s*[+-]?\d/u.test(step) ? Number.parseInt(step, 10) : step));
  return (data) => {
    let at: unknown = data;
    for (const step of steps) {
      if (at === null) return null;
      at = (at as Readonly<Record<string | number, unknown>>)[step] ?? null;
    }
    return at;
  };
}

/** False are false, null, 0, the empty text, list and object; a time is neither. @see CertLogic specification, "Truthy and falsy" */
function isTrue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (value instanceof Date) throw new TypeError('neither true nor false');
  return Object.keys(value).length > 0;
}

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError('not an integer');
  return value;
}
