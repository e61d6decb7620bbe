import { expect, test } from 'vitest';
import { linesOf } from '../../../shared/poster/lines.ts';

/** A Chinese character is as wide as two others, as on paper. */
const measure = (text: string): number =>
  Array.from(text).reduce((width, sign) => width + (/[\u3000-\uFFEF]/u.test(sign) ? 2 : 1), 0);

test.each([
  ['fits', 'one two', 7, ['one two']],
  ['is a sign too wide', 'one two', 6, ['one', 'two']],
  ['has one word that is too wide', 'a extraordinary b', 6, ['a extr', 'aordin', 'ary b']],
  ['is empty', '', 10, ['']],
  ['is Chinese: before any character', '健康码已过期', 6, ['健康码', '已过期']],
  ['is Chinese: no line begins with a comma, nor is wider for it', '已过期，请刷新', 6, ['已过', '期，请', '刷新']],
  ['closes more than one thing at once', '记（已过期）。请刷', 10, ['记（已过', '期）。请刷']],
  ['closes something after Latin', '导出 CSV，请刷新', 8, ['导出', 'CSV，请', '刷新']],
  ['is both', '超过 48 小时', 7, ['超过 48', '小时']],
])('a text that %s', (_case, text, width, lines) => {
  expect(linesOf(text, width, measure)).toEqual(lines);
});
