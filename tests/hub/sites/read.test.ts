import { describe, expect, test } from 'vitest';
import { formatHours, parseHours } from '../../../hub/sites/hours.ts';
import { readSites, readStates } from '../../../hub/sites/read.ts';
import { NOON } from '../database.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

test.each<[string, ReturnType<typeof parseHours>]>([
  ['08:00-20:00', [{ weekdays: EVERY_DAY, opens: '08:00', closes: '20:00' }]],
  [
    '1-5 08:00-20:00; 6,7 09:00-12:00',
    [
      { weekdays: [1, 2, 3, 4, 5], opens: '08:00', closes: '20:00' },
      { weekdays: [6, 7], opens: '09:00', closes: '12:00' },
    ],
  ],
  ['6-1 20:00-24:00', [{ weekdays: [1, 6, 7], opens: '20:00', closes: '00:00' }]],
  ['24h', [{ weekdays: EVERY_DAY, opens: '00:00', closes: '00:00' }]],
  ['', []],
  ['8:00-20:00', null],
  ['08:00-25:00', null],
  ['0 08:00-20:00', null],
  ['1,1 08:00-20:00', null],
  ['08:00-20:00;', null],
  ['Mo-Fr 08:00-20:00', null],
])('hours that are written %j', (text, expected) => {
  expect(parseHours(text)).toEqual(expected);
});

test('hours are written as they are read', () => {
  for (const text of ['08:00-20:00', '1,2,3 08:00-20:00; 7 09:00-12:00', '00:00-00:00']) {
    expect(formatHours(parseHours(text) ?? [])).toBe(text);
  }
});

const HEAD = 'id,name,nameEn,latitude,longitude,hours,desks,tests,isOpen';
const PARK = {
  id: 'park',
  name: { 'zh-CN': '公园', en: 'Park' },
  latitude: 31.23,
  longitude: 121.47,
  hours: [{ weekdays: EVERY_DAY, opens: '08:00', closes: '20:00' }],
  desks: 2,
  tests: ['nucleic-acid', 'antigen'],
  isOpen: true,
};

test('a CSV is read, with a byte order mark and whatever order its columns have', () => {
  const text = `\uFEFFname,id,longitude,latitude,hours,desks,tests,nameEn\r\n公园,park,121.47,31.23,08:00-20:00,2,nucleic-acid antigen,Park\r\n`;
  expect(readSites(text)).toEqual({ ok: true, value: [PARK] });
});

test('a GeoJSON is read, whose points have the longitude first', () => {
  const feature = {
    type: 'Feature',
    id: 'park',
    geometry: { type: 'Point', coordinates: [121.47, 31.23] },
    properties: { name: '公园', nameEn: 'Park', hours: '08:00-20:00', desks: 2, tests: ['nucleic-acid', 'antigen'] },
  };
  expect(readSites(JSON.stringify({ type: 'FeatureCollection', features: [feature] }))).toEqual({
    ok: true,
    value: [PARK],
  });
});

test('what is not said is left open, and the name is the same in both languages', () => {
  expect(readSites('id,name,latitude,longitude,hours\na,公园,31,121,\n')).toEqual({
    ok: true,
    value: [{ id: 'a', name: { 'zh-CN': '公园', en: '公园' }, latitude: 31, longitude: 121, hours: [], isOpen: true }],
  });
});

describe('what is wrong is told by row and column', () => {
  const row = 'park,公园,Park,31.23,121.47,08:00-20:00,2,nucleic-acid,true';
  const faultsOf = (text: string): unknown => {
    const read = readSites(text);
    return read.ok ? [] : read.faults.map((fault) => [fault.row, fault.column]);
  };

  test.each<[string, string, unknown]>([
    ['no number', row.replace('31.23', '31,23').replace('31,23', '"31,23"'), [[2, 'latitude']]],
    ['off the map', row.replace('31.23', '91'), [[2, 'latitude']]],
    ['other hours', row.replace('08:00-20:00', 'always'), [[2, 'hours']]],
    ['a kind of test that nobody does', row.replace('nucleic-acid', 'saliva'), [[2, 'tests']]],
    ['half a desk', row.replace(',2,', ',0.5,'), [[2, 'desks']]],
    ['perhaps open', row.replace('true', 'yes'), [[2, 'isOpen']]],
    ['an id with a space', row.replace('park', 'the park'), [[2, 'id']]],
    ['no name', row.replace('公园', ''), [[2, 'name']]],
    ['a name that is too long', row.replace('Park', 'P'.repeat(65)), [[2, 'nameEn']]],
    ['a field too many', `${row},`, [[2, null]]],
    ['the same id again', `${row}\n${row}`, [[3, 'id']]],
    ['a quote that is not closed', `${row}\n"`, [[3, null]]],
    [
      'two rows that are wrong',
      `${row.replace('31.23', 'x')}\n${row.replace('121.47', 'y')}`,
      [
        [2, 'latitude'],
        [3, 'longitude'],
      ],
    ],
  ])('%s', (_what, rows, expected) => {
    expect(faultsOf(`${HEAD}\n${rows}\n`)).toEqual(expected);
  });

  test.each<[string, string, unknown]>([
    ['nothing', '', [[null, null]]],
    ['a head alone', HEAD, [[null, null]]],
    ['a column that is missing', HEAD.replace(',hours', ''), [[1, 'hours']]],
    ['a column that nobody knows', `${HEAD},phone`, [[1, 'phone']]],
    ['JSON of another kind', '{"type":"Feature"}', [[null, null]]],
    ['half a JSON', '{"type":', [[null, null]]],
    [
      'a line in place of a point',
      '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[]},"properties":{}}]}',
      [[1, 'geometry.type']],
    ],
    [
      'a property that nobody knows',
      '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[121,31]},"properties":{"id":"a","name":"a","phone":"1"}}]}',
      [[1, 'phone']],
    ],
  ])('%s', (_what, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });
});

describe('how busy sites are', () => {
  test('is of now where no time is given', () => {
    const text = 'id,state,waitMinutes,at\na,busy,25,2022-05-13T11:00:00+08:00\nb,idle,,\n';
    expect(readStates(text, NOON)).toEqual({
      ok: true,
      value: [
        { id: 'a', state: 'busy', waitMinutes: 25, atMs: NOON - 3_600_000 },
        { id: 'b', state: 'idle', waitMinutes: null, atMs: NOON },
      ],
    });
  });

  test.each<[string, string, unknown]>([
    ['a state that nobody knows', 'a,full,,', [[2, 'state']]],
    ['a wait of two days', 'a,busy,2880,', [[2, 'waitMinutes']]],
    ['a time without its zone', 'a,busy,,2022-05-13T11:00:00', [[2, 'at']]],
    ['a time to come', 'a,busy,,2022-05-13T12:00:01+08:00', [[2, 'at']]],
    ['the same site again', 'a,busy,,\na,idle,,', [[3, 'id']]],
  ])('is refused with %s', (_what, rows, expected) => {
    const read = readStates(`id,state,waitMinutes,at\n${rows}\n`, NOON);
    expect(read.ok ? [] : read.faults.map(({ row, column }) => [row, column])).toEqual(expected);
  });
});
