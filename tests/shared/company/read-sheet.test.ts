import { describe, expect, test } from 'vitest';
import { COLUMNS, EXAMPLES, MAX_FAULTS, MAX_HOLDERS, type SheetKind } from '../../../shared/company/columns.ts';
import { readSheetCsv, type SheetGround } from '../../../shared/company/read-sheet.ts';
import { madeName, madeNumber } from './made-companies.ts';

const GROUND: SheetGround = { sheet: 'staff', today: '2022-05-13', gates: ['北门', 'east'] };
const NUMBER = '11010519491231002X';
const HEAD = 'name,documentNumber,kind,gates,days,from,to,until';
const ROW = `张小三,${NUMBER},staff,北门,1-5,08:00,18:00,2022-06-30`;
const VEHICLES = 'plate,driver,driverNumber,kind,carries,passengers,routeFrom,routeTo,days,from,to,until';
const TRUCK = `京A12345,李小四,${NUMBER},vehicle,cargo,,园区,仓库,1-7,00:00,24:00,`;

const read = (text: string, sheet: SheetKind = 'staff') => readSheetCsv(text, { ...GROUND, sheet });
const faultsOf = (text: string, sheet: SheetKind = 'staff'): unknown => {
  const found = read(text, sheet);
  return found.ok ? [] : found.faults.map(({ row, column, fault }) => [row, column, fault]);
};

const OPEN = { plate: null, carries: null, passengers: null, route: null, post: null, stayUntil: null };

