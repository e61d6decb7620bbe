import { describe, expect, test } from 'vitest';
import { guardName, newGuardNumber } from '../../shared/guard-list.ts';
import { findInText, hasDocumentNumber } from '../../shared/kept-text.ts';

describe('a document number in a text', () => {
  test.each([
    ['alone', '11010519491231002X'],
    ['with a small x', '11010519491231002x'],
    ['in a sentence', '查找11010519491231002X的密切接触者'],
    ['after a case number', 'SH-2022-0513 11010519491231002X'],
    ['run into other digits', '2022051311010519491231002X7'],
    ['in groups', '110105 19491231 002X'],
    ['in groups with dashes', '110105-19491231-002X'],
    ['in groups with dots', '110105·1949.1231_002X'],
    ['in digits of full width', '１１０１０５１９４９１２３１００２Ｘ'],
    ['of fifteen digits, as they were before 1999', 'case 110105491231002'],
  ])('is found %s', (_how, text) => {
    expect(hasDocumentNumber(text)).toBe(true);
    expect(findInText(text)).toBe('number-in-text');
  });

  test.each([
    ['whose check character is wrong', '110105194912310021'],
    ['whose day the calendar has not', '110105199902300014'],
    ['of seventeen digits', '11010519491231002'],
    ['of fifteen digits without such a day', '110105490231002'],
    ['of fifteen digits of no province', '202205491231002'],
    ['of fourteen digits', '11010549123100'],
    ['of sixteen digits', '1101054912310021'],
    ['that is a case number with its day', 'SH-3101-2022-05-13-001'],
    ['that is a telephone number', '021-12320, 13800138000'],
    ['that is a time', '2022-05-13 10:00-11:30'],
  ])('is none %s', (_which, text) => {
    expect(hasDocumentNumber(text)).toBe(false);
    expect(findInText(text)).toBeNull();
  });
});

test('a guard is put on no list under a number of a document', () => {
  for (const schema of [guardName, newGuardNumber]) {
    expect(schema.safeParse('110105491231002').success).toBe(false);
    expect(schema.safeParse('110105499931002').success).toBe(true);
  }
});

describe('what nobody sees', () => {
  test.each([
    ['a line break', 'T-1\nT-2'],
    ['a tab', 'T-1\tT-2'],
    ['a control of C1', 'T-1\u0085'],
    ['text that is turned around', 'T-\u202E21'],
    ['an isolate', '\u2066T-1\u2069'],
    ['a space of no width', 'T\u200B-1'],
    ['a soft hyphen', 'T\u00AD1'],
    ['a separator of lines', 'T\u20281'],
    ['a separator of paragraphs', 'T\u20291'],
    ['a tag', 'T\u{E0041}'],
  ])('is found: %s', (_what, text) => {
    expect(findInText(text)).toBe('unseen-in-text');
  });

  test.each(['SH-2022-0513', '两例同日 （二号门）', 'Émile O’Neil', '买买提·吐尔逊', 'a\u3000b', '👍'])(
    '%s is seen whole',
    (text) => {
      expect(findInText(text)).toBeNull();
    },
  );
});
