import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { jsonMistakes } from '../../../shared/policy/json-text.ts';

describe('where a text ceases to be JSON', () => {
  test.each([
    ['', 'line 1, column 1: not JSON, expected a value'],
    ['{"a":1,}', 'line 1, column 8: not JSON, expected a key in double quotes'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: not JSON, expected a comma or }'],
    ['{\r\n "a" 1}', 'line 2, column 6: not JSON, expected a colon'],
    ['[1 2]', 'line 1, column 4: not JSON, expected a comma or ]'],
    ['[01]', 'line 1, column 3: not JSON, expected a comma or ]'],
    ["{'a':1}", 'line 1, column 2: not JSON, expected a key in double quotes'],
    ['{"a":nul}', 'line 1, column 6: not JSON, expected a value'],
    ['"a\nb"', 'line 1, column 1: not JSON, expected a value'],
    ['"\\x"', 'line 1, column 1: not JSON, expected a value'],
    ['1 2', 'line 1, column 3: not JSON, expected the end'],
    ['\ufeff{}', 'line 1, column 1: not JSON, expected a value'],
    ['['.repeat(500_000), 'line 1, column 202: not JSON, expected no more than 200 levels'],
  ])('%j', (text, reason) => {
    expect(jsonMistakes(text)).toEqual([{ path: '', reason }]);
  });
});

describe('a key that stands twice', () => {
  test.each([
    ['{"a":1,"b":2,"a":3}', [['a', 1, 14]]],
    ['{"rules":{"x":{"y":1},\n"x":{}},"rules":{}}', [['rules.x', 2, 1], ['rules', 2, 9]]], // prettier-ignore
    ['[{"a":1},{"a":1,"\\u0061":2}]', [['1.a', 1, 17]]],
    ['{"a":{"a":1},"b":{"a":1}}', []],
    ['{"__proto__":1,"constructor":1}', []],
  ] as const)('%s', (text, places) => {
    expect(jsonMistakes(text)).toEqual(
      places.map(([path, line, column]) => ({
        path,
        reason: `line ${line}, column ${column}: the key is there twice`,
      })),
    );
  });
});

property.prop([fc.json(), fc.integer({ min: 0 }), fc.constantFrom('', '{', '"', ',', '}', '\\', '0')])(
  'what JSON.parse takes has no mistake, and what it does not has one',
  (json, place, other) => {
    const text = `${json.slice(0, place % (json.length + 1))}${other}${json.slice(place % (json.length + 1))}`;
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
    }
    const isMistaken = jsonMistakes(text).some(({ reason }) => reason.includes('not JSON'));
    expect(isMistaken).toBe(!isJson);
  },
);
