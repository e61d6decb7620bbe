import { describe, expect, test } from 'vitest';
import { ok } from '../../shared/result.ts';
import {
  joinVisit,
  NO_EVIDENCE,
  VISIT_HELD_MS,
  type Evidence,
  type IdCard,
  type Piece,
  type Visit,
} from '../../shared/visit.ts';
import { CARD, OTHER_CARD } from './cards.ts';

const code = (text: string): Piece => ({ code: text });
const card = (idCard: IdCard): Piece => ({ idCard, samNumber: null });
const warm = (temperatureCelsius: number): Piece => ({ temperatureCelsius });

/** A visit to which these were added, the last at 0. */
function holding(...pieces: readonly Piece[]): Visit {
  const [first, ...others] = pieces;
  if (first === undefined) throw new Error('a visit begins with something');
  return others.reduce((visit, piece) => joinVisit(visit, piece, 0).visit, joinVisit(null, first, 0).visit);
}

function has(visit: Visit): Partial<Evidence> {
  return Object.fromEntries(Object.entries(visit.evidence).filter(([, value]) => value !== null));
}

describe('what belongs to the visitor before', () => {
  test.each([
    ['at once', 0, false],
    ['after thirty seconds', VISIT_HELD_MS, false],
    ['a millisecond later', VISIT_HELD_MS + 1, true],
  ])('a temperature after a code, %s', (_case, nowMs, isNew) => {
    expect(joinVisit(holding(code('A')), warm(36.5), nowMs)).toEqual({
      isNew,
      visit: { evidence: { ...NO_EVIDENCE, code: isNew ? null : 'A', temperatureCelsius: 36.5 }, atMs: nowMs },
    });
  });

  test.each<[string, Visit, Piece, boolean]>([
    ['a card after a code', holding(code('A')), card(CARD), false],
    ['a code after a card', holding(card(CARD)), code('A'), false],
    ['a code after a temperature', holding(warm(36.5)), code('A'), false],
    ['a card after code and temperature', holding(code('A'), warm(36.5)), card(CARD), false],
    ['the same code again', holding(code('A')), code('A'), false],
    ['another code', holding(code('A')), code('B'), true],
    ['another code after a card', holding(code('A'), card(CARD)), code('B'), true],
    ['the same card again', holding(card(CARD)), card(CARD), false],
    ['another card', holding(card(CARD)), card(OTHER_CARD), true],
    ['a temperature after a temperature alone', holding(warm(36.5)), warm(36.5), true],
    ['a temperature again, of whom has shown a code', holding(code('A'), warm(36.5)), warm(36.4), false],
  ])('%s', (_case, open, piece, isNew) => {
    expect(joinVisit(open, piece, 1000).isNew).toBe(isNew);
  });

  test('each piece keeps the visit open anew', () => {
    const first = joinVisit(null, code('A'), 0).visit;
    const second = joinVisit(first, warm(36.5), VISIT_HELD_MS).visit;
    expect(has(joinVisit(second, card(CARD), 2 * VISIT_HELD_MS).visit)).toEqual({
      code: 'A',
      temperatureCelsius: 36.5,
      idCard: CARD,
    });
  });

  test('nobody is before the first', () => {
    expect(joinVisit(null, code('A'), 5)).toEqual({
      isNew: true,
      visit: { evidence: { ...NO_EVIDENCE, code: 'A' }, atMs: 5 },
    });
  });
});

test.each([
  ['the higher one, whichever came first', holding(code('A'), warm(37.4)), 36.5, 37.4],
  ['the higher one, whichever came last', holding(code('A'), warm(36.5)), 37.4, 37.4],
  ['the newer one of two that are anybody’s', holding(warm(37.1)), 36.5, 36.5],
])('of two temperatures counts %s', (_case, open, celsius, counted) => {
  expect(joinVisit(open, warm(celsius), 10).visit.evidence.temperatureCelsius).toBe(counted);
});

describe('what was asked online', () => {
  const lookup = { asked: new Uint8Array(32), answer: ok('HC') };
  const asked = (visit: Visit): Visit => ({ ...visit, evidence: { ...visit.evidence, lookup } });

  test.each<[string, Visit, Piece, boolean]>([
    ['about a card, holds for a temperature', holding(card(CARD)), warm(36.5), true],
    ['about a card, does not hold for a code', holding(card(CARD)), code('A'), false],
    ['about a card, is asked anew when it is laid again', holding(card(CARD)), card(CARD), false],
    ['about a code, holds for a card', holding(code('A')), card(CARD), true],
    ['about a code, does not hold for another', holding(code('A')), code('B'), false],
  ])('%s', (_case, open, piece, holds) => {
    expect(joinVisit(asked(open), piece, 10).visit.evidence.lookup).toBe(holds ? lookup : null);
  });
});
