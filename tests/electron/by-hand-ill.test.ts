import { beforeEach, describe, expect, test } from 'vitest';
import { isAbnormal, type AbnormalStep } from '../../shared/guard.ts';
import { codeOf } from '../shared/judge-kit.ts';
import { factsOf, NEGATIVE } from '../shared/credential/codes.ts';
import { decide, NAMES, RED, shownEntry, SUPERVISOR, YELLOW } from './by-hand-kit.ts';
import { door, last, measure, openDoor, pass, restart, rows, show } from './visits-kit.ts';

beforeEach(openDoor);

test('what was done with a red code is entered and refers to it', () => {
  show(RED);
  const about = shownEntry() ?? '';
  expect(door.sentinel.hands.recordAbnormal(about, ['kept-aside', 'informed'], 'G1')).toBe(null);
  expect(rows().at(-1)).toMatchObject({
    ...{ type: 'abnormal', refers_to: about, reasons: '["kept-aside","informed"]', guard: 'G1', verdict: null },
  });
  show(YELLOW);
  expect(door.sentinel.hands.recordAbnormal(shownEntry() ?? '', ['noted'], null)).toBe('nothing-to-record');
});

describe('what is done with somebody who may be ill is recorded', () => {
  const DAY_MS = 24 * 3_600_000;
  const record = (about: string, ...done: AbnormalStep[]): unknown =>
    door.sentinel.hands.recordAbnormal(about, done, null);
  const recorded = (): unknown[] =>
    rows().flatMap(({ type, refers_to: about, reasons }) => (type === 'abnormal' ? [[about, reasons]] : []));
  const comeMany = (): void => {
    for (const maskedName of NAMES.concat(NAMES)) {
      pass(5000);
      show(codeOf(factsOf({ maskedName })));
    }
  };
  const ill = (text = RED): string => {
    show(text);
    return shownEntry() ?? '';
  };

  test.each([
    ['many visitors later', comeMany],
    ['after a restart', restart],
    [
      'many visitors later, and a restart',
      () => {
        comeMany();
        restart();
      },
    ],
    [
      'a day later',
      () => {
        pass(DAY_MS);
      },
    ],
  ])('%s, each step once', (_when, happen) => {
    const about = ill();
    record(about, 'kept-aside');
    happen();
    expect([record(about, 'kept-aside', 'informed'), record(about, 'informed')]).toEqual([null, null]);
    expect(recorded()).toEqual([
      [about, '["kept-aside"]'],
      [about, '["informed"]'],
    ]);
  });

  test('more than a day later no more', () => {
    const about = ill();
    comeMany();
    pass(DAY_MS);
    expect(record(about, 'noted')).toBe('nothing-to-record');
  });

  test('of a positive test, and of a fever, whatever its rule is called', () => {
    const positive = ill(codeOf(factsOf({ tests: [{ ...NEGATIVE, result: 'positive' }] })));
    pass(60_000);
    measure(38.2);
    const fever = ill(YELLOW);
    comeMany();
    expect([record(positive, 'noted'), record(fever, 'noted')]).toEqual([null, null]);
    restart();
    expect([record(positive, 'informed'), record(fever, 'informed')]).toEqual([null, null]);
  });

  test('of a positive test by what its rule is called, where all that is left of it is the journal', () => {
    const positive = ill(codeOf(factsOf({ tests: [{ ...NEGATIVE, result: 'positive' }] })));
    pass(60_000);
    const yellow = ill(YELLOW);
    restart();
    expect([record(positive, 'noted'), record(yellow, 'noted')]).toEqual([null, 'nothing-to-record']);
  });

  test('of whoever is refused by hand since, and not of who is let in', () => {
    const about = ill();
    decide({ about, reason: 'not-in-order', verdict: 'refuse' }, SUPERVISOR);
    const refused = shownEntry() ?? '';
    restart();
    expect([record(about, 'kept-aside'), record(refused, 'kept-aside', 'noted')]).toEqual([null, null]);
    expect(recorded()).toEqual([
      [about, '["kept-aside"]'],
      [refused, '["noted"]'],
    ]);
    decide({ about: refused, reason: 'office-asked' }, SUPERVISOR);
    comeMany();
    expect([record(about, 'informed'), record(refused, 'informed')]).toEqual([
      'nothing-to-record',
      'nothing-to-record',
    ]);
  });

  test.each([
    ['at once', () => undefined],
    ['after a restart', restart],
  ])('of who is refused by hand because they seem ill, %s', (_when, happen) => {
    decide({ reason: 'no-phone', verdict: 'refuse' });
    const well = shownEntry() ?? '';
    pass(60_000);
    decide({ reason: 'seems-ill', verdict: 'refuse' });
    const fever = shownEntry() ?? '';
    pass(60_000);
    show(YELLOW);
    decide({ about: shownEntry(), reason: 'seems-ill', verdict: 'refuse' });
    const overruled = shownEntry() ?? '';
    happen();
    expect([well, fever, overruled].map((about) => record(about, 'kept-aside'))).toEqual([
      ...['nothing-to-record', null, null],
    ]);
    expect(door.sentinel.hands.past().map(({ result, why }) => [isAbnormal(result), why])).toEqual([
      ...[
        [true, 'seems-ill'],
        [true, 'seems-ill'],
        [false, 'no-phone'],
      ],
    ]);
  });

  test('not of who is let in after somebody has looked', () => {
    decide({ reason: 'seems-ill', verdict: 'admit' });
    expect(record(shownEntry() ?? '', 'noted')).toBe('nothing-to-record');
  });

  test('of nobody who is not entered', () => {
    expect(record('0180baed-fa80-7000-8000-000000000002', 'noted')).toBe('nothing-to-record');
  });

  test('and can be reached among the last visitors after a restart', () => {
    const about = ill();
    record(about, 'informed');
    restart();
    const [visit] = door.sentinel.hands.past();
    expect(visit).toMatchObject({ result: { entryId: about, summary: { maskedName: '张*三' } }, done: ['informed'] });
    expect(visit && isAbnormal(visit.result)).toBe(true);
    record(about, 'noted');
    expect(door.sentinel.hands.past()[0]?.done).toEqual(['informed', 'noted']);
  });
});

