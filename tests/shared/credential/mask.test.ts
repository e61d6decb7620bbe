import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { LIMIT } from '../../../shared/credential/health-code.ts';
import { maskAgain, maskName, maskNames } from '../../../shared/credential/mask.ts';

test.each([
  ['one character', '张', '张*'],
  ['two characters', '张三', '张*'],
  ['three characters', '张小三', '张*三'],
  ['four characters', '欧阳小明', '欧*明'],
  ['a compound family name of two', '欧阳', '欧*'],
  ['a minority name with its dot', '买买提·艾力', '买*力'],
  ['a character beyond the first plane', '𠮷野', '𠮷*'],
  ['three of them', '𠮷𠮷𠮷', '𠮷*𠮷'],
  ['the zero that is a Han character', '李〇三', '李*三'],
  ['blanks between, as cards have them', '张　三', '张*'],
  ['blanks around', '  张小三 ', '张*三'],
  ['a Latin name', 'Anna Maria Berg', 'A* M* B*'],
  ['a Latin name with many blanks', ' Anna \t Berg\n', 'A* B*'],
  ['a single Latin name', 'Madonna', 'M*'],
  ['an accent apart from its letter', 'E\u0301ric', 'É*'],
  ['a Cyrillic name', 'Анна Берг', 'А* Б*'],
  ['Kana, which are not Han', 'さくら', 'さ*'],
  ['Han and Latin letters', '张 San', '张* S*'],
  ['a sign before its first letter', '“Anna” (Berg)', 'A* B*'],
  ['a mark that turns text around', '\u202eAnna \u202eBerg', 'A* B*'],
  ['letters none', '\u{1f600}\u{1f600} 12', '* *'],
  ['nine names: the first eight', 'a b c d e f g h i', 'a* b* c* d* e* f* g* h*'],
  ['nothing', '', '*'],
  ['blanks only', ' 　 ', '*'],
])('of %s only the ends are shown', (_case, name, expected) => {
  expect(maskName(name)).toBe(expected);
});

test.each([
  ['Latin', 'Berg', 'Anna Maria', 'A* M* B*'],
  ['Latin, a given name alone', '', 'Anna', 'A*'],
  ['Latin, a family name alone', 'Berg', '', 'B*'],
  ['Han', '张', '小三', '张*三'],
  ['Han with blanks, as cards have it', '张 ', ' 三', '张*'],
  ['of both scripts', '张', 'San', 'S* 张*'],
])('a name in parts: %s', (_case, family, given, expected) => {
  expect(maskNames(family, given)).toBe(expected);
});

const han = fc.string({ unit: fc.constantFrom('张', '欧', '三', '明', '𠮷', '〇'), minLength: 1, maxLength: 64 });
const names = fc.oneof(han, fc.string({ unit: 'grapheme', maxLength: 64 }), fc.string({ maxLength: 64 }));

property.prop([names])('a masked name fits the code it is signed into', (name) => {
  const masked = maskName(name);
  expect(masked.length).toBeGreaterThan(0);
  expect(masked.length).toBeLessThanOrEqual(LIMIT.name);
  expect(masked).toContain('*');
});

property.prop([han])('of a Han name at most the first and the last character are shown', (name) => {
  expect(Array.from(maskName(name).replace('*', '')).length).toBeLessThanOrEqual(2);
});

property.prop([fc.array(fc.stringMatching(/^[A-Za-z]{2,12}$/u), { minLength: 1, maxLength: 8 })])(
  'of a Latin name only initials are shown',
  (words) => {
    expect(maskName(words.join(' '))).toBe(words.map((word) => `${word.charAt(0)}*`).join(' '));
  },
);

test.each([
  ['张*三', '张*三'],
  ['张*', '张*'],
  ['A* M* B*', 'A* M* B*'],
  ['* *', '* *'],
  ['张三', '张*'],
  ['张小三', '张*三'],
  ['张三*', '张*'],
  ['张**', '张*'],
  ['*小明', '小*'],
  ['欧阳*明', '欧*明'],
  ['张＊三', '张*'],
  ['Anna Berg', 'A* B*'],
  ['Anna B*', 'A* B*'],
  ['A*nna B*erg', 'A* B*'],
  ['A* B* ', 'A* B*'],
  ['a* b* c* d* e* f* g* h*', 'a* b* c* d* e* f* g* h*'],
  ['a* b* c* d* e* f* g* h* i*', 'a* b* c* d* e* f* g* h*'],
  ['***', '*'],
])('%s, which somebody else was to mask, is shown as %s', (name, expected) => {
  expect(maskAgain(name)).toBe(expected);
});

property.prop([names])('what is masked stays as it is', (name) => {
  expect(maskAgain(maskName(name))).toBe(maskName(name));
});

property.prop([names])('masked again it fits where it stood, and is masked', (name) => {
  const masked = maskAgain(name);
  expect(masked.length).toBeLessThanOrEqual(LIMIT.name);
  expect(maskAgain(masked)).toBe(masked);
});
