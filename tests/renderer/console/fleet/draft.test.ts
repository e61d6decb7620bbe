import { expect, test } from 'vitest';
import { draftOf, valuesOf } from '../../../../renderer/console/fleet/draft.ts';
import type { RemoteSettings } from '../../../../shared/wire.ts';

test.each<[string, RemoteSettings]>([
  ['nothing', {}],
  [
    'all of it',
    {
      ...{ venueType: 'mall', direction: 'out', district: '110105', language: 'en' },
      place: { latitude: -31.25, longitude: 121.5 },
    },
  ],
  ['that there is no district and no place', { district: null, place: null }],
  ['the place where both degrees are none', { place: { latitude: 0, longitude: 0 } }],
])('%s comes out of the form as it went in', (_what, values) => {
  expect(valuesOf(draftOf(values))).toEqual(values);
});

test('what was typed and then left out again is not set', () => {
  const draft = draftOf({ district: '110105', place: { latitude: 1, longitude: 2 } });
  expect(valuesOf({ ...draft, districtIs: '', placeIs: '' })).toEqual({});
  expect(valuesOf({ ...draft, districtIs: 'none', placeIs: 'none' })).toEqual({ district: null, place: null });
});
