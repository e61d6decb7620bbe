import { variablesIn } from './logic.ts';

/** What a rule compares each field with, by the last step of the field's path: numbers and texts. */
export type Literals = ReadonlyMap<string, readonly Value[]>;

type Value = number | string;

/** Operators whose outcome depends on what stands beside a variable. */
const COMPARING: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '===', 'in']);

/** Of a list the first and the last stand for all: they differ in nothing that a rule could see. */
const ends = <T>(list: readonly T[]): readonly T[] =>
  list.length <= 2 ? list : [...list.slice(0, 1), ...list.slice(-1)];

/**
 * Finds where a rule may change its mind.
 *
 * @param valuesOf what a variable that the policy itself says may be, such as a parameter of the venues; none for others
 */
export function literalsIn(logic: unknown, valuesOf: (path: string) => readonly unknown[]): Literals {
  const found = new Map<string, Set<Value>>();
  for (const comparison of comparisonsIn(logic)) {
    const values = valuesIn(comparison, valuesOf);
    for (const path of variablesIn(comparison)) {
      const field = path.slice(path.lastIndexOf('.') + 1);
      found.set(field, new Set([...(found.get(field) ?? []), ...values]));
    }
  }
  return new Map([...found].map(([field, values]) => [field, [...values]]));
}

/** Also those within others. */
function comparisonsIn(node: unknown): unknown[] {
  if (Array.isArray(node)) return node.flatMap(comparisonsIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([operator, operands]: [string, unknown]) => [
    ...(COMPARING.has(operator) ? [operands] : []),
    ...comparisonsIn(operands),
  ]);
}

function valuesIn(node: unknown, valuesOf: (path: string) => readonly unknown[]): Value[] {
  if (typeof node === 'string' || typeof node === 'number') return [node];
  if (Array.isArray(node)) return valuesOfAll(node, valuesOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([operator, operands]: [string, unknown]) => {
    if (operator === 'var') return typeof operands === 'string' ? valuesOf(operands).filter(isValue) : [];
    const values = valuesIn(operands, valuesOf);
    return operator === '+' ? [...values, ...sumsOf(values)] : values;
  });
}

function valuesOfAll(items: readonly unknown[], valuesOf: (path: string) => readonly unknown[]): Value[] {
  const isList = items.every((item) => typeof item !== 'object');
  return (isList ? ends(items) : items).flatMap((item) => valuesIn(item, valuesOf));
}

/** Of any two: which of them are added up is not followed. */
function sumsOf(values: readonly Value[]): number[] {
  const numbers = values.filter((value) => typeof value === 'number').slice(0, 8);
  return numbers.flatMap((one, i) => numbers.slice(i + 1).map((other) => one + other));
}

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || typeof value === 'number';
}
