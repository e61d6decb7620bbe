import { describe, expect, test } from 'vitest';
import { makeIdCardDriver } from '../../../electron/readers/id-card.ts';
import { RESIDENT } from '../../shared/id-card/card-kit.ts';
import { play } from './driver-kit.ts';
import { answererOf, ANSWERS, lay, makeReader, start, status, summary } from './id-card-kit.ts';

describe('the reader itself', () => {
  test.each([
    ['failed its test', 0x60, 'faulty'],
    ['is not authorised', 0x66, 'sam-not-authorised'],
  ])('%s: said, and taken back when it says otherwise', (_case, code, state) => {
    const reader = makeReader();
    reader.instead = (asked, times) => (asked === 'status' && times <= 2 ? status(code) : undefined);
    const it = start(reader);
    it.pass(3000);
    expect([...new Set(it.told())]).toEqual([state, 'ready']);
    lay(reader, RESIDENT);
    it.pass(1000);
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('says so in the middle of a card, of which nothing is then presented', () => {
    const reader = makeReader();
    reader.instead = (asked, times) => (asked === 'read' && times === 1 ? status(0x66) : undefined);
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(400);
    expect(it.told()).toEqual(['ready', 'sam-not-authorised']);
    expect(it.presented()).toEqual([]);
    it.pass(2000);
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('falls silent: nobody answers, until somebody does', () => {
    const reader = makeReader();
    const it = start(reader);
    const state = { isSilent: true };
    reader.instead = () => (state.isSilent ? null : undefined);
    it.pass(3300);
    expect(it.told()).toEqual(['ready', 'no-answer']);
    state.isSilent = false;
    lay(reader, RESIDENT);
    it.pass(2000);
    expect(it.told().at(-1)).toBe('ready');
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('falls silent in the middle of a card: it must be laid again', () => {
    const reader = makeReader();
    reader.instead = (asked) => (asked === 'read' || reader.asked.includes('read') ? null : undefined);
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(15_000);
    expect(summary(it.presented())).toEqual(['card-unreadable']);
    expect(it.told().at(-1)).toBe('no-answer');
  });

  test('does not say its number: cards are read without', () => {
    const reader = makeReader();
    reader.instead = (asked) => (asked === 'sam-number' ? null : undefined);
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(2000);
    expect(it.presented()).toMatchObject([{ kind: 'card', samNumber: null }]);
  });

  test.each([115_200, 57_600, 38_400, 19_200, 9600] as const)('speaks at %i baud, which is found', (its) => {
    const reader = makeReader();
    const answer = answererOf(reader);
    const it = play(makeIdCardDriver(null), (written, rate, now) => (rate === its ? answer(written, rate, now) : []));
    lay(reader, RESIDENT);
    it.pass(4000);
    expect(it.told().at(-1)).toBe('ready');
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('speaks at another rate than IT has set: nobody answers, and no other is tried', () => {
    const it = play(makeIdCardDriver(115_200), (_written, rate) => (rate === 9600 ? [ANSWERS.ok] : []));
    it.pass(20_000);
    expect([...new Set(it.told())]).toEqual(['no-answer']);
    expect(it.actions.some(({ kind }) => kind === 'set-rate')).toBe(false);
  });
});
