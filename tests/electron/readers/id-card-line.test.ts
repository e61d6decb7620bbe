import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { RESIDENT } from '../../shared/id-card/card-kit.ts';
import { bytesOf, cutAt } from '../../shared/stream-kit.ts';
import { ANSWERS, cardFrame, lay, makeReader, OTHER, start, summary } from './id-card-kit.ts';

describe('on the line', () => {
  const damaged = cardFrame(RESIDENT).map((byte, i) => (i === 700 ? byte ^ 1 : byte));
  const short = cardFrame(RESIDENT).subarray(0, 1294);

  test.each([
    ['with a bit flipped', damaged],
    ['with a byte lost', short],
    ['that never begins', null],
  ])('an answer %s is asked for once more, of a reader that finds the card no more', (_case, broken) => {
    const reader = makeReader();
    reader.instead = (asked, times) => {
      if (asked !== 'read' || times > 1) return undefined;
      reader.isRead = true;
      return broken;
    };
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(4000);
    expect(summary(it.presented())).toEqual(['张小三']);
    expect(it.told()).toEqual(['ready']);
  });

  test('an answer that is never whole is unreadable, not left early', () => {
    const reader = makeReader();
    reader.instead = (asked) => {
      if (asked !== 'read') return undefined;
      reader.isRead = true;
      return damaged;
    };
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(4000);
    expect(summary(it.presented())).toEqual(['card-unreadable']);
  });

  test('a card of a slow line is waited for as long as bytes come', () => {
    const reader = makeReader();
    reader.instead = (asked) => (asked === 'read' ? null : undefined);
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(300);
    const frame = cardFrame(RESIDENT);
    for (let at = 0; at < frame.length; at += 64) it.hear(frame.subarray(at, at + 64), 130);
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('an answer behind garbage that begins a long frame is found when the time is up', () => {
    const reader = makeReader();
    const lure = bytesOf('AA AA AA 96 69 09 00 00 00');
    reader.cut = (answer) => [lure, answer];
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(8000);
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('late answers to questions that were given up are nobody’s', () => {
    const reader = makeReader();
    const it = start(reader);
    it.hear(cardFrame(OTHER));
    it.hear(ANSWERS.found);
    it.hear(ANSWERS.selected);
    lay(reader, RESIDENT);
    it.pass(300);
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  property.prop([fc.array(fc.nat(), { maxLength: 60 }), fc.boolean()], { numRuns: 50 })(
    'answers cut anywhere, with the extra 00 of some modules or without, are the same',
    (places, hasExtra) => {
      const reader = makeReader();
      reader.cut = (answer) => cutAt(hasExtra ? Uint8Array.of(0xaa, 0, ...answer.subarray(1)) : answer, places);
      const it = start(reader);
      lay(reader, RESIDENT);
      it.pass(1000);
      expect(summary(it.presented())).toEqual(['张小三']);
    },
  );

  property.prop([fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 })], { numRuns: 50 })(
    'noise is no card, whatever it is, and a card behind it is read',
    (noise) => {
      const reader = makeReader();
      const it = start(reader);
      for (const bytes of noise) it.hear(bytes, 50);
      expect(it.presented()).toEqual([]);
      lay(reader, RESIDENT);
      it.pass(4000);
      expect(summary(it.presented())).toEqual(['张小三']);
    },
  );
});
