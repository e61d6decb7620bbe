import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { makeIdCardDriver } from '../../../electron/readers/id-card.ts';
import type { Presented } from '../../../shared/device/device.ts';
import { answerFrame } from '../../shared/id-card/sdt-kit.ts';
import { numberOf, PERMIT, readData, RESIDENT, textBlock, type Fields } from '../../shared/id-card/card-kit.ts';
import { bytesOf, cutAt } from '../../shared/stream-kit.ts';
import { play, type Answerer, type Played } from './driver-kit.ts';

const SAM = bytesOf('05 00 03 00 61 8a 34 01 01 00 00 00 2a 00 00 00');
const SAM_NUMBER = '05.03-20220513-0000000001-0000000042';
const OTHER: Fields = { ...RESIDENT, 0: '李四', 122: numberOf('19491231', '003') };

const ANSWERS = {
  ok: answerFrame(0x90, new Uint8Array(0)),
  sam: answerFrame(0x90, SAM),
  found: answerFrame(0x9f, new Uint8Array(4)),
  selected: answerFrame(0x90, new Uint8Array(8)),
  noCard: answerFrame(0x80, new Uint8Array(0)),
};
const status = (code: number): Uint8Array => answerFrame(code, new Uint8Array(0));
const cardFrame = (fields: Fields): Uint8Array => answerFrame(0x90, readData(textBlock(fields)));

/** A reader as docs/id-card.md has it, with what a test wants otherwise. */
interface Reader {
  card: Fields | null;
  /** It was read: it is not found again until it is another one. */
  isRead: boolean;
  /** In place of its right answer; `undefined`: that one. */
  instead: (asked: string, times: number) => Uint8Array | null | undefined;
  cut: (answer: Uint8Array) => Uint8Array[];
  asked: string[];
}

const NAMES: Readonly<Record<string, string>> = {
  '11ff': 'status',
  '12ff': 'sam-number',
  '2001': 'find',
  '2002': 'select',
  '3001': 'read',
};

function makeReader(): Reader {
  return { card: null, isRead: false, instead: () => undefined, cut: (answer) => [answer], asked: [] };
}

function rightAnswer(reader: Reader, asked: string): Uint8Array {
  switch (asked) {
    case 'status':
      return ANSWERS.ok;
    case 'sam-number':
      return ANSWERS.sam;
    case 'find':
      return reader.card === null || reader.isRead ? ANSWERS.noCard : ANSWERS.found;
    case 'select':
      return reader.card === null ? status(0x81) : ANSWERS.selected;
    default:
      if (reader.card === null) return status(0x41);
      reader.isRead = true;
      return cardFrame(reader.card);
  }
}

function answererOf(reader: Reader): Answerer {
  return (written) => {
    const asked = NAMES[Buffer.from(written.subarray(7, 9)).toString('hex')] ?? 'unknown';
    reader.asked.push(asked);
    const times = reader.asked.filter((one) => one === asked).length;
    const instead = reader.instead(asked, times);
    if (instead === null) return [];
    return reader.cut(instead ?? rightAnswer(reader, asked));
  };
}

function start(reader: Reader, set: 115_200 | null = 115_200): Played {
  return play(makeIdCardDriver(set), answererOf(reader));
}

function lay(reader: Reader, card: Fields | null): void {
  Object.assign(reader, { card, isRead: false });
}

const summary = (presented: readonly Presented[]): string[] =>
  presented.map((what) =>
    what.kind === 'card' ? what.card.name : what.kind === 'card-fault' ? what.fault : what.kind,
  );

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
});

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
