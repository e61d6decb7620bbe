import { expect, test } from 'vitest';
import { ABOUT, SITES } from '../../renderer/design/samples.ts';
import { keepSites, sitesAfter, type SitesKept } from '../../renderer/kiosk/sites-kept.ts';
import type { Outcome } from '../../shared/contract.ts';

function refused(entryId: string | null, sites?: Outcome['sites']): Outcome {
  return {
    serial: 1,
    source: 'camera',
    result: { ...ABOUT, entryId },
    ...(sites === undefined ? {} : { sites }),
    durationMs: 1,
    ageMs: 0,
  };
}

const KEPT: readonly SitesKept[] = keepSites([], refused('e1', SITES));

test('what a visitor was shown is kept by their entry, of the last ten', () => {
  expect(KEPT).toEqual([{ entryId: 'e1', sites: SITES }]);
  expect(keepSites(KEPT, refused('e2'))).toBe(KEPT);
  expect(keepSites(KEPT, refused(null, SITES))).toBe(KEPT);
  const many = Array.from({ length: 12 }, (_, n) => `e${n}`).reduce(
    (kept, entryId) => keepSites(kept, refused(entryId, SITES)),
    KEPT,
  );
  expect(many.map(({ entryId }) => entryId)).toEqual(Array.from({ length: 10 }, (_, n) => `e${11 - n}`));
});

test.each([
  [0, 0],
  [120_000, 120],
  [900_000, 900],
])('after %s ms they are there, and how busy they are is older', (sinceMs, older) => {
  const ages = (sites: Outcome['sites']): unknown => sites?.map(({ busy }) => busy?.ageSeconds);
  const grown = SITES.map(({ busy }) => (busy === null ? undefined : busy.ageSeconds + older));
  expect(ages(sitesAfter(KEPT, 'e1', sinceMs))).toEqual(grown);
});

test.each([
  ['too long ago', 'e1', 900_001],
  ['to somebody else', 'e2', 0],
  ['to who is not entered', null, 0],
])('what was shown %s is not shown again', (_case, entryId, sinceMs) => {
  expect(sitesAfter(KEPT, entryId, sinceMs)).toEqual([]);
});