test('what was done with somebody who may be ill is told of them, also when they are decided of anew', () => {
  const done = (): unknown => door.sentinel.hands.past()[0]?.done;
  show(RED);
  const about = shownEntry() ?? '';
  expect(done()).toEqual([]);
  door.sentinel.hands.recordAbnormal(about, ['informed'], 'G1');
  expect(done()).toEqual(['informed']);
  door.sentinel.hands.recordAbnormal(about, ['kept-aside', 'informed'], 'G1');
  expect(done()).toEqual(['kept-aside', 'informed']);
  decide({ about, reason: 'not-in-order', verdict: 'refuse' }, SUPERVISOR);
  const anew = shownEntry() ?? '';
  door.sentinel.hands.recordAbnormal(anew, ['noted'], 'G1');
  expect(done()).toEqual(['kept-aside', 'informed', 'noted']);
  door.sentinel.hands.undo(anew, 'S1');
  expect(done()).toEqual(['kept-aside', 'informed', 'noted']);
});

test('what is recorded of them is not recorded twice, and a further step is, also beside one that is', () => {
  const recorded = (): unknown => rows().flatMap(({ type, reasons }) => (type === 'abnormal' ? [reasons] : []));
  show(RED);
  const about = shownEntry() ?? '';
  door.sentinel.hands.recordAbnormal(about, ['informed'], 'G1');
  expect(door.sentinel.hands.recordAbnormal(about, ['informed'], 'S1')).toBe(null);
  expect(recorded()).toEqual(['["informed"]']);
  door.sentinel.hands.recordAbnormal(about, ['kept-aside', 'informed', 'noted'], 'S1');
  expect(recorded()).toEqual(['["informed"]', '["kept-aside","noted"]']);
});

test('what was done with them is told with each verdict that comes after', () => {
  const told = (): unknown => door.outcomes.at(-1)?.done;
  show(RED);
  const about = shownEntry() ?? '';
  expect(told()).toBe(undefined);
  door.sentinel.hands.recordAbnormal(about, ['informed'], 'G1');
  decide({ about, reason: 'not-in-order', verdict: 'refuse' }, SUPERVISOR);
  expect(told()).toEqual(['informed']);
  const anew = shownEntry() ?? '';
  door.sentinel.hands.recordAbnormal(anew, ['kept-aside'], 'G1');
  door.sentinel.hands.undo(anew, 'S1');
  expect([last(), told()]).toEqual(['refuse colour-red', ['kept-aside', 'informed']]);
});
