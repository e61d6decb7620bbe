import { beforeEach, describe, expect, test } from 'vitest';
import type { Lane } from '../../shared/device/device.ts';
import { isAbnormal, type AbnormalStep, type ByHand, type ByHandFault, type Guard } from '../../shared/guard.ts';
import { fail } from '../../shared/result.ts';
import { codeOf } from '../shared/judge-kit.ts';
import { factsOf, NEGATIVE, NOW } from '../shared/credential/codes.ts';
import { door, entries, last, measure, openDoor, pass, restart, rows, show } from './visits-kit.ts';

const GUARD: Guard = { number: 'G1', name: '小王', role: 'guard' };
const SUPERVISOR: Guard = { number: 'S1', name: '老李', role: 'supervisor' };

const YELLOW = codeOf(factsOf({ colour: 'yellow' }));
const RED = codeOf(factsOf({ colour: 'red' }));

/** Refused whichever way its holder goes. */
const EXPIRED = codeOf({}, { expiresAt: NOW });

const FORGED = `${codeOf().slice(0, -6)}AAAAAA`;

const NAMES = ['赵*', '钱*', '孙*', '李*', '周*', '吴*', '郑*', '王*', '冯*', '陈*'];

beforeEach(openDoor);

/** @returns the fault, or what is shown */
function decide(
  ask: Partial<Pick<ByHand, 'about' | 'reason' | 'verdict' | 'otherThan'>>,
  guard: Guard = GUARD,
  askedMs = door.passedMs,
): string {
  const fault: ByHandFault | null = door.sentinel.hands.decide(
    { about: null, reason: 'no-phone', verdict: 'admit', otherThan: null, ...ask },
    guard,
    askedMs,
  );
  return fault ?? last();
}

/** The entry of what is shown. */
function shownEntry(): string | null {
  const result = door.outcomes.at(-1)?.result;
  return result?.kind === 'decision' ? result.entryId : null;
}

const justRefused = (lane: Lane = 'in'): string | null => door.sentinel.hands.refusedJustNow(lane)?.entryId ?? null;

test('who has no phone is let in by a guard, and the journal says why and by whom', () => {
  expect(decide({})).toBe('admit admitted-by-hand');
  expect(rows()).toMatchObject([
    { type: 'manual', verdict: 'admit', reasons: '["no-phone"]', guard: 'G1', refers_to: null, source: null },
  ]);
  expect(door.opened).toEqual([[null, 'in']]);
});

test('who is not let in by hand is entered as well, and no gate opens', () => {
  expect(decide({ reason: 'foreign-paper', verdict: 'refuse' })).toBe('refuse refused-by-hand');
  expect(rows()).toMatchObject([{ type: 'manual', verdict: 'refuse', reasons: '["foreign-paper"]', guard: 'G1' }]);
  expect(door.opened).toEqual([]);
});

