import { describe, expect, test } from 'vitest';
import { numberOf, PERMIT, RESIDENT, type Fields } from '../../shared/id-card/card-kit.ts';
import { ANSWERS, lay, makeReader, OTHER, SAM_NUMBER, start, status, summary } from './id-card-kit.ts';

test('it asks the state, the number, and then looks for a card every 300 ms', () => {
  const reader = makeReader();
  const it = start(reader);
  expect(reader.asked).toEqual(['status', 'sam-number', 'find']);
  it.pass(899);
  expect(reader.asked.slice(3)).toEqual(['find', 'find']);
  it.pass(1);
  expect(reader.asked.slice(3)).toEqual(['find', 'find', 'find']);
  expect(it.told()).toEqual(['ready']);
});

test('a card is found, selected and read, and presented once with the number of the module', () => {
  const reader = makeReader();
  const it = start(reader);
  lay(reader, RESIDENT);
  it.pass(5000);
  expect(it.presented()).toEqual([
    {
      kind: 'card',
      card: {
        kind: 'resident',
        name: '张小三',
        documentNumber: numberOf('19491231', '001'),
        validFrom: '2020-01-01',
        validTo: null,
      },
      samNumber: SAM_NUMBER,
    },
  ]);
  expect(reader.asked.filter((asked) => asked === 'read')).toEqual(['read']);
});

test.each([
  [0x41, 'read failed'],
  [0x31, 'the card rejects the module'],
  [0x32, 'the module rejects the card'],
  [0x33, 'not verified'],
  [0x47, 'no random number'],
  [0x99, 'a status that nobody knows'],
])('status %i (%s) is tried twice more from find on, and is then unreadable', (code) => {
  const reader = makeReader();
  reader.instead = (asked) => (asked === 'read' ? status(code) : undefined);
  const it = start(reader);
  lay(reader, RESIDENT);
  it.pass(2000);
  const tries = reader.asked.slice(3, 12);
  expect(tries).toEqual(['find', 'select', 'read', 'find', 'select', 'read', 'find', 'select', 'read']);
  expect(summary(it.presented())).toEqual(['card-unreadable']);
});

test.each([1, 2])('a read that fails %i times is no fault', (failing) => {
  const reader = makeReader();
  reader.instead = (asked, times) => (asked === 'read' && times <= failing ? status(0x41) : undefined);
  const it = start(reader);
  lay(reader, RESIDENT);
  it.pass(2000);
  expect(summary(it.presented())).toEqual(['张小三']);
});

test.each<[string, Fields | null, number | null, string]>([
  ['of a kind that the module does not know', RESIDENT, 0x40, 'card-unsupported'],
  ['with a flag that nobody knows', { ...RESIDENT, 248: 'Z' }, null, 'card-unsupported'],
  ['against itself', { ...RESIDENT, 36: '19491230' }, null, 'card-inconsistent'],
])('a card %s is told at once', (_case, card, code, fault) => {
  const reader = makeReader();
  reader.instead = (asked) => (asked === 'read' && code !== null ? status(code) : undefined);
  const it = start(reader);
  lay(reader, card);
  it.pass(600);
  expect(summary(it.presented())).toEqual([fault]);
  expect(reader.asked.filter((asked) => asked === 'read')).toHaveLength(1);
});

test.each(['select', 'read'])('a card that is taken away before %s has left early', (gone) => {
  const reader = makeReader();
  reader.instead = (asked) => {
    if (asked === gone) lay(reader, null);
    return undefined;
  };
  const it = start(reader);
  lay(reader, RESIDENT);
  it.pass(3000);
  expect(summary(it.presented())).toEqual(['card-left-early']);
});