test('a row says who, where and when', () => {
  expect(read(`\uFEFF${HEAD}\r\n${ROW}\r\n`)).toEqual({
    ok: true,
    value: [
      {
        ...{ row: 2, type: 'staff', name: '张小三', documentNumber: NUMBER },
        terms: { ...OPEN, gates: ['北门'], days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', until: '2022-06-30' },
      },
    ],
  });
});

test('what is left empty is the whole venue, every day, for as long as the company is let in', () => {
  const found = read(`name,documentNumber,from,to\n张小三,${NUMBER},22:00,6:00\n`);
  expect(found).toMatchObject({
    ok: true,
    value: [
      { type: 'staff', terms: { gates: [], days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00', until: null } },
    ],
  });
});

test('a file in Chinese says the same as one in English', () => {
  const titles = Object.values(COLUMNS.vehicles).join(',');
  const inChinese = `${titles}\n京A·12345,李小四,${NUMBER},货车,货物,,园区,仓库,北门、east,1-7,0:00,24:00,2022年6月30日\n`;
  const inEnglish = `${Object.keys(COLUMNS.vehicles).join(',')}\n京A12345,李小四,${NUMBER},vehicle,cargo,,园区,仓库,北门;east,,00:00,24:00,2022-06-30\n`;
  expect(read(inChinese, 'vehicles')).toEqual(read(inEnglish, 'vehicles'));
  expect(read(inChinese, 'vehicles')).toMatchObject({
    ok: true,
    value: [{ type: 'vehicle', terms: { carries: 'cargo' } }],
  });
});

test('times and days as spreadsheets keep them are read too', () => {
  const row = `张小三,${NUMBER},staff,,1-5,0.33333333333333331,1,44742`;
  expect(read(`${HEAD}\n${row}\n`)).toMatchObject({
    ok: true,
    value: [{ terms: { from: '08:00', to: '24:00', until: '2022-06-30' } }],
  });
});

test.each(['staff', 'vehicles'] as const)('the template of %s is a file that can be sent', (sheet) => {
  const names = Object.keys(COLUMNS[sheet]);
  const row = names.map((name) => EXAMPLES[sheet][name] ?? '').join(',');
  expect(read(`${names.join(',')}\n${row}\n`, sheet)).toMatchObject({ ok: true });
});

describe('what is wrong is told by row and column', () => {
  test.each<[string, string, unknown]>([
    ['no name', ROW.replace('张小三', ''), [[2, 'name', 'missing']]],
    ['a name without end', ROW.replace('张小三', '张'.repeat(65)), [[2, 'name', 'too-long']]],
    ['a name that turns around', ROW.replace('张小三', '张\u202E三'), [[2, 'name', 'unprintable']]],
    ['a wrong check digit', ROW.replace('002X', '0021'), [[2, 'documentNumber', 'number-wrong']]],
    [
      'a number that a spreadsheet has rounded',
      ROW.replace(NUMBER, '1.10105E+17'),
      [[2, 'documentNumber', 'number-wrong']],
    ],
    ['another kind', ROW.replace('staff', 'boss'), [[2, 'kind', 'kind-unknown']]],
    ['a vehicle among people', ROW.replace('staff', 'vehicle'), [[2, 'kind', 'kind-unknown']]],
    ['a gate that is not there', ROW.replace('北门', '南门'), [[2, 'gates', 'gate-unknown']]],
    ['a day too many', ROW.replace('1-5', '1-8'), [[2, 'days', 'days-wrong']]],
    ['no time', ROW.replace('08:00', '8 am'), [[2, 'from', 'time-wrong']]],
    ['an hour too many', ROW.replace('18:00', '24:01'), [[2, 'to', 'time-wrong']]],
    ['no time between', ROW.replace('18:00', '08:00'), [[2, 'to', 'no-time-between']]],
    ['a day that the calendar lacks', ROW.replace('06-30', '06-31'), [[2, 'until', 'date-wrong']]],
    ['yesterday', ROW.replace('2022-06-30', '2022-05-12'), [[2, 'until', 'date-past']]],
    ['today, which is not over', ROW.replace('2022-06-30', '2022-05-13'), []],
    ['a field too many', `${ROW},more`, [[2, null, 'fields-do-not-fit']]],
    ['the same again', `${ROW}\n${ROW}`, [[3, 'documentNumber', 'twice']]],
    ['a quote that is not closed', `${ROW}\n"`, [[3, null, 'quote-not-closed']]],
    [
      'two cells',
      ROW.replace('08:00', 'x').replace('1-5', 'y'),
      [
        [2, 'from', 'time-wrong'],
        [2, 'days', 'days-wrong'],
      ],
    ],
  ])('%s', (_what, rows, expected) => {
    expect(faultsOf(`${HEAD}\n${rows}\n`)).toEqual(expected);
  });

  test.each<[string, string, unknown]>([
    ['no plate', TRUCK.replace('京A12345', 'A12345'), [[2, 'plate', 'plate-wrong']]],
    ['nothing carried', TRUCK.replace('cargo', ''), [[2, 'carries', 'missing']]],
    ['something else carried', TRUCK.replace('cargo', 'hope'), [[2, 'carries', 'carries-unknown']]],
    ['half a route', TRUCK.replace('仓库', ''), [[2, 'routeTo', 'missing']]],
    ['passengers of a lorry', TRUCK.replace('cargo,', 'cargo,12'), [[2, 'passengers', 'not-of-kind']]],
    ['a bus without their number', TRUCK.replace('vehicle,cargo', 'shuttle,'), [[2, 'passengers', 'missing']]],
    ['half a passenger', TRUCK.replace('vehicle,cargo,', 'shuttle,,0.5'), [[2, 'passengers', 'passengers-wrong']]],
  ])('of vehicles: %s', (_what, row, expected) => {
    expect(faultsOf(`${VEHICLES}\n${row}\n`, 'vehicles')).toEqual(expected);
  });

  test.each<[string, string, unknown]>([
    ['nothing', '', [[null, null, 'no-head']]],
    ['a head alone', HEAD, [[null, null, 'no-row']]],
    ['a column that is missing', `${HEAD.replace(',to', '')}\n`, [[1, 'to', 'column-missing']]],
    ['a column that nobody knows', `${HEAD},phone\n`, [[1, 'phone', 'column-unknown']]],
    ['a column twice', `${HEAD},姓名\n`, [[1, 'name', 'column-twice']]],
  ])('of the file: %s', (_what, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });
});

const many = (rows: number): string =>
  `name,documentNumber,from,to\n${Array.from({ length: rows }, (_, i) => `${madeName(i)},${madeNumber(i)},08:00,18:00`).join('\n')}\n`;

test('ten thousand rows are read, and not one more', () => {
  expect(read(many(MAX_HOLDERS))).toMatchObject({ ok: true, value: { length: MAX_HOLDERS } });
  expect(faultsOf(many(MAX_HOLDERS + 1))).toEqual([[null, null, 'too-many-rows']]);
});

test('of a file that is wrong throughout the first faults are told', () => {
  const found = read(many(1000).replaceAll('08:00', 'x'));
  expect(found.ok ? [] : found.faults).toHaveLength(MAX_FAULTS);
});
