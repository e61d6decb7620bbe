import { isCertLogicExpression } from 'certlogic-js';
import { insteadOf, insteadOfSoMany } from './json-logic.ts';

/** Operators of CertLogic 1.x. @see CertLogic specification, "Operations" */
export const OPERATORS: ReadonlySet<string> = new Set([
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

const TEST_FIELDS = ['kind', 'result', 'ageSeconds', 'isResultTimeKnown', 'resultAgeSeconds'];
const VACCINATION_FIELDS = ['product', 'dose', 'of', 'ageDays', 'ageMonths'];
const RECOVERY_FIELDS = ['firstPositiveDaysAgo', 'fromDaysAgo', 'untilDaysAgo'];
const VISITED_FIELDS = ['area', 'fromDaysAgo', 'toDaysAgo'];
const PASS_FIELDS = ['type', 'holder', 'company', 'places', 'carries', 'secondsLeft', 'isHere', 'isNow'];

/** What a rule may read; index `0` stands for any of two digits. Everything else is refused when the policy is loaded. */
export const VARIABLES: ReadonlySet<string> = new Set([
  ...['kind', 'colour', 'ageGroup', 'codeAgeSeconds', 'hasPending', 'hasPostDated'].map((field) => `facts.${field}`),
  ...['hasPendingNucleicAcid', 'hasPostDatedNucleicAcid'].map((field) => `facts.${field}`),
  ...withFields('facts.newestResult', TEST_FIELDS),
  ...withFields('facts.newestNucleicAcid', TEST_FIELDS),
  ...withFields('facts.newestAntigen', TEST_FIELDS),
  'facts.tests',
  ...withFields('facts.tests.0', TEST_FIELDS),
  'facts.vaccinations',
  ...withFields('facts.vaccinations.0', VACCINATION_FIELDS),
  ...withFields('facts.lastVaccination', VACCINATION_FIELDS),
  'facts.recoveries',
  ...withFields('facts.recoveries.0', RECOVERY_FIELDS),
  'facts.visited',
  ...withFields('facts.visited.0', VISITED_FIELDS),
  ...withFields('facts.lastRiskStay', VISITED_FIELDS),
  ...withFields('facts.lastStarredStay', VISITED_FIELDS),
  ...withFields('facts.pass', PASS_FIELDS),
  ...['code', 'status', 'statusDaysAgo'].map((field) => `district.${field}`),
  'now',
  ...['direction', 'hasCardReader', 'temperatureTenths'].map((field) => `context.${field}`),
  ...['hasBeenAdmitted', 'secondsSinceAdmitted', 'reentryWindowSeconds'].map((field) => `context.${field}`),
  ...['hasTemperature', 'isClockErrorKnown', 'clockErrorSeconds'].map((field) => `context.${field}`),
]);

/** What the step of a `reduce` may read: CertLogic hands it the element and the sum so far, and nothing else. */
export const STEP_VARIABLES: ReadonlySet<string> = new Set([
  'accumulator',
  ...withFields('current', [...TEST_FIELDS, ...VACCINATION_FIELDS, ...RECOVERY_FIELDS, ...VISITED_FIELDS]),
]);

const ARRAY_INDEX = /\.\d{1,2}(?=\.|$)/gu;

/** What expressions of one kind may be made of. */
export interface Vocabulary {
  readonly operators: ReadonlySet<string>;
  /** @param isInStep within the step of a `reduce`, where other variables hold */
  isVariable(path: string, isInStep: boolean): boolean;
  /** Operations and lists within each other. */
  readonly maxDepth: number;
  readonly maxNodes: number;
  /**
   * Ours: as many operands as the specification has, no `reduce` in the step of another. Others are taken as they come,
   * lists of codes count as one node, and whatever multiplies is stopped when it runs.
   */
  readonly isStrict: boolean;
}

/** Of the rules of a policy. */
const RULES: Vocabulary = {
  operators: OPERATORS,
  isVariable: (path, isInStep) =>
    isInStep
      ? STEP_VARIABLES.has(path)
      : VARIABLES.has(path.replace(ARRAY_INDEX, '.0')) || parameterIn(path) !== undefined,
  maxDepth: 32,
  maxNodes: 1000,
  isStrict: true,
};

/** The name of the venue type's parameter that a path reads; that each venue type has it is checked with the policy. */
function parameterIn(path: string): string | undefined {
  const name = /^venue\.([a-z][A-Za-z0-9]{0,47})$/u.exec(path)?.[1];
  // What every object inherits is none of the parameters.
  return name !== undefined && !(name in Object.prototype) ? name : undefined;
}

/** Paths of the variables that an acceptable rule reads, also within the steps of a `reduce`. */
export function variablesIn(logic: unknown): string[] {
  if (Array.isArray(logic)) return logic.flatMap(variablesIn);
  if (typeof logic !== 'object' || logic === null) return [];
  return Object.entries(logic).flatMap(([operator, operands]) => {
    if (operator !== 'var') return variablesIn(operands);
    return typeof operands === 'string' ? [operands] : [];
  });
}

/** The parameters of its venue type that an acceptable rule reads. */
export function parametersIn(logic: unknown): string[] {
  return variablesIn(logic).flatMap((path) => parameterIn(path) ?? []);
}

/**
 * Of business rules for EU certificates: whatever the payload and the surroundings hold, and two operators more.
 *
 * @see eu-dcc-business-rules, "CertLogic"
 */
export const BUSINESS_RULES: Vocabulary = {
  operators: new Set([...OPERATORS, 'extractFromUVCI', 'dccDateOfBirth']),
  isVariable: (path, isInStep) => {
    // All that there is.
    if (path === '') return true;
    const [root = '', ...fields] = path.split('.');
    const isRoot = isInStep ? ['current', 'accumulator'].includes(root) : ['payload', 'external'].includes(root);
    // What every object inherits is none of the data.
    return isRoot && fields.every((field) => field !== '' && !(field in Object.prototype));
  },
  maxDepth: 64,
  maxNodes: 20_000,
  isStrict: false,
};

/** Operands of `reduce`: what to go through, the step, the first sum. */
const REDUCE_STEP = 1;

/** Where in a rule something is not acceptable, and what. */
export interface LogicMistake {
  /** JSON pointer within the rule's logic (RFC 6901). */
  readonly path: string;
  readonly reason:
    'too-deep' | 'too-large' | 'unknown-operator' | 'unknown-variable' | 'reduce-in-reduce' | 'not-an-expression';
  /** What to write instead, a sentence, of what JsonLogic has otherwise. */
  readonly instead?: string;
}

/** What is known at one place of a rule's tree. */
interface Place {
  readonly path: string;
  readonly depth: number;
  /** Inside the step of a `reduce`, where other variables hold. */
  readonly isInStep: boolean;
  readonly vocabulary: Vocabulary;
  /** Shared by all places of one rule. */
  readonly budget: { nodes: number };
}

/**
 * Finds what is not acceptable in a rule: operators and variables that are not listed, and trees beyond the limits.
 *
 * `certlogic-js` looks variables up with JavaScript's own property access, so that `constructor.constructor` would reach
 * a function: nothing but the listed paths may get there. In our own rules a `reduce` inside the step of another is
 * refused too, since a few of them multiply into hours.
 */
export function findLogicMistake(logic: unknown, vocabulary: Vocabulary = RULES): LogicMistake | null {
  const { maxNodes, isStrict } = vocabulary;
  const mistake = visit(logic, { path: '', depth: 0, isInStep: false, vocabulary, budget: { nodes: maxNodes } });
  if (mistake !== null) return mistake;
  return !isStrict || isCertLogicExpression(logic) ? null : { path: '', reason: 'not-an-expression' };
}

function visit(node: unknown, place: Place): LogicMistake | null {
  const { path, depth, budget, vocabulary } = place;
  budget.nodes -= 1;
  if (budget.nodes < 0) return { path, reason: 'too-large' };
  if (isLiteral(node)) return null;
  if (typeof node !== 'object' || node === null) return { path, reason: 'not-an-expression' };
  if (depth >= vocabulary.maxDepth) return { path, reason: 'too-deep' };
  if (!Array.isArray(node)) return visitOperation(node, place);
  const isListOfCodes = !vocabulary.isStrict && node.every(isLiteral);
  return isListOfCodes ? null : visitAll(node, { ...place, depth: depth + 1 });
}

function isLiteral(node: unknown): boolean {
  return typeof node === 'string' || typeof node === 'boolean' || Number.isSafeInteger(node);
}

function visitOperation(node: object, place: Place): LogicMistake | null {
  const { path, depth, isInStep, vocabulary } = place;
  const [entry, ...others] = Object.entries(node) as [string, unknown][];
  if (entry === undefined || others.length > 0) return { path, reason: 'not-an-expression' };
  const [operator, operands] = entry;
  if (!vocabulary.operators.has(operator)) return { path, reason: 'unknown-operator', ...said(insteadOf(operator)) };
  if (operator === 'var') {
    const isListed = typeof operands === 'string' && vocabulary.isVariable(operands, isInStep);
    return isListed ? null : { path: `${path}/var`, reason: 'unknown-variable' };
  }
  if (operator === 'reduce' && isInStep && vocabulary.isStrict) return { path, reason: 'reduce-in-reduce' };
  const inside = { ...place, path: `${path}/${operator}`, depth: depth + 1 };
  if (!Array.isArray(operands)) return { path: inside.path, reason: 'not-an-expression' };
  const instead = vocabulary.isStrict ? insteadOfSoMany(operator, operands.length) : undefined;
  if (instead !== undefined) return { path, reason: 'not-an-expression', instead };
  return visitAll(operands, inside, operator === 'reduce' ? REDUCE_STEP : null);
}

function said(instead: string | undefined): Pick<LogicMistake, 'instead'> {
  return instead === undefined ? {} : { instead };
}

/** @param step which item is the step of a `reduce`; `null`: none */
function visitAll(items: readonly unknown[], place: Place, step: number | null = null): LogicMistake | null {
  for (const [index, item] of items.entries()) {
    const isInStep = place.isInStep || index === step;
    const mistake = visit(item, { ...place, path: `${place.path}/${index}`, isInStep });
    if (mistake !== null) return mistake;
  }
  return null;
}

function withFields(path: string, fields: readonly string[]): string[] {
  return [path, ...fields.map((field) => `${path}.${field}`)];
}
