import { expect, test } from 'vitest';
import { isWholeCode } from '../../../electron/readers/whole-code.ts';
import { codeOf } from '../../shared/judge-kit.ts';

const CODE = codeOf();

test('a code is whole with its last character, and at none before', () => {
  const wholeAt = Array.from(CODE, (_, i) => i + 1).filter((length) => isWholeCode(CODE.slice(0, length)));
  expect(wholeAt).toEqual([CODE.length]);
});

test.each(['', 'HC1:', 'https://example.org/', 'DS1:ABC', 'shc:/1234'])('%j is no whole code', (text) => {
  expect(isWholeCode(text)).toBe(false);
});
