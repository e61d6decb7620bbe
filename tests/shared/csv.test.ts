import { expect, test } from 'vitest';
import { parseCsv } from '../../shared/csv.ts';

const lines = (text: string): unknown => parseCsv(text).records.map(({ line, fields }) => [line, ...fields]);

test.each<[string, string, unknown]>([
  [
    'fields',
    'a,b\nc,d',
    [
      [1, 'a', 'b'],
      [2, 'c', 'd'],
    ],
  ],
  ['a line’s end after the last', 'a,b\n', [[1, 'a', 'b']]],
  [
    'ends of lines of another system',
    'a\r\nb\r\n',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    'ends of lines of an old one',
    'a\rb',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  ['empty fields', ',b,\n', [[1, '', 'b', '']]],
  ['quotes', '"a,1","say ""hi"""', [[1, 'a,1', 'say "hi"']]],
  [
    'a line’s end in quotes, and which line comes next',
    '"a\nb",c\nd,e',
    [
      [1, 'a\nb', 'c'],
      [3, 'd', 'e'],
    ],
  ],
  ['an empty field in quotes', '"",x', [[1, '', 'x']]],
  ['a quote within', 'a"b,c', [[1, 'a"b', 'c']]],
  [
    'lines with nothing on them',
    'a\n\n , ,\nb\n\n',
    [
      [1, 'a'],
      [4, 'b'],
    ],
  ],
  ['nothing', '', []],
])('of a file with %s each record and its line are read', (_what, text, expected) => {
  expect([parseCsv(text).trouble, lines(text)]).toEqual([null, expected]);
});

test.each([
  ['a quote that is not closed', 'a\nb,"c\nd', { line: 2, message: 'a quote is not closed' }],
  [
    'something after a closing quote',
    'a\n\n"b"c',
    { line: 3, message: expect.stringContaining('closing quote') as string },
  ],
])('%s is trouble of its line', (_what, text, trouble) => {
  expect(parseCsv(text).trouble).toEqual(trouble);
});
