import { z } from 'zod';
import { STEP_VARIABLES, VARIABLES } from '../shared/policy/logic.ts';
import { policySchema } from '../shared/policy/policy.ts';
import { BUILT_IN_REASON_CODES } from '../shared/reasons.ts';

/** A place in a JSON Schema, as far as it is gone into. */
interface Node {
  [keyword: string]: unknown;
}

/**
 * What an editor can check of a policy: its form as the kiosk's own schema has it, and of what that says in code as much
 * as JSON Schema (2020-12) can say. The rest, such as names that must be there, `sentinel policy check` says.
 */
export function policyJsonSchema(): object {
  const { $schema, ...form } = z.toJSONSchema(policySchema, { io: 'input', unrepresentable: 'any' });
  const schema: Node = { $schema, title: 'Digital Sentinel policy', description: 'See policy.md', ...form };
  sayTimes(schema);
  add(schema, 'properties/venueTypes', { minProperties: 1 });
  add(schema, 'properties/venueTypes/additionalProperties/properties/rules', { uniqueItems: true });
  const rule = 'properties/rules/additionalProperties/properties';
  add(schema, `${rule}/logic`, { anyOf: [{ type: 'boolean' }, { $ref: '#/$defs/operation' }] });
  add(schema, `${rule}/reason`, {
    if: { properties: { verdict: { const: 'admit' } } },
    then: { not: anyOfThese('shape', 'colour', 'sound') },
  });
  add(schema, 'properties/revoked/items', {
    if: { properties: { issuer: { pattern: '^\\d{6}$' } } },
    then: { properties: { id: { pattern: '^(?:[0-9a-f]{2}){8,16}$' } } },
  });
  add(schema, 'properties/messages', { propertyNames: { enum: BUILT_IN_REASON_CODES } });
  for (const path of ['districts', 'districts/items/properties/cases', 'samplingSites']) {
    add(schema, `properties/${path}`, { uniqueItems: true });
  }
  add(certificateEntryIn(schema), '', {
    oneOf: [
      { required: ['certificate'], not: anyOfThese('kid', 'jwk', 'spki') },
      { required: ['kid', 'jwk'], not: anyOfThese('certificate', 'spki') },
      { required: ['kid', 'spki'], not: anyOfThese('certificate', 'jwk') },
    ],
  });
  return { ...schema, $defs: { ...expressions('operation', 'expression', VARIABLES, 'step'), ...steps() } };
}

/** RFC 3339 with the calendar's own days, 29 February in leap years only. */
const DATE =
  '(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))' +
  '|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)';
const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d';
/** The kiosk's parser knows no year of the first century. */
export const DATE_PATTERN = `^(?!00)${DATE}$`;
export const DATE_TIME_PATTERN = `^(?!00)${DATE}T${CLOCK}:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]${CLOCK})$`;

const DATE_TIMES = new Set(['issuedAt', 'notAfter', 'validFrom', 'validTo', 'issuedBefore', 'at']);
const DATES = new Set(['date', 'from']);

/** The kiosk's schema asks its own parser for them, by whatever name they go. */
function sayTimes(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, inner] of Object.entries(node)) {
    const isText = typeof inner === 'object' && inner !== null && (inner as Node)['type'] === 'string';
    if (isText && DATE_TIMES.has(name)) Object.assign(inner, { pattern: DATE_TIME_PATTERN });
    if (isText && DATES.has(name)) Object.assign(inner, { pattern: DATE_PATTERN });
    sayTimes(inner);
  }
}

/** What a rule is made of: an operation, and what may stand in it. */
function expressions(
  operation: string,
  expression: string,
  variables: ReadonlySet<string>,
  step: string | null,
): object {
  const one = { $ref: `#/$defs/${expression}` };
  const operands = (least: number, most: number | null = least): object => ({
    type: 'array',
    items: one,
    minItems: least,
    ...(most === null ? {} : { maxItems: most }),
  });
  const tuple = (...items: object[]): object => ({
    type: 'array',
    prefixItems: items,
    minItems: items.length,
    items: false,
  });
  const comparison = operands(2, 3);
  const operators: Record<string, object> = {
    var: variablesIn(variables, step !== null),
    if: operands(3),
    '===': operands(2),
    and: operands(2, null),
    '!': operands(1),
    '+': operands(2),
    in: operands(2),
    plusTime: tuple(one, { type: 'integer' }, { enum: ['year', 'month', 'day', 'hour'] }),
    ...Object.fromEntries(
      ['<', '>', '<=', '>=', 'after', 'before', 'not-after', 'not-before'].map((name) => [name, comparison]),
    ),
    ...(step === null ? {} : { reduce: tuple(one, { $ref: `#/$defs/${step}` }, one) }),
  };
  const literals = [{ type: ['string', 'boolean', 'integer'] }, { type: 'array', items: one }];
  return {
    [operation]: {
      type: 'object',
      properties: operators,
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
    },
    [expression]: { anyOf: [{ $ref: `#/$defs/${operation}` }, ...literals] },
  };
}

/** What the step of a `reduce` is made of: other variables, and no `reduce` in it. */
function steps(): object {
  return expressions('stepOperation', 'step', STEP_VARIABLES, null);
}

/** Index 0 stands for any of two digits. */
function variablesIn(paths: ReadonlySet<string>, hasParameters: boolean): object {
  const plain = [...paths].filter((path) => !path.includes('.0'));
  const indexed = [...paths].filter((path) => path.includes('.0'));
  const patterns = [
    ...(indexed.length === 0
      ? []
      : [indexed.map((path) => path.replaceAll('.', '\\.').replace('0', '\\d{1,2}')).join('|')]),
    ...(hasParameters ? ['venue\\.[a-z][A-Za-z0-9]{0,47}'] : []),
  ];
  return {
    type: 'string',
    anyOf: [{ enum: plain }, ...patterns.map((pattern) => ({ pattern: `^(?:${pattern})$` }))],
  };
}

function anyOfThese(...names: string[]): object {
  return { anyOf: names.map((name) => ({ required: [name] })) };
}

function certificateEntryIn(schema: Node): Node {
  const entries = at(schema, 'properties/trust/items')['oneOf'];
  const found = (Array.isArray(entries) ? (entries as Node[]) : []).find(
    (entry) => at(entry, 'properties/format')['const'] === 'hcert',
  );
  if (found === undefined) throw new Error('the policy’s schema has no entry for certificates');
  return found;
}

function add(schema: Node, path: string, keywords: object): void {
  Object.assign(at(schema, path), keywords);
}

/** @param path keywords with a slash between, empty for the schema itself */
function at(schema: Node, path: string): Node {
  const steps = path === '' ? [] : path.split('/');
  return steps.reduce((node, step) => {
    const inner = node[step];
    if (typeof inner !== 'object' || inner === null) throw new Error(`the policy’s schema has no ${path}`);
    return inner as Node;
  }, schema);
}
