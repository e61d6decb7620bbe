import { expect, test } from 'vitest';
import { abnormalAsk, byHandAsk } from '../../../electron/guards/asks.ts';

const ENTRY = '0180baed-fa80-7000-8000-000000000002';

test.each([
  [null, 'no-phone', true],
  [null, 'other', true],
  [null, 'papers-seen', false],
  [null, 'other-grounds', false],
  [ENTRY, 'papers-seen', true],
  [ENTRY, 'other-grounds', true],
  [ENTRY, 'no-phone', false],
  [ENTRY, 'other', false],
  [ENTRY, 'undone', false],
])('about %s, the reason %s is taken: %s', (about, reason, isTaken) => {
  const ask = { about, reason, verdict: 'admit', otherThan: [], guard: 'G1', pin: '502817' };
  expect(byHandAsk.safeParse(ask).success).toBe(isTaken);
  if (isTaken) expect(byHandAsk.parse(ask)).toEqual(ask);
});

test.each([
  [null, 'no-phone', [ENTRY], true],
  [null, 'no-phone', ['somebody'], false],
  // Whoever is overruled was found by their own entry.
  [ENTRY, 'papers-seen', [ENTRY], false],
])('about %s, the reason %s, of somebody else than %s is taken: %s', (about, reason, otherThan, isTaken) => {
  const ask = { about, reason, verdict: 'admit', otherThan, guard: 'G1', pin: '502817' };
  expect(byHandAsk.safeParse(ask).success).toBe(isTaken);
});

test.each([
  [[], false],
  [['noted'], true],
  [['noted', 'noted'], false],
  [['kept-aside', 'informed', 'noted'], true],
  [['kept-aside', 'informed', 'noted', 'noted'], false],
  [['sent-home'], false],
])('of somebody who may be ill, %j was done: %s', (done, isTaken) => {
  expect(abnormalAsk.safeParse({ about: ENTRY, done }).success).toBe(isTaken);
});
