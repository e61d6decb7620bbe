import { expect, test } from 'vitest';
import { parseKioskList } from '../../scripts/hub/kiosk-list.ts';

test('each line is a kiosk; what it leaves empty is as all have it', () => {
  const list = `venue, gate ,language,volume,hasVoice,latitude,longitude,textSize,district
人民广场商场,北门,en,0,false,31.23,121.47,150,310101
"人民广场商场",north 2,,,,,,,
`;
  expect(parseKioskList(list, { volume: 3, theme: 'dark' })).toEqual({
    troubles: [],
    kiosks: [
      {
        ...{ line: 2, venue: '人民广场商场', gate: '北门' },
        settings: {
          ...{ language: 'en', volume: 0, hasVoice: false, textSize: 150, theme: 'dark', district: '310101' },
          place: { latitude: 31.23, longitude: 121.47 },
        },
      },
      { line: 3, venue: '人民广场商场', gate: 'north 2', settings: { volume: 3, theme: 'dark' } },
    ],
  });
});

test('names are in the one spelling that the hub has', () => {
  const { kiosks } = parseKioskList('venue,gate\nＭall  one,\u00a0n\u00a0', {});
  expect(kiosks).toMatchObject([{ venue: 'Mall one', gate: 'n' }]);
});

const HEAD = 'venue,gate,direction,volume,latitude,longitude,hasVoice\n';

test.each<[string, string, unknown]>([
  ['without a word', '', [{ line: 1, message: 'a first line with the names of the columns is missing' }]],
  ['without kiosks', HEAD, [{ line: 1, message: 'no kiosk is listed' }]],
  ['without venues', 'gate\nn', [{ line: 1, column: 'venue', message: 'this column is missing' }]],
  ['with a gate twice', 'venue,gate,gate\nv,g,g', [{ line: 1, column: 'gate', message: 'this column is there twice' }]],
  [
    'with a column that is none',
    'venue,gate,Direction\nv,g,in',
    [{ line: 1, column: 'Direction', message: /no such column/u }],
  ],
  [
    'with a field too many',
    'venue,gate\nv,g\nv,g,in',
    [{ line: 3, message: '3 fields, where the first line names 2 columns' }],
  ],
  ['with a gate that is none', 'venue,gate\nv,g/1', [{ line: 2, column: 'gate', message: /no name/u }]],
  ['with a direction that is none', `${HEAD}v,g,up,,,,`, [{ line: 2, column: 'direction', message: 'one of in, out' }]],
  ['with half a place', `${HEAD}v,g,,,31.2,,`, [{ line: 2, column: 'longitude', message: 'required' }]],
  ['with a truth that is none', `${HEAD}v,g,,,,,yes`, [{ line: 2, column: 'hasVoice', message: 'expected boolean' }]],
  ['with an empty venue', `${HEAD}v,g,,,,,\n,g,,,,,`, [{ line: 3, column: 'venue', message: /no name/u }]],
  [
    'with faults on several lines',
    `${HEAD}v,g,,,,,\n-,g,up,7,,,\nv,"g,,,,,\n`,
    [
      { line: 3, column: 'venue' },
      { line: 3, column: 'direction' },
      { line: 3, column: 'volume', message: 'one of 0, 1, 2, 3' },
      { line: 4, message: 'a quote is not closed' },
    ],
  ],
])('a list %s is not taken, and each fault has its line', (_what, list, troubles) => {
  const read = parseKioskList(list, {});
  expect(read.kiosks).toEqual([]);
  expect(read.troubles).toHaveLength((troubles as object[]).length);
  expect(read.troubles).toMatchObject(
    (troubles as { message?: string | RegExp }[]).map((one) =>
      one.message instanceof RegExp ? { ...one, message: expect.stringMatching(one.message) as string } : one,
    ),
  );
});
