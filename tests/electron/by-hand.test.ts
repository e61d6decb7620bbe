import { beforeEach, describe, expect, test } from 'vitest';
import { fail } from '../../shared/result.ts';
import { codeOf } from '../shared/judge-kit.ts';
import { factsOf, NOW } from '../shared/credential/codes.ts';
import { decide, EXPIRED, FORGED, GUARD, NAMES, RED, shownEntry, SUPERVISOR, YELLOW } from './by-hand-kit.ts';
import { door, entries, last, openDoor, pass, rows, show } from './visits-kit.ts';

beforeEach(openDoor);

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

test('a shift is entered when it begins and when it ends', () => {
  door.sentinel.hands.recordShift('shift-began', 'G1');
  door.sentinel.hands.recordShift('shift-ended', 'G1');
  expect(rows().map(({ type, reasons, guard, verdict }) => [type, reasons, guard, verdict])).toEqual([
    ['manual', '["shift-began"]', 'G1', null],
    ['manual', '["shift-ended"]', 'G1', null],
  ]);
});
