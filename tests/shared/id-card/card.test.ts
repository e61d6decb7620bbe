import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { checkCardPeriod, parseCard } from '../../../shared/id-card/card.ts';
import { fail, ok } from '../../../shared/result.ts';
import {
  FOREIGNER_2017,
  FOREIGNER_2023,
  numberOf,
  PERMIT,
  readData,
  readDataWithFingerprint,
  RESIDENT,
  textBlock,
  type Fields,
} from './card-kit.ts';

const parse = (fields: Fields): ReturnType<typeof parseCard> => parseCard(readData(textBlock(fields)), 'read');

describe('a card is read:', () => {
  test('a resident’s, good for good', () => {
    expect(parse(RESIDENT)).toEqual(
      ok({
        card: {
          kind: 'resident',
          name: '张小三',
          // The standard's own example number.
          documentNumber: '11010519491231001' + '1',
          validFrom: '2020-01-01',
          validTo: null,
        },
        birthDate: '1949-12-31',
        sex: 'male',
        nation: '汉',
      }),
    );
  });

  test('a foreigner’s of 2017', () => {
    expect(parse(FOREIGNER_2017)).toEqual(
      ok({
        card: {
          kind: 'foreigner-2017',
          name: '安娜',
          documentNumber: 'UTO110085050501',
          validFrom: '2018-03-01',
          validTo: '2028-02-28',
        },
        birthDate: '1985-05-05',
        sex: 'female',
        nation: null,
      }),
    );
  });

  test('a foreigner’s of 2023', () => {
    expect(parse(FOREIGNER_2023)).toEqual(
      ok({
        card: {
          kind: 'foreigner-2023',
          name: '安娜',
          documentNumber: numberOf('19850505', '002', '911999'),
          validFrom: '2023-12-01',
          validTo: '2033-11-30',
        },
        birthDate: '1985-05-05',
        sex: 'female',
        nation: null,
      }),
    );
  });

  test('a permit of Hong Kong, Macau or Taiwan, which has no nation', () => {
    expect(parse(PERMIT)).toEqual(
      ok({
        card: {
          kind: 'hong-kong-macau-taiwan',
          name: '陈大文',
          documentNumber: numberOf('19700101', '001', '810000'),
          validFrom: '2019-01-01',
          validTo: '2023-12-31',
        },
        birthDate: '1970-01-01',
        sex: 'male',
        nation: null,
      }),
    );
  });
});

/** A name of a 2023 card that does not fit its first field: 35 characters there, 11 in the rest. */
const LONG_NAME = 'EXAMPLE VAN DER LANGENNAME, ANNA MARIA JOSEPHI'.slice(0, 46);

test.each<[string, Fields, string]>([
  ['of 15 characters', { ...RESIDENT, 0: '买买提·阿不都热合曼·艾山江某' }, '买买提·阿不都热合曼·艾山江某'],
  ['filled up with zeros', { ...RESIDENT, 0: `张三${'\0'.repeat(13)}` }, '张三'],
  ['filled up with full-width blanks', { ...RESIDENT, 0: `张三\u3000\u3000` }, '张三'],
  ['outside the basic plane', { ...RESIDENT, 0: '𠮷野' }, '𠮷野'],
  ['of a foreigner without a Chinese one', { ...FOREIGNER_2017, 158: ' '.repeat(15) }, 'EXAMPLE, ANNA MARIA'],
  ['of a foreigner of 2023 without one', { ...FOREIGNER_2023, 0: ' '.repeat(15) }, 'EXAMPLE, ANNA MARIA'],
  [
    'of a foreigner of 2023 that goes on in the second field',
    { ...FOREIGNER_2023, 0: ' '.repeat(15), 52: LONG_NAME.slice(0, 35), 220: LONG_NAME.slice(35) },
    LONG_NAME,
  ],
])('the name is read whole: %s', (_case, fields, name) => {
  expect(parse(fields)).toMatchObject({ value: { card: { name } } });
});

