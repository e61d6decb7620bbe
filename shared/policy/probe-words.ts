import type { CertLogicExpression } from 'certlogic-js';
import { compileLogic } from './compile.ts';
import { variablesIn } from './logic.ts';

/** What came of a part of a rule. */
type Outcome = { readonly threw: true } | { readonly threw: false; readonly value: unknown };

/**
 * Says how a rule fails for a visitor, what it reads that is not there, and how to ask for it first.
 *
 * @param logic that fails for `data`
 * @param who the visitor, in words
 */
export function whyItFails(logic: unknown, data: object, who: string): string {
  const outcome = outcomeOf(logic, data);
  const how = outcome.threw ? 'throws' : `gives ${valueInWords(outcome.value)}, neither true nor false,`;
  const missing = [...new Set(variablesIn(guilty(logic, data)))].filter((path) => isMissing(path, data));
  const [first] = missing;
  if (first === undefined) return `${how} for: ${who}`;
  const verb = missing.length === 1 ? 'is' : 'are';
  return `${how} for: ${who}; ${missing.join(', ')} ${verb} not there; ${guardFor(first, data)}`;
}

function outcomeOf(logic: unknown, data: object): Outcome {
  try {
    return { threw: false, value: compileLogic(logic as CertLogicExpression)(data) };
  } catch {
    // Why is found by looking at the operands: the evaluator's own words name no variable.
    return { threw: true };
  }
}

/** What a rule may read is null where it is not there; what only the step of a `reduce` has is not looked for. */
function isMissing(path: string, data: object): boolean {
  if (/^(?:current|accumulator)\b/u.test(path)) return false;
  const read = outcomeOf({ var: path }, data);
  return !read.threw && read.value === null;
}

/** The innermost part that throws, or that gives what the whole gives. */
function guilty(node: unknown, data: object): unknown {
  const [entry] = typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.entries(node) : [];
  const [operator, operands] = entry ?? [];
  // The step of a `reduce` cannot be run alone.
  if (!Array.isArray(operands) || operator === 'reduce') return node;
  const throwing = evaluatedOf(operator, operands, data).find((operand) => outcomeOf(operand, data).threw);
  if (throwing !== undefined) return guilty(throwing, data);
  if (outcomeOf(node, data).threw) return node;
  const giving = givingOf(operator, operands, data);
  return giving === undefined ? node : guilty(giving, data);
}

/** Operands in the order in which they are evaluated, without the branch that is not. */
function evaluatedOf(operator: string | undefined, operands: readonly unknown[], data: object): readonly unknown[] {
  if (operator !== 'if') return operands;
  const [guard] = operands;
  return outcomeOf(guard, data).threw ? [guard] : [guard, givingOf(operator, operands, data)];
}

/** The operand whose value is that of the whole. */
function givingOf(operator: string | undefined, operands: readonly unknown[], data: object): unknown {
  if (operator === 'if') return isTrue(operands[0], data) ? operands[1] : operands[2];
  if (operator === 'and') return operands.find((operand) => !isTrue(operand, data)) ?? operands.at(-1);
  return undefined;
}

function isTrue(node: unknown, data: object): boolean {
  const negated = outcomeOf({ '!': [node] }, data);
  return !negated.threw && negated.value === false;
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}

/** Variables that tell whether another is there; that one may be 0, which is as false as none. */
const TOLD_BY: Readonly<Record<string, string>> = {
  'context.temperatureTenths': 'context.hasTemperature',
  'context.secondsSinceAdmitted': 'context.hasBeenAdmitted',
  'context.clockErrorSeconds': 'context.isClockErrorKnown',
};

function guardFor(path: string, data: object): string {
  if (path.startsWith('district.')) return 'ask first, with `if`, whether `district.status` is a known one';
  const parent = path.slice(0, path.lastIndexOf('.'));
  const told = path.endsWith('.resultAgeSeconds') ? `${parent}.isResultTimeKnown` : TOLD_BY[path];
  const asked = told ?? (isMissing(parent, data) ? parent : path);
  return `ask first: {"if": [{"var": "${asked}"}, …, …]}`;
}
