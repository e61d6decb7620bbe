import { evaluate, type CertLogicExpression } from 'certlogic-js';

/** A rule's logic made ready to run. Throws for operands of the wrong kind, as the evaluator does. */
export type Logic = (data: unknown) => unknown;

/** What the error says that is thrown where a rule takes more steps than any that means something. */
export const TOO_MANY_STEPS = 'too many steps';

/** What one run may evaluate within the steps of its `reduce`s, in nodes: a second or so. */
const MAX_STEP_NODES = 20_000_000;

/** What is left of it, shared by all of one expression. */
interface Budget {
  nodes: number;
}

/**
 * Makes a function of an expression, so that it is not taken apart anew for every visitor, which costs many times what
 * it computes. Operators that rules are mostly made of, and those that choose what to evaluate, are our own; the others
 * get their operands from ours and leave the rest to `certlogic-js`, to whose answers all are held in tests.
 *
 * @returns throws {@link TOO_MANY_STEPS} where `reduce`s within each other multiply into hours
 * @see CertLogic specification, "Operations"
 */
export function compileLogic(expression: CertLogicExpression): Logic {
  const budget: Budget = { nodes: MAX_STEP_NODES };
  const run = compile(expression, budget);
  return (data) => {
    budget.nodes = MAX_STEP_NODES;
    return run(data);
  };
}

function compile(expression: CertLogicExpression, budget: Budget): Logic {
  if (typeof expression !== 'object' || (expression as unknown) === null) return literal(expression);
  if (Array.isArray(expression)) return list(expression, budget);
  const [operator = '', operands] = Object.entries(expression)[0] ?? [];
  if (operator === 'var' && typeof operands === 'string') return readVariable(operands);
  const isWhole = Array.isArray(operands) && operands.length > 0 && Object.keys(expression).length === 1;
  // What is none is refused in the library's own way.
  if (!isWhole) return (data) => evaluate(expression, data) as unknown;
  const compiled = (operands as CertLogicExpression[]).map((operand) => compile(operand, budget));
  if (operator === 'reduce') return reduce(compiled, sizeOf(operands[1]), budget);
  const maker = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  return maker?.(compiled) ?? byLibrary(operator, operands as CertLogicExpression[], compiled);
}

function literal(value: unknown): Logic {
  if (isLiteral(value)) return () => value;
  return () => {
    throw new TypeError('not an expression');
  };
}

function isLiteral(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isInteger(value);
}

function list(items: readonly CertLogicExpression[], budget: Budget): Logic {
  // Lists of codes are long, and always the same.
  if (items.every(isLiteral)) return () => items;
  const compiled = items.map((item) => compile(item, budget));
  return (data) => compiled.map((item) => item(data));
}

/** Operators whose operands behind the first are no expressions. */
const WITH_PARAMETERS: ReadonlySet<string> = new Set(['plusTime', 'extractFromUVCI', 'dccDateOfBirth']);

/** Operators that want the values of all their operands: the library is given these as its data. */
function byLibrary(operator: string, operands: readonly CertLogicExpression[], compiled: readonly Logic[]): Logic {
  const evaluated = WITH_PARAMETERS.has(operator) ? 1 : operands.length;
  const read = operands.map((operand, i) => (i < evaluated ? { var: String(i) } : operand));
  const operation = { [operator]: read } as CertLogicExpression;
  return (data) =>
    evaluate(
      operation,
      compiled.slice(0, evaluated).map((operand) => operand(data)),
    ) as unknown;
}

/** The step sees the element and the sum so far, and nothing else. */
function reduce([elements, step, first]: readonly Logic[], stepNodes: number, budget: Budget): Logic {
  return (data) => {
    if (elements === undefined || step === undefined || first === undefined) throw new TypeError('too few operands');
    const found = elements(data);
    if (found !== null && !Array.isArray(found)) throw new TypeError('not a list');
    let accumulator = first(data);
    for (const current of (found ?? []) as readonly unknown[]) {
      budget.nodes -= stepNodes;
      if (budget.nodes < 0) throw new RangeError(TOO_MANY_STEPS);
      accumulator = step({ accumulator, current });
    }
    return accumulator;
  };
}

function sizeOf(expression: unknown): number {
  if (typeof expression !== 'object' || expression === null) return 1;
  return Object.values(expression).reduce<number>((sum, part) => sum + sizeOf(part), 1);
}

type Maker = (operands: readonly Logic[]) => Logic | undefined;

/** `undefined`: with other numbers of operands the library is asked. */
const OPERATORS: Readonly<Record<string, Maker>> = {
  if:
    ([guard, then, otherwise]) =>
    (data) => {
      if (guard === undefined || then === undefined || otherwise === undefined) throw new TypeError('too few operands');
      return isTrue(guard(data)) ? then(data) : otherwise(data);
    },
  and: (operands) => (data) => {
    if (operands.length < 2) throw new TypeError('too few operands');
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