test.each([
  ['0', 'unknown'],
  ['1', 'male'],
  ['9', 'not-stated'],
])('sex %s is %s, and not against the number of a man', (code, sex) => {
  expect(parse({ ...RESIDENT, 30: code })).toMatchObject({ value: { sex } });
});

test.each([
  ['56', '基诺'],
  ['97', '其他'],
  ['99', null],
  ['', null],
])('nation %j is %j, and never a fault', (code, nation) => {
  expect(parse({ ...RESIDENT, 32: code.padEnd(2) })).toMatchObject({ value: { nation } });
});

test('a flag of zeros is none', () => {
  expect(parse({ ...RESIDENT, 248: '\0' })).toMatchObject({ value: { card: { kind: 'resident' } } });
});

describe('a card is unsupported:', () => {
  test.each(['K', 'i', 'j', 'y', 'R', '0', '身', '\ud800'])('flag %j', (flag) => {
    expect(parse({ ...RESIDENT, 248: flag })).toEqual(fail('card-unsupported'));
  });

  test.each([0, 2, 254, 258, 512])('a text of %i bytes', (length) => {
    const text = new Uint8Array(length).fill(0x20);
    expect(parseCard(readData(text), 'read')).toEqual(fail('card-unsupported'));
  });
});

describe('a card is inconsistent:', () => {
  test.each<[string, Fields]>([
    ['a wrong check character', { ...RESIDENT, 122: '110105194912310012' }],
    ['a small x', { ...RESIDENT, 30: '2', 122: '11010519491231002x' }],
    ['a number with a digit too few', { ...RESIDENT, 122: '11010519491231001 ' }],
    ['no number', { ...RESIDENT, 122: ' '.repeat(18) }],
    ['another day of birth', { ...RESIDENT, 36: '19491230' }],
    ['a day that the calendar lacks, in both', { ...RESIDENT, 36: '19490230', 122: numberOf('19490230', '001') }],
    ['a woman with a man’s number', { ...RESIDENT, 30: '2' }],
    ['a man with a woman’s number', { ...RESIDENT, 122: numberOf('19491231', '002') }],
    ['a sex that the standard lacks', { ...RESIDENT, 30: '3' }],
    ['a blank sex', { ...RESIDENT, 30: ' ' }],
    ['a foreigner’s number on a resident’s card', { ...RESIDENT, 122: numberOf('19491231', '001', '911999') }],
    ['a resident’s number on a foreigner’s card', { ...FOREIGNER_2023, 122: numberOf('19850505', '002') }],
    ['a foreigner’s wrong check character', { ...FOREIGNER_2023, 122: '911999198505050020' }],
    ['a foreigner of 2023 with the sex of another', { ...FOREIGNER_2023, 30: '1' }],
    ['a foreigner of 2023 born on another day', { ...FOREIGNER_2023, 36: '19850506' }],
    ['a number of 2023 on a card of 2017', { ...FOREIGNER_2017, 122: '911999198505050' }],
    ['a number of 14 characters', { ...FOREIGNER_2017, 122: 'UTO11008505050 ' }],
    ['a foreigner without a day of birth', { ...FOREIGNER_2017, 220: ' '.repeat(8) }],
    ['a resident’s number on a permit', { ...PERMIT, 122: numberOf('19700101', '001') }],
    ['area 840000 on a permit', { ...PERMIT, 122: numberOf('19700101', '001', '840000') }],
    ['no name', { ...RESIDENT, 0: ' '.repeat(15) }],
    ['neither of two names', { ...FOREIGNER_2017, 0: ' '.repeat(60), 158: ' '.repeat(15) }],
    ['half a surrogate pair in the name', { ...RESIDENT, 0: '张\ud842三' }],
    ['a pair cut off at the end of the field', { ...RESIDENT, 0: `${'张'.repeat(14)}\ud842` }],
    ['a line break in the name', { ...RESIDENT, 0: '张\n三' }],
    ['a mark in the name that turns what follows', { ...RESIDENT, 0: '张\u202e三' }],
    ['no first day', { ...RESIDENT, 188: ' '.repeat(8) }],
    ['a first day without its last digit', { ...RESIDENT, 188: '2020010 ' }],
    ['a first day that the calendar lacks', { ...RESIDENT, 188: '20210229' }],
    ['no last day', { ...RESIDENT, 204: ' '.repeat(8) }],
    ['a last day that is a word', { ...RESIDENT, 204: '永久' }],
    ['长期 and more', { ...RESIDENT, 204: '长期长期' }],
    ['a last day before the first', { ...RESIDENT, 204: '20191231' }],
    ['full-width digits', { ...RESIDENT, 188: '２０２００１０１' }],
  ])('%s', (_case, fields) => {
    expect(parse(fields)).toEqual(fail('card-inconsistent'));
  });

  test('but a card of one day is one', () => {
    expect(parse({ ...RESIDENT, 204: '20200101' })).toMatchObject({ value: { card: { validTo: '2020-01-01' } } });
  });
});