describe('who is let in without a code, while somebody was refused a moment ago', () => {
  test.each([
    [0, 'refused-just-now'],
    [59_999, 'refused-just-now'],
    [60_000, 'admit admitted-by-hand'],
  ])('%i ms later: %s', (ms, shown) => {
    show(RED);
    pass(ms);
    expect(decide({})).toBe(shown);
  });

  test('is said to be another, and the entry says so of which refusal', () => {
    show(RED);
    const refused = shownEntry();
    expect(decide({ otherThan: refused })).toBe('admit admitted-by-hand');
    expect(rows().at(-1)).toMatchObject({
      type: 'manual',
      verdict: 'admit',
      refers_to: refused,
      reasons: '["no-phone","another-visitor"]',
    });
  });

  test.each([
    ['an admit', () => show(codeOf())],
    ['a refer', () => show(YELLOW)],
    ['another let in by hand', () => decide({ otherThan: justRefused() })],
    ['many', () => NAMES.map((maskedName) => show(codeOf(factsOf({ maskedName }))))],
  ])('is asked about whoever came in between: %s', (_who, come) => {
    show(RED);
    const refused = justRefused();
    come();
    expect([justRefused(), decide({})]).toEqual([refused, 'refused-just-now']);
    expect(decide({ about: refused, reason: 'office-asked' }, SUPERVISOR)).toBe('admit admitted-by-hand');
    // It does not stand any more.
    expect(decide({})).toBe('admit admitted-by-hand');
  });

  test('is asked about the newest whose refusal stands', () => {
    show(RED);
    const first = justRefused();
    show(codeOf(factsOf({ colour: 'red', maskedName: '钱*' })));
    const second = justRefused();
    expect(second).not.toBe(first);
    decide({ about: second, reason: 'office-asked' }, SUPERVISOR);
    expect(justRefused()).toBe(first);
    decide({ about: first, reason: 'not-in-order', verdict: 'refuse' }, SUPERVISOR);
    expect(justRefused()).toBe(shownEntry());
  });

  test('is asked also after a restart, for as long as before', () => {
    show(RED);
    const refused = justRefused();
    pass(30_000);
    restart();
    expect([justRefused(), justRefused('out')]).toEqual([refused, null]);
    expect(door.sentinel.hands.refusedJustNow('in')).toMatchObject({ reasons: [{ code: 'colour-red' }] });
    expect(decide({})).toBe('refused-just-now');
    expect(decide({ otherThan: refused })).toBe('admit admitted-by-hand');
    expect(rows().at(-1)).toMatchObject({ refers_to: refused, reasons: '["no-phone","another-visitor"]' });
    pass(29_999);
    expect([justRefused(), decide({})]).toEqual([null, 'admit admitted-by-hand']);
  });

  test('is not asked after a restart about a refusal that was lifted, and may be they then', () => {
    show(EXPIRED, 'out');
    restart();
    const refused = justRefused('out');
    expect(decide({ about: refused, reason: 'office-asked' })).toBe('supervisor-wanted');
    expect(decide({ about: refused, reason: 'office-asked' }, SUPERVISOR)).toBe('admit admitted-by-hand');
    expect(door.opened).toEqual([[null, 'out']]);
    restart();
    expect(justRefused('out')).toBe(null);
    expect(decide({ about: refused, reason: 'office-asked' }, SUPERVISOR)).toBe('nothing-to-overrule');
  });

  test('is who the kiosk says that was refused, for as long', () => {
    expect(justRefused()).toBe(null);
    show(RED);
    const refused = shownEntry();
    pass(59_999);
    expect([justRefused(), justRefused('out')]).toEqual([refused, null]);
    pass(1);
    expect(justRefused()).toBe(null);
    show(YELLOW);
    decide({ verdict: 'refuse' });
    expect(justRefused()).toBe(shownEntry());
    decide({});
    expect(justRefused()).toBe(shownEntry());
  });

  test('is asked of each who was refused: to be another than one says nothing of the next', () => {
    show(RED);
    const first = shownEntry();
    show(codeOf(factsOf({ colour: 'red', maskedName: '钱*' })));
    const second = shownEntry();
    expect(decide({ otherThan: first })).toBe('refused-just-now');
    expect(entries()).toHaveLength(2);
    expect(decide({ otherThan: second })).toBe('admit admitted-by-hand');
    expect(rows().at(-1)).toMatchObject({ refers_to: second });
  });

  test('is nobody whose refusal was undone, and who was refused before them again', () => {
    decide({ verdict: 'refuse' });
    door.sentinel.hands.undo(shownEntry() ?? '', 'G1');
    expect(justRefused()).toBe(null);
    expect(decide({})).toBe('admit admitted-by-hand');
    show(RED);
    const refused = shownEntry();
    decide({ otherThan: refused });
    door.sentinel.hands.undo(shownEntry() ?? '', 'G1');
    expect(justRefused()).toBe(refused);
  });

  test('is not asked whether they are one whose refusal is not entered', () => {
    const append = door.journal.append.bind(door.journal);
    door.journal.append = () => fail('journal-full');
    show(FORGED);
    expect([last(), shownEntry()]).toEqual(['refuse signature-forged journal-full', null]);
    door.journal.append = append;
    expect([justRefused(), decide({})]).toEqual([null, 'admit admitted-by-hand']);
  });

  test('also by hand; nobody is asked about who is not let in, or of the other lane', () => {
    decide({ verdict: 'refuse' });
    expect(decide({})).toBe('refused-just-now');
    expect(decide({ verdict: 'refuse' })).toBe('refuse refused-by-hand');
    openDoor();
    show(RED, 'out');
    expect(decide({})).toBe('admit admitted-by-hand');
  });
});

