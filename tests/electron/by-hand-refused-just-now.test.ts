import { beforeEach, describe, expect, test } from 'vitest';
import { fail } from '../../shared/result.ts';
import { codeOf } from '../shared/judge-kit.ts';
import { factsOf } from '../shared/credential/codes.ts';
import { decide, EXPIRED, FORGED, justRefused, NAMES, RED, shownEntry, SUPERVISOR, YELLOW } from './by-hand-kit.ts';
import { door, entries, last, openDoor, pass, restart, rows, show } from './visits-kit.ts';

beforeEach(openDoor);

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
    expect(decide({ otherThan: [refused ?? ''] })).toBe('admit admitted-by-hand');
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
    ['another let in by hand', () => decide({ otherThan: [justRefused() ?? ''] })],
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
    expect(door.sentinel.hands.refusedJustNow('in')).toMatchObject([{ reasons: [{ code: 'colour-red' }] }]);
    expect(decide({})).toBe('refused-just-now');
    expect(decide({ otherThan: [refused ?? ''] })).toBe('admit admitted-by-hand');
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
    expect(door.sentinel.hands.refusedJustNow('in').map(({ entryId }) => entryId)).toEqual([second, first]);
    expect(decide({ otherThan: [first ?? ''] })).toBe('refused-just-now');
    expect(decide({ otherThan: [second ?? ''] })).toBe('refused-just-now');
    expect(entries()).toHaveLength(2);
    expect(decide({ otherThan: [second ?? '', first ?? ''] })).toBe('admit admitted-by-hand');
    expect(rows().at(-1)).toMatchObject({ refers_to: second });
  });

  test('is nobody whose refusal was undone, and who was refused before them again', () => {
    decide({ verdict: 'refuse' });
    door.sentinel.hands.undo(shownEntry() ?? '', 'G1');
    expect(justRefused()).toBe(null);
    expect(decide({})).toBe('admit admitted-by-hand');
    show(RED);
    const refused = shownEntry();
    decide({ otherThan: [refused ?? ''] });
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
