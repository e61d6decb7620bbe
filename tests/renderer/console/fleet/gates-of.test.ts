import { describe, expect, test } from 'vitest';
import { gatesIn, gatesOfCsv } from '../../../../renderer/console/fleet/gates-of.ts';

describe('gates that are typed', () => {
  test.each([
    ['one', 'north', ['north']],
    ['one a line, as often as it stands there', 'north\n南门 2\nnorth', ['north', '南门 2', 'north']],
    ['with empty lines and spaces about them', '\r\n  north \r\n\r\n', ['north']],
    ['in their one spelling', 'Ｎｏｒｔｈ   １', ['North 1']],
  ])('%s', (_what, text, gates) => {
    expect(gatesIn(text)).toEqual({ ok: true, value: gates });
  });

  test.each([
    ['nothing', ' \n ', 'no-gates'],
    ['one more than a batch', 'north\n'.repeat(201), 'too-many'],
    ['what is no name, by its line', 'north\n\nsouth/east', { line: 3, text: 'south/east' }],
    ['an ID number', '11010519491231002X', { line: 1, text: '11010519491231002X' }],
  ])('%s is told', (_what, text, fault) => {
    expect(gatesIn(text)).toEqual({ ok: false, fault });
  });

  test('as many as a batch has room for are taken', () => {
    expect(gatesIn('north\n'.repeat(200)).ok).toBe(true);
  });
});

describe('gates of a CSV file', () => {
  test.each([
    ['a list', 'north\nsouth\n', 'north\nsouth'],
    ['its column gate', 'serial,Gate\n17,north\n18,south', 'north\nsouth'],
    [
      'its column 通道, by semicolons, after a mark of its encoding',
      '\uFEFF编号;通道\r\n1;北门\r\n2;南门\r\n',
      '北门\n南门',
    ],
    ['its first column, where none is called so', 'north,17\nsouth,18', 'north\nsouth'],
    ['fields in quotes, with separators, quotes and breaks', 'gate,note\n"a, b","x ""y""\nz"\nc,', 'a, b\nc'],
    ['by tabs', 'id\tgate\n1\tnorth', 'north'],
    ['rows that are too short', 'id,gate\n1\n2,south', 'south'],
    ['nothing', '', ''],
  ])('%s', (_what, csv, gates) => {
    expect(gatesOfCsv(csv)).toBe(gates);
  });
});