describe('an answer is unreadable unless it has just what it announces:', () => {
  const whole = readData(textBlock(RESIDENT));
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['half a header', whole.subarray(0, 3)],
    ['a header alone', whole.subarray(0, 4)],
    ['a byte too few', whole.subarray(0, -1)],
    ['a byte too many', Uint8Array.from([...whole, 0])],
    ['the lengths of an answer with a fingerprint', readDataWithFingerprint(textBlock(RESIDENT), 512)],
  ])('%s', (_case, data) => {
    expect(parseCard(data, 'read')).toEqual(fail('card-unreadable'));
  });

  test.each([0, 512, 1024])('a fingerprint of %i bytes, as announced, is stepped over', (length) => {
    const data = readDataWithFingerprint(textBlock(RESIDENT), length);
    expect(parseCard(data, 'read-with-fingerprint')).toEqual(parseCard(whole, 'read'));
  });

  test('a card without a photo is read', () => {
    expect(parseCard(readData(textBlock(RESIDENT), 0), 'read')).toEqual(parseCard(whole, 'read'));
  });
});

test('nothing that was read has address, authority, photo or pass number in it', () => {
  for (const fields of [RESIDENT, FOREIGNER_2017, FOREIGNER_2023, PERMIT]) {
    const text = JSON.stringify(parse(fields));
    expect(text).not.toMatch(/某路|公安局|H12345678|\uf0f0|240/u);
  }
});

test.each([
  ['the day before its first', '2019-12-31', 'card-not-yet-valid'],
  ['its first day', '2020-01-01', null],
  ['its last day', '2029-12-31', null],
  ['the day after its last', '2030-01-01', 'card-expired'],
])('a card of ten years is judged on %s', (_case, day, expected) => {
  expect(checkCardPeriod({ validFrom: '2020-01-01', validTo: '2029-12-31' }, day)).toBe(expected);
});

test('a card for good never expires', () => {
  expect(checkCardPeriod({ validFrom: '2020-01-01', validTo: null }, '9999-12-31')).toBe(null);
});

property.prop([fc.uint8Array({ maxLength: 2400 }), fc.constantFrom('read' as const, 'read-with-fingerprint' as const)])(
  'no answer makes it throw',
  (data, command) => {
    expect(parseCard(data, command).ok).toBe(false);
  },
);

property.prop([fc.nat({ max: 255 }), fc.nat({ max: 255 })])(
  'a card with one byte changed is refused, or says the same person and the same number',
  (at, by) => {
    const text = textBlock(RESIDENT);
    text[at] = (text[at] ?? 0) ^ by;
    const read = parseCard(readData(text), 'read');
    if (!read.ok) return;
    expect(read.value.birthDate).toBe('1949-12-31');
    expect(read.value.card.documentNumber).toBe(RESIDENT[122]);
  },
);
