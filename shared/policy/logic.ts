import { isCertLogicExpression } from 'certlogic-js';

/** Operators of CertLogic 1.x. @see CertLogic specification, "Operations" */
const OPERATORS: ReadonlySet<string> = new Set([
  'var',
  'if',
  '===',
  'and',
  '!',
  '+',
  '<',
  '>',
  '<=',
  '>=',
  'in',
  'plusTime',
  'after',
  'before',
  'not-after',
  'not-before',
  'reduce',
]);

/** What a rule may read; `*` stands for one array index. Everything else is refused when the policy is loaded. */
const VARIABLES: ReadonlySet<string> = new Set([
  'facts',
  'facts.kind',
  'facts.colour',
  'facts.ageGroup',
  'facts.hasPending',
  'facts.hasPostDated',
  ...['facts.newestResult', 'facts.newestNucleicAcid', 'facts.newestAntigen', 'facts.tests.*'].flatMap((path) => [
    path,
    `${path}.kind`,
    `${path}.result`,
    `${path}.ageSeconds`,
    `${path}.resultAgeSeconds`,
  ]),
  'facts.tests',
  'facts.vaccinations',
  ...['product', 'dose', 'of', 'ageDays'].map((field) => `facts.vaccinations.*.${field}`),
  'facts.visited',
  ...['area', 'fromDaysAgo', 'toDaysAgo'].map((field) => `facts.visited.*.${field}`),
  'facts.pass',
  ...['type', 'holder', 'places', 'secondsLeft'].map((field) => `facts.pass.${field}`),
  'venue.type',
  'venue.isTestRequired',
  'venue.maxTestAgeSeconds',
  'district',
  'now',
  'context.direction',
  'context.hasBeenAdmitted',
  'context.secondsSinceAdmitted',
  'context.reentryWindowSeconds',
  'context.hasCardReader',
  'context.temperatureCelsius',
]);

/** Inside `reduce` an element and the sum so far may be read, with plain field names. */
const REDUCE_VARIABLE = /^(?:current|accumulator)(?:\.(?!__proto__|constructor|prototype)[A-Za-z]{1,32}){0,2}$/u;

const MAX_DEPTH = 32;
const MAX_NODES = 1000;

/** Where in a rule something is not acceptable, and what. */
export interface LogicMistake {
  /** JSON pointer within the rule's logic (RFC 6901). */
  readonly path: string;
  readonly reason: 'too-deep' | 'too-large' | 'unknown-operator' | 'unknown-variable' | 'not-an-expression';
}

/**
 * Finds what is not acceptable in a rule: operators and variables that are not listed, and trees beyond the limits.
 *
 * `certlogic-js` looks variables up with JavaScript's own property access, so that `constructor.constructor` would reach
 * a function: nothing but the listed paths may get there.
 */
export function findLogicMistake(logic: unknown): LogicMistake | null {
  const budget = { nodes: MAX_NODES };
  const mistake = visit(logic, '', 0, false, budget);
  if (mistake !== null) return mistake;
  return isCertLogicExpression(logic) ? null : { path: '', reason: 'not-an-expression' };
}

function visit(
  node: unknown,
  path: string,
  depth: number,
  isInReduce: boolean,
  budget: { nodes: number },
): LogicMistake | null {
  budget.nodes -= 1;
  if (budget.nodes < 0) return { path, reason: 'too-large' };
  if (depth > MAX_DEPTH) return { path, reason: 'too-deep' };
  if (node === null || (typeof node === 'number' && !Number.isInteger(node)))
    return { path, reason: 'not-an-expression' };
  if (typeof node !== 'object') return null;
  if (Array.isArray(node))
    return firstMistake(node, (item, i) => visit(item, `${path}/${i}`, depth + 1, isInReduce, budget));
  const [operator, ...others] = Object.keys(node);
  if (operator === undefined || others.length > 0) return { path, reason: 'not-an-expression' };
  if (!OPERATORS.has(operator)) return { path, reason: 'unknown-operator' };
  const operands = (node as Record<string, unknown>)[operator];
  if (operator === 'var') {
    return isListed(operands, isInReduce) ? null : { path: `${path}/var`, reason: 'unknown-variable' };
  }
  return visit(operands, `${path}/${operator}`, depth + 1, isInReduce || operator === 'reduce', budget);
}

function isListed(variable: unknown, isInReduce: boolean): boolean {
  if (typeof variable !== 'string') return false;
  if (isInReduce && REDUCE_VARIABLE.test(variable)) return true;
  return VARIABLES.has(variable.replace(/\.\d{1,2}(?=\.|$)/gu, '.*'));
}

function firstMistake<T>(
  items: readonly T[],
  check: (item: T, index: number) => LogicMistake | null,
): LogicMistake | null {
  for (const [index, item] of items.entries()) {
    const mistake = check(item, index);
    if (mistake !== null) return mistake;
  }
  return null;
}
