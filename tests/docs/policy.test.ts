import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyDocuments } from '../../scripts/policy-doc.ts';
import { testExamples } from '../../shared/policy/examples.ts';
import { checkPolicy } from '../../shared/policy/policy.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the schema and the cookbook are as `npm run docs:policy` writes them', async () => {
  for (const [name, text] of Object.entries(await policyDocuments())) expect(read(`docs/${name}`), name).toBe(text);
});

describe.each(['docs/cookbook.json', 'resources/policy/targets/policy.json'])('the rules of %s', (path) => {
  const checked = checkPolicy(JSON.parse(read(path)));

  test('have no mistake', () => {
    expect(checked.ok ? [] : checked.mistakes).toEqual([]);
  });

  test('are each tried on both sides', () => {
    expect(checked.ok && testExamples(checked.value)).toEqual([]);
  });
});

test('the cookbook has twenty rules', () => {
  const { rules } = JSON.parse(read('docs/cookbook.json')) as { rules: object };
  expect(Object.keys(rules)).toHaveLength(20);
});

test('docs/policy.md names every variable a rule may read', () => {
  const logic = read('shared/policy/logic.ts');
  const named = [...logic.matchAll(/^const \w+_FIELDS = \[(?<list>[^\]]+)\]/gmu)].flatMap(({ groups }) => [
    ...(groups?.['list'] ?? '').matchAll(/'(?<name>\w+)'/gu),
  ]);
  const documentText = read('docs/policy.md');
  for (const { groups } of named) expect(documentText).toContain(groups?.['name']);
});
