import { beforeEach, describe, expect, test } from 'vitest';
import { CARD, OTHER_CARD } from '../shared/cards.ts';
import { codeOf } from '../shared/judge-kit.ts';
import {
  PAPER,
  GREEN,
  WANTS_TEMPERATURE,
  door,
  entries,
  lay,
  list,
  measure,
  openDoor,
  pass,
  show,
} from './visits-kit.ts';

beforeEach(openDoor);

describe('where a temperature is wanted', () => {
  beforeEach(() => {
    door.grounds = { policy: WANTS_TEMPERATURE };
  });

  test('a code waits for it', () => {
    expect(show(GREEN)).toBe('needs temperature');
    expect(measure(36.5)).toBe('admit all-checks-passed');
    expect(entries()).toEqual(['serial admit all-checks-passed']);
  });

  test('it may come first, and then is said by nothing', () => {
    expect(measure(36.5)).toBe('nothing');
    pass(30_000);
    expect(show(GREEN)).toBe('admit all-checks-passed');
  });

  test('it is nobody’s after thirty seconds', () => {
    measure(36.5);
    pass(30_001);
    expect(show(GREEN)).toBe('needs temperature');
  });

  test('a fever refuses at once, whoever it is, and once while one stands there', () => {
    expect(measure(37.3)).toBe('refuse fever');
    pass(1000);
    expect(measure(37.4)).toBe('nothing');
    expect(entries()).toEqual(['nothing refuse fever']);
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { temperatureCelsius: 37.3 } });
  });

  test('a fever after a card that was referred is not that one’s', () => {
    lay(CARD);
    expect(measure(37.6)).toBe('refuse fever');
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: null, temperatureCelsius: 37.6 } });
    expect(entries()).toEqual(['id-card refer card-without-status', 'nothing refuse fever']);
  });

  test('one after a card that was referred is the next visitor’s', () => {
    lay(OTHER_CARD);
    expect(measure(36.5)).toBe('nothing');
    expect(show(GREEN)).toBe('admit all-checks-passed');
  });

  test('a code that is another’s than the card that waits for it begins another visit, and no visit vanishes', () => {
    list(OTHER_CARD);
    expect(lay(OTHER_CARD)).toBe('needs temperature');
    expect(show(GREEN)).toBe('needs temperature');
    expect(measure(36.5)).toBe('admit all-checks-passed');
    expect(entries()).toEqual(['id-card refer evidence-not-presented', 'serial admit all-checks-passed']);
  });

  test('so does a card that nobody has asked for', () => {
    list(OTHER_CARD);
    show(GREEN);
    expect(lay(OTHER_CARD)).toBe('needs temperature');
    expect(measure(36.5)).toBe('admit staff-listed');
    expect(entries()).toEqual(['serial refer evidence-not-presented', 'id-card admit staff-listed']);
  });

  test('a fever refuses whose code was shown', () => {
    show(GREEN);
    expect(measure(37.3)).toBe('refuse fever');
    expect(entries()).toEqual(['serial refuse fever']);
  });

  test.each([
    [3000, 'needs temperature'],
    [3001, 'admit all-checks-passed'],
  ])('the one of whom was let in is not the next one’s, %i ms later', (afterMs, expected) => {
    show(GREEN);
    measure(36.5);
    pass(afterMs);
    measure(36.5);
    expect(show(codeOf())).toBe(expected);
  });

  test('a card that is wanted too may come before or after', () => {
    expect(show(PAPER)).toBe('needs id-card temperature');
    expect(measure(36.5)).toBe('needs id-card');
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
  });

  test.each([
    ['that wants the card too', CARD, PAPER, 'admit all-checks-passed card-matched'],
    ['that wants none', CARD, GREEN, 'admit all-checks-passed card-matched'],
    ['of somebody else', OTHER_CARD, GREEN, 'needs temperature'],
  ])('one that came before a card which was referred is that one’s, with a code %s', (_case, card, code, expected) => {
    measure(36.5);
    expect(lay(card)).toBe('refer card-without-status');
    expect(show(code)).toBe(expected);
  });

  test('of two that came before and after such a card the higher counts', () => {
    measure(36.5);
    lay(CARD);
    pass(5000);
    measure(36.9);
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { temperatureCelsius: 36.9 } });
  });

  test('a temperature says nothing new of a card that was referred', () => {
    lay(CARD);
    expect(measure(36.5)).toBe('nothing');
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
    expect(entries()).toHaveLength(2);
  });
});