describe('what the kiosk has said', () => {
  test('of a yellow code may be decided by any guard, and the entry refers to it', () => {
    show(YELLOW);
    const about = shownEntry();
    expect(decide({ about, reason: 'papers-seen' })).toBe('admit admitted-by-hand');
    expect(rows().at(-1)).toMatchObject({ type: 'overrule', refers_to: about, verdict: 'admit', guard: 'G1' });
    expect(door.outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
    expect(door.opened).toEqual([[null, 'in']]);
  });

  test('of a red code only a supervisor may lift', () => {
    show(RED);
    const about = shownEntry();
    expect(decide({ about, reason: 'office-asked' })).toBe('supervisor-wanted');
    expect(entries()).toHaveLength(1);
    expect(decide({ about, reason: 'office-asked' }, SUPERVISOR)).toBe('admit admitted-by-hand');
  });

  test('of a forged code nobody changes', () => {
    show(FORGED);
    expect(last()).toBe('refuse signature-forged');
    expect(decide({ about: shownEntry(), reason: 'misjudged' }, SUPERVISOR)).toBe('not-overrulable');
    expect(entries()).toHaveLength(1);
  });

  test('of a forged code nobody changes under rules that are too old either, and who may be ill is kept aside', () => {
    door.grounds = { policyExpiresAt: NOW };
    show(FORGED);
    expect(last()).toBe('refer policy-expired signature-forged');
    expect(decide({ about: shownEntry(), reason: 'papers-seen' })).toBe('not-overrulable');
    show(RED);
    expect(last()).toBe('refer policy-expired');
    expect(door.sentinel.hands.recordAbnormal(shownEntry() ?? '', ['kept-aside'], 'G1')).toBe(null);
  });

  test('is overruled in the lane in which it was said', () => {
    // Nothing else refers who goes out.
    door.grounds = { hubStops: 'clock-wrong' };
    show(YELLOW, 'out');
    decide({ about: shownEntry(), reason: 'papers-seen' });
    expect(door.opened).toEqual([[null, 'out']]);
    expect(rows().map(({ lane }) => lane)).toEqual(['out', 'out']);
  });

  test('is not overruled where another was refused while the PIN was looked at, unless asked anew', () => {
    show(YELLOW);
    const about = shownEntry();
    const askedMs = door.passedMs;
    pass(400);
    show(EXPIRED, 'out');
    expect(decide({ about, reason: 'not-in-order', verdict: 'refuse' }, GUARD, askedMs)).toBe('refuse refused-by-hand');
    openDoor();
    show(YELLOW);
    const again = shownEntry();
    pass(400);
    show(RED);
    expect(decide({ about: again, reason: 'papers-seen' }, GUARD, 0)).toBe('refused-just-now');
    expect([last(), door.opened]).toEqual(['refuse colour-red', []]);
    expect(decide({ about: again, reason: 'papers-seen' })).toBe('admit admitted-by-hand');
  });

  test('is overruled also where another was refused while the PIN was looked at, in the other lane', () => {
    show(YELLOW);
    const about = shownEntry();
    pass(400);
    show(EXPIRED, 'out');
    expect(decide({ about, reason: 'papers-seen' }, GUARD, 0)).toBe('admit admitted-by-hand');
  });

  test('is overruled once', () => {
    show(YELLOW);
    const about = shownEntry();
    decide({ about, reason: 'papers-seen' });
    expect(decide({ about, reason: 'papers-seen' })).toBe('nothing-to-overrule');
    expect(entries()).toHaveLength(2);
  });

  test('of somebody ten visitors ago is not found any more', () => {
    show(YELLOW);
    const about = shownEntry();
    for (let n = 0; n < 10; n += 1) {
      pass(5000);
      show(codeOf(factsOf({ colour: 'yellow', maskedName: NAMES[n] ?? '' })));
    }
    expect(decide({ about, reason: 'papers-seen' })).toBe('nothing-to-overrule');
  });

  test('of nobody is nothing', () => {
    expect(decide({ about: '0180baed-fa80-7000-8000-000000000002' })).toBe('nothing-to-overrule');
  });
});

test('a kiosk that the hub has stopped lets nobody in by hand either', () => {
  door.grounds = { hubStops: 'kiosk-revoked' };
  expect(decide({})).toBe('kiosk-revoked');
  expect([entries(), door.opened]).toEqual([[], []]);
});

test('rules that are too old keep no guard from deciding', () => {
  door.grounds = { policy: fail('policy-missing') };
  expect(decide({})).toBe('admit admitted-by-hand');
});

test('what is not on disk opens no gate', () => {
  door.journal.append = () => fail('journal-full');
  expect(decide({})).toBe('journal-full');
  expect([door.outcomes, door.opened]).toEqual([[], []]);
});

describe('what was decided by hand', () => {
  test('can be taken back within ten seconds, by an entry that refers to it', () => {
    decide({});
    const about = shownEntry() ?? '';
    pass(10_000);
    expect(door.sentinel.hands.undo(about, 'G1')).toBe(null);
    expect(rows().at(-1)).toMatchObject({
      ...{ type: 'overrule', refers_to: about, reasons: '["undone"]', verdict: null, guard: 'G1' },
    });
    expect(door.sentinel.last()).toBe(null);
    expect(door.sentinel.hands.undo(about, 'G1')).toBe('nothing-to-overrule');
  });

  test('stands after that', () => {
    decide({});
    pass(10_001);
    expect(door.sentinel.hands.undo(shownEntry() ?? '', 'G1')).toBe('too-late-to-undo');
    expect(entries()).toHaveLength(1);
  });

  test('gives way to what the kiosk has said, which may be decided anew', () => {
    show(YELLOW);
    const about = shownEntry();
    decide({ about, reason: 'papers-seen' });
    expect(door.sentinel.hands.undo(shownEntry() ?? '', 'G1')).toBe(null);
    expect([last(), shownEntry()]).toEqual(['refer colour-yellow', about]);
    expect(decide({ about, reason: 'not-in-order', verdict: 'refuse' })).toBe('refuse refused-by-hand');
  });

  test('by the kiosk alone cannot be taken back', () => {
    show(YELLOW);
    expect(door.sentinel.hands.undo(shownEntry() ?? '', 'G1')).toBe('nothing-to-overrule');
  });
});

test('the last ten visitors can be looked back at, newest first, with who decided', () => {
  for (let n = 0; n < 10; n += 1) {
    pass(5000);
    show(codeOf(factsOf({ colour: 'yellow', maskedName: NAMES[n] ?? '' })));
  }
  decide({});
  const past = door.sentinel.hands.past();
  expect(past.map(({ result, guard }) => [result.summary.maskedName, result.verdict, guard])).toEqual([
    [null, 'admit', 'G1'],
    ...NAMES.slice(1)
      .reverse()
      .map((name) => [name, 'refer', null]),
  ]);
});

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

test('a shift is entered when it begins and when it ends', () => {
  door.sentinel.hands.recordShift('shift-began', 'G1');
  door.sentinel.hands.recordShift('shift-ended', 'G1');
  expect(rows().map(({ type, reasons, guard, verdict }) => [type, reasons, guard, verdict])).toEqual([
    ['manual', '["shift-began"]', 'G1', null],
    ['manual', '["shift-ended"]', 'G1', null],
  ]);
});