describe('the card must go before it is taken again', () => {
  test('also with a reader that finds it for as long as it lies there', () => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, RESIDENT);
    reader.instead = (asked) => (asked === 'find' && reader.card !== null ? ANSWERS.found : undefined);
    it.pass(10_000);
    expect(summary(it.presented())).toEqual(['张小三']);
    lay(reader, null);
    it.pass(600);
    lay(reader, RESIDENT);
    it.pass(600);
    expect(summary(it.presented())).toEqual(['张小三', '张小三']);
  });

  test('but another, laid between two looks at a reader that finds it for as long as it lies there, is taken', () => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, RESIDENT);
    reader.instead = (asked) => (asked === 'find' && reader.card !== null ? ANSWERS.found : undefined);
    it.pass(1000);
    lay(reader, OTHER);
    it.pass(2000);
    expect(summary(it.presented())).toEqual(['张小三', '李四']);
  });

  test('what is wrong with it is told once', () => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, { ...RESIDENT, 248: 'Z' });
    reader.instead = (asked) => (asked === 'find' && reader.card !== null ? ANSWERS.found : undefined);
    it.pass(20_000);
    expect(summary(it.presented())).toEqual(['card-unsupported']);
  });

  test('a flicker of the field is not going', () => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, RESIDENT);
    reader.instead = (asked, times) => (asked === 'find' && times % 3 !== 0 ? ANSWERS.found : undefined);
    it.pass(20_000);
    expect(summary(it.presented())).toEqual(['张小三']);
  });

  test('the next card is taken at once, without a look at an empty plate', () => {
    const reader = makeReader();
    const it = start(reader);
    for (const card of [RESIDENT, OTHER, PERMIT]) {
      lay(reader, card);
      it.pass(300);
      reader.isRead = true;
      it.pass(300);
    }
    expect(summary(it.presented())).toEqual(['张小三', '李四', '陈大文']);
  });

  test.each([
    ['within five seconds it is the same', 5000, ['张小三']],
    ['after longer it is a new one', 5001, ['张小三', '张小三']],
  ])('a card that lies there while the reader is unplugged: %s', (_case, awayMs, expected) => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(300);
    expect(summary(it.presented())).toEqual(['张小三']);
    reader.isRead = false;
    it.reopen(awayMs);
    it.pass(200);
    expect(summary(it.presented())).toEqual(expected);
  });

  test('a card that lies there for long is the same to a module that finds none again which it has read', () => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, RESIDENT);
    for (let replugs = 0; replugs < 3; replugs += 1) {
      it.pass(10_000);
      reader.isRead = false;
      it.reopen(400);
    }
    it.pass(2000);
    expect(summary(it.presented())).toEqual(['张小三']);
    // Gone, and laid again after that.
    lay(reader, null);
    it.pass(2000);
    it.reopen(400);
    it.pass(2000);
    lay(reader, RESIDENT);
    it.pass(2000);
    expect(summary(it.presented())).toEqual(['张小三', '张小三']);
  });

  test.each([
    ['a moment', 0, ['张小三']],
    ['longer than five seconds', 5000, ['张小三', '张小三']],
  ])(
    'a card that lies there while the reader stops to answer, and begins anew after %s',
    (_case, longerMs, expected) => {
      const reader = makeReader();
      const it = start(reader);
      lay(reader, RESIDENT);
      it.pass(10_000);
      reader.instead = () => null;
      it.pass(4000 + longerMs);
      expect(it.told().at(-1)).toBe('no-answer');
      reader.isRead = false;
      reader.instead = () => undefined;
      it.pass(3000);
      expect(summary(it.presented())).toEqual(expected);
    },
  );

  test.each([
    ['unplugged twice, the first time before it said anything', 0],
    ['not finding it for a moment', 900],
  ])('a card that lies there is the same to a reader %s', (_case, blindMs) => {
    const reader = makeReader();
    const it = start(reader);
    lay(reader, RESIDENT);
    it.pass(300);
    reader.isRead = false;
    reader.instead = () => null;
    it.reopen(1000);
    it.reopen(500);
    reader.instead = () => undefined;
    reader.card = null;
    it.pass(blindMs);
    lay(reader, RESIDENT);
    it.pass(2000);
    expect(summary(it.presented())).toEqual(['张小三']);
  });
});
