import { beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../electron/store/sqlite.ts';
import { fail, ok } from '../../shared/result.ts';
import { CARD, OTHER_CARD } from '../shared/cards.ts';
import { codeOf, GROUNDS } from '../shared/judge-kit.ts';
import { policyOf, writtenDemo } from '../shared/policy/policy-kit.ts';
import {
  PAPER,
  GREEN,
  WITH_PROVIDER,
  door,
  entries,
  last,
  lay,
  layBadly,
  list,
  openDoor,
  pass,
  rows,
  show,
} from './visits-kit.ts';

const WIFI = 'WIFI:S:guests;T:WPA;P:welcome1;;';

beforeEach(openDoor);

describe('a paper code', () => {
  test('waits for its card, and is admitted with that: one entry', () => {
    expect(show(PAPER)).toBe('needs id-card');
    expect(entries()).toEqual([]);
    pass(30_000);
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
    pass(60_000);
    expect(entries()).toEqual(['serial admit all-checks-passed card-matched']);
  });

  test('is refused with another’s', () => {
    show(PAPER);
    expect(lay(OTHER_CARD)).toBe('refuse card-mismatch');
  });

  test('whose card does not come is journalled as referred, with the name it had', () => {
    show(PAPER);
    pass(30_000);
    expect(entries()).toEqual([]);
    pass(1);
    expect(last()).toBe('refer evidence-not-presented');
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
    expect(entries()).toEqual(['serial refer evidence-not-presented']);
    expect(lay(CARD)).toBe('refer card-without-status');
  });

  test('that another visitor’s code follows is journalled first, and not shown over that one’s verdict', () => {
    show(PAPER);
    expect(show(GREEN)).toBe('admit all-checks-passed');
    expect(door.outcomes).toHaveLength(2);
    expect(entries()).toEqual(['serial refer evidence-not-presented', 'serial admit all-checks-passed']);
  });

  test('is judged with a card that was laid before it', () => {
    expect(lay(CARD)).toBe('refer card-without-status');
    pass(30_000);
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
  });

  test('is not judged with the card of somebody whom the guard has seen to', () => {
    lay(OTHER_CARD);
    door.sentinel.dismiss(door.outcomes.at(-1)?.serial ?? 0);
    expect(show(PAPER)).toBe('needs id-card');
  });

  test('is not refused for the card of somebody who was referred before', () => {
    lay(OTHER_CARD);
    expect(show(PAPER)).toBe('needs id-card');
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
    expect(lay(OTHER_CARD)).toBe('refuse card-mismatch');
    expect(entries()).toEqual(['id-card refer card-without-status', 'serial refuse card-mismatch']);
  });

  test('is judged without an expired card that was referred before, which does no more when it is laid again', () => {
    const expired = { ...CARD, validTo: '2020-12-31' };
    expect(lay(expired)).toBe('refer card-expired');
    expect(show(PAPER)).toBe('needs id-card');
    expect(lay(expired)).toBe('refer card-expired card-matched');
  });

  test('is not judged with a card before another lane', () => {
    lay(CARD, 'out');
    expect(show(PAPER, 'in')).toBe('needs id-card');
  });

  test('still waits after a code that is nobody’s', () => {
    show(PAPER);
    expect(show(WIFI)).toBe('hint');
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
    expect(entries()).toHaveLength(1);
  });

  test('is referred, not left waiting, where no reader can read', () => {
    door.grounds = { venue: GROUNDS.venue };
    expect(show(PAPER)).toBe('refer card-reader-missing');
  });
});

describe('a card', () => {
  test('of the staff admits, and is entered as a card’s', () => {
    list(CARD);
    expect(lay(CARD)).toBe('admit staff-listed');
    expect(entries()).toEqual(['id-card admit staff-listed']);
    pass(1000);
    expect(lay(CARD)).toBe('refer already-entered');
  });

  test('is asked about, and judged by the answer', async () => {
    door.canAsk = true;
    door.grounds = { policy: WITH_PROVIDER };
    expect(lay(CARD)).toBe('asking');
    expect(door.questions[0]?.query).toEqual({ is: 'document-number', text: CARD.documentNumber });
    lay(CARD);
    expect(door.questions).toHaveLength(1);
    door.questions[0]?.answer(ok(codeOf({ answers: new Uint8Array(32).fill(7) })));
    await expect.poll(last).toBe('admit all-checks-passed checked-online');
    expect(entries()).toEqual(['id-card admit all-checks-passed checked-online']);
  });

  test('is referred while offline, asked about anew when it is laid again, and judged with a code that is shown next', async () => {
    door.canAsk = true;
    lay(CARD);
    door.questions[0]?.answer(fail('status-unavailable'));
    await expect.poll(last).toBe('refer status-unavailable');
    expect(lay(CARD)).toBe('asking');
    expect(door.questions).toHaveLength(2);
    // The code says more than an answer that comes later.
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
    door.questions[1]?.answer(fail('status-unavailable'));
    await Promise.resolve();
    expect(entries()).toEqual(['id-card refer status-unavailable', 'serial admit all-checks-passed card-matched']);
  });

  test('that was taken away too early is no entry, and the code still waits', () => {
    show(PAPER);
    expect(layBadly('card-left-early')).toBe('lay-again');
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
    expect(entries()).toHaveLength(1);
  });

  test.each(['card-unreadable', 'card-unsupported', 'card-inconsistent'] as const)('is referred: %s', (fault) => {
    expect(layBadly(fault)).toBe(`refer ${fault}`);
    expect(entries()).toEqual([`id-card refer ${fault}`]);
  });

  test('that cannot be read refers whom it was wanted of, and may be laid again', () => {
    show(PAPER);
    expect(layBadly('card-unreadable')).toBe('refer card-unreadable');
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
    pass(20_000);
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
    pass(60_000);
    expect(entries()).toEqual(['serial refer card-unreadable', 'serial admit all-checks-passed card-matched']);
  });

  test('leaves neither number nor name in what is told, logged or kept', () => {
    lay(CARD);
    show(PAPER);
    const database = openDatabase(door.path);
    const rows = [...database.prepare('select * from entry').iterate()];
    database.close();
    const kept = JSON.stringify([door.outcomes, door.logged, rows]);
    expect(kept).not.toContain(CARD.documentNumber);
    expect(kept).not.toContain(CARD.name);
  });
});

describe('where a card is wanted with every code', () => {
  beforeEach(() => {
    const written = writtenDemo();
    const venueTypes = { mall: { ...written.venueTypes['mall'], present: [['code'], ['id-card']] } };
    door.grounds = { policy: ok(policyOf({ ...written, venueTypes })) };
  });

  test('a code on a phone waits for its holder’s', () => {
    expect(show(GREEN)).toBe('needs id-card');
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
  });

  test('another’s refuses', () => {
    show(GREEN);
    expect(lay(OTHER_CARD)).toBe('refuse card-mismatch');
  });

  test('another’s that was referred before is not taken for it', () => {
    lay(OTHER_CARD);
    expect(show(GREEN)).toBe('needs id-card');
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
  });
});

test('the lane of a reader says which way its people go', () => {
  expect(show(codeOf({ colour: 'red' }), 'in')).toBe('refuse colour-red');
  expect(show(codeOf({ colour: 'red' }), 'out')).toBe('admit all-checks-passed');
  expect(rows().map(({ lane }) => lane)).toEqual([null, 'out']);
});
