import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { policyDocuments } from '../../scripts/policy-doc.ts';
import { testExamples } from '../../shared/policy/examples.ts';
import { DATE_PATTERN, DATE_TIME_PATTERN, policyJsonSchema } from '../../scripts/policy-schema.ts';
import { OPERATORS } from '../../shared/policy/logic.ts';
import { checkPolicy } from '../../shared/policy/policy.ts';
import { parseDate, parseDateTime } from '../../shared/time.ts';
import { writtenWith } from '../shared/policy/policy-kit.ts';

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

describe('the rule of docs/policy.md that finds the newest result', () => {
  const [, block = ''] = /<!-- newest-result -->\s+```json\n(?<logic>.+?)```/su.exec(read('docs/policy.md')) ?? [];
  const HOURS = 3600;
  const tested = (...tests: object[]): object => ({ tests });
  const cases: [string, object, boolean][] = [
    ['a result of a day', tested({ sampledSecondsAgo: 60 * HOURS, resultSecondsAgo: 24 * HOURS }), true],
    ['a result of a day and a second', tested({ sampledSecondsAgo: 60 * HOURS, resultSecondsAgo: 86_401 }), false],
    ['a result nobody knows the time of', tested({ sampledSecondsAgo: HOURS }), false],
    ['no test', tested(), false],
    ['a result that is ahead', tested({ sampledSecondsAgo: HOURS, resultSecondsAgo: -301 }), false],
    [
      'an older sample with the newer result',
      tested(
        { sampledSecondsAgo: 30 * HOURS, resultSecondsAgo: 29 * HOURS },
        { sampledSecondsAgo: 40 * HOURS, resultSecondsAgo: 2 * HOURS },
      ),
      true,
    ],
  ];

  test('loads, and holds where it says', () => {
    const examples = cases.map(([, visitor, isKept]) => ({ visitor, isKept }));
    const checked = checkPolicy(writtenWith(JSON.parse(block), { examples }));
    expect(checked.ok ? testExamples(checked.value) : checked.mistakes).toEqual([]);
  });
});

test('the cookbook has twenty rules at least', () => {
  const { rules } = JSON.parse(read('docs/cookbook.json')) as { rules: object };
  expect(Object.keys(rules).length).toBeGreaterThanOrEqual(20);
});

test('docs/policy.md names every variable a rule may read', () => {
  const logic = read('shared/policy/logic.ts');
  const named = [...logic.matchAll(/^const \w+_FIELDS = \[(?<list>[^\]]+)\]/gmu)].flatMap(({ groups }) => [
    ...(groups?.['list'] ?? '').matchAll(/'(?<name>\w+)'/gu),
  ]);
  const documentText = read('docs/policy.md');
  for (const { groups } of named) expect(documentText).toContain(groups?.['name']);
});

describe('the JSON Schema’s dates are those of the kiosk', () => {
  const year = fc.integer({ min: 0, max: 9999 }).map((value) => String(value).padStart(4, '0'));
  const two = (max: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
  const date = fc.tuple(year, two(13), two(32)).map((parts) => parts.join('-'));
  const time = fc.tuple(two(24), two(60), two(60)).map((parts) => parts.join(':'));
  const zone = fc.oneof(fc.constantFrom('Z', '', 'z', '+0800', ' Z', '.5Z'), fc.tuple(two(24), two(60)).map(([h, m]) => `+${h}:${m}`)); // prettier-ignore

  property.prop([date])('YYYY-MM-DD', (text) => {
    expect(new RegExp(DATE_PATTERN, 'u').test(text)).toBe(parseDate(text).ok);
  });
  property.prop([date, time, zone])('RFC 3339', (day, hour, offset) => {
    const text = `${day}T${hour}${offset}`;
    expect(new RegExp(DATE_TIME_PATTERN, 'u').test(text)).toBe(parseDateTime(text).ok);
  });
  test.each(['2000-02-29', '1900-02-29', '2024-02-29', '2023-02-29', '2022-04-31', '0000-02-29'])('%s', (text) => {
    expect(new RegExp(DATE_PATTERN, 'u').test(text)).toBe(parseDate(text).ok);
  });
});

test('the JSON Schema lets a rule be made of what check does, as far as it can say', () => {
  const { $defs } = policyJsonSchema() as { $defs: Record<string, { properties?: object }> };
  expect(new Set(Object.keys($defs['operation']?.properties ?? {}))).toEqual(OPERATORS);
  expect(Object.keys($defs['stepOperation']?.properties ?? {})).not.toContain('reduce');
});
