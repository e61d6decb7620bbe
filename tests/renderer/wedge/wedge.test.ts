import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  FAST_MS,
  FEWEST,
  IDLE_MS,
  NO_BURST,
  press,
  settle,
  UNEVEN_MS,
  type Key,
  type WedgeEvent,
} from '../../../renderer/wedge/wedge.ts';
import { MAX_SCAN_LENGTH } from '../../../shared/scan.ts';

/** Keys as a scanner on a US layout sends them. */
function key(name: string, change: Partial<Key> = {}): Key {
  const isCapital = /^[A-Z]$/u.test(name);
  const codes: Record<string, string> = { ' ': 'Space', ':': 'Semicolon', ';': 'Semicolon', ']': 'BracketRight' };
  const code = /^[a-z]$/iu.test(name) ? `Key${name.toUpperCase()}` : /^\d$/u.test(name) ? `Digit${name}` : name;
  return {
    key: name,
    code: codes[name] ?? code,
    isShift: isCapital || name === ':',
    isCapsLock: false,
    isControl: false,
    isAlt: false,
    isComposing: false,
    isRepeat: false,
    atMs: 0,
    ...change,
  };
}

/** A keyboard, and what came of it. */
class Desk {
  atMs = 1000;
  readonly events: WedgeEvent[] = [];
  /** What went on to the page at once. */
  readonly passed: string[] = [];
  private state = NO_BURST;

  private readonly isInField: boolean;

  constructor(isInField = false) {
    this.isInField = isInField;
  }

  press(name: string, afterMs: number, change: Partial<Key> = {}): this {
    this.atMs += afterMs;
    const pressed = press(this.state, key(name, { atMs: this.atMs, ...change }), this.isInField);
    this.state = pressed.state;
    this.events.push(...pressed.events);
    if (pressed.does === 'pass') this.passed.push(name);
    return this;
  }

  type(text: string, gapMs: number, change: Partial<Key> = {}): this {
    for (const char of text) this.press(char, gapMs, change);
    return this;
  }

  wait(ms: number): this {
    this.atMs += ms;
    const settled = settle(this.state, this.atMs);
    this.state = settled.state;
    this.events.push(...settled.events);
    return this;
  }

  get scans(): string[] {
    return this.events.flatMap((event) => (event.type === 'scanned' ? [event.text] : []));
  }

  get typed(): string[] {
    return this.events.flatMap((event) => (event.type === 'typed' ? event.keys.map((one) => one.key) : []));
  }
}

describe('a scan', () => {
  test.each([
    ['Enter', (desk: Desk) => desk.press('Enter', 5)],
    ['the keypad’s Enter', (desk: Desk) => desk.press('Enter', 5, { code: 'NumpadEnter' })],
    ['Tab', (desk: Desk) => desk.press('Tab', 5)],
    ['CR as Control and M', (desk: Desk) => desk.press('m', 5, { isControl: true })],
    ['LF as Control and J', (desk: Desk) => desk.press('j', 5, { isControl: true })],
    ['CR and LF', (desk: Desk) => desk.press('Enter', 5).press('j', 5, { isControl: true })],
    ['Tab and Enter', (desk: Desk) => desk.press('Tab', 5).press('Enter', 5)],
    ['a pause', (desk: Desk) => desk.wait(IDLE_MS + 1)],
  ])('ends with %s, and nothing of it reaches the page', (_case, finish) => {
    for (const isInField of [false, true]) {
      const desk = new Desk(isInField).type('HC1:AbC9', 8);
      finish(desk);
      expect(desk.wait(IDLE_MS + 1).passed).toEqual([]);
      expect(desk.scans).toEqual(['HC1:AbC9']);
      expect(desk.typed).toEqual([]);
    }
  });

  test('is not over before the pause is', () => {
    expect(new Desk().type('HC1:', 8).wait(IDLE_MS).scans).toEqual([]);
  });

  test('goes on after a shorter pause', () => {
    const desk = new Desk().type('HC1:', 8).press('A', IDLE_MS).press('Enter', 8);
    expect(desk.scans).toEqual(['HC1:A']);
  });

  test('is timed from its first character to its last', () => {
    const { events } = new Desk().type('HC1:ABCD', 10).press('Enter', 10);
    expect(events).toEqual([{ type: 'began' }, { type: 'scanned', text: 'HC1:ABCD', wireMs: 70, atMs: 1080 }]);
  });

  test('may follow another at once', () => {
    const desk = new Desk().type('FIRST1', 3).press('Enter', 3).type('SECOND2', 3).press('Enter', 3);
    expect(desk.scans).toEqual(['FIRST1', 'SECOND2']);
  });

  test('loses the symbology that was said first', () => {
    expect(new Desk().type(']Q1HC1:', 8).press('Enter', 8).scans).toEqual(['HC1:']);
  });

  test('does no more with a control key in it than without', () => {
    const others = ['Escape', 'F5', 'F11', 'F12', 'ArrowDown', 'Backspace', 'Delete', 'Home', 'PageDown'];
    for (const isInField of [false, true]) {
      const desk = new Desk(isInField).type('HC1:ABCD', 8);
      for (const other of others) desk.press(other, 8);
      for (const letter of 'qrwvxaz') desk.press(letter, 8, { isControl: true });
      desk.press('F4', 8, { isAlt: true }).press('E', 8).press('Enter', 8);
      expect(desk.passed).toEqual([]);
      expect(desk.scans).toEqual(['HC1:ABCDE']);
    }
  });

  test.each(['Enter', 'Escape', ' '])('that begins with %j does not do what that key does', (first) => {
    for (const isInField of [false, true]) {
      const desk = new Desk(isInField).press(first, 8).type('HC1:ABCD', 8).press('Enter', 8).wait(1000);
      expect([desk.scans, desk.typed, desk.passed]).toEqual([['HC1:ABCD'], [], []]);
    }
  });

  test('that begins with a control character after its first key is whole', () => {
    const desk = new Desk().press('b', 8, { isControl: true }).press('H', 8).press('F3', 8).type('C1:A', 8);
    expect(desk.press('Enter', 8).scans).toEqual(['HC1:A']);
  });

  test('keeps the spaces within it', () => {
    expect(new Desk().type('AB CD EF', 8).press('Enter', 8).scans).toEqual(['AB CD EF']);
  });

  test('takes no notice of a key that is kept down', () => {
    const desk = new Desk().type('HC1:', 8).press('x', 8, { isRepeat: true }).type('AB', 8).press('Enter', 8);
    expect([desk.scans, desk.passed]).toEqual([['HC1:AB'], []]);
  });

  test.each([
    [MAX_SCAN_LENGTH, MAX_SCAN_LENGTH],
    [MAX_SCAN_LENGTH + 1, MAX_SCAN_LENGTH + 1],
    [MAX_SCAN_LENGTH + 2, MAX_SCAN_LENGTH + 1],
    [3 * MAX_SCAN_LENGTH, MAX_SCAN_LENGTH + 1],
  ])('of %i characters is handed over as one of %i', (sent, handedOver) => {
    const [text = ''] = new Desk().type('7'.repeat(sent), 2).press('Enter', 2).scans;
    expect(text).toHaveLength(handedOver);
  });
});

describe('a scan is told from a person', () => {
  test.each([
    ['elsewhere', false, FEWEST.elsewhere],
    ['in a text field', true, FEWEST.inField],
  ])('by enough characters, %s', (_case, isInField, fewest) => {
    expect(new Desk(isInField).type('7'.repeat(fewest), FAST_MS).press('Enter', FAST_MS).scans).toHaveLength(1);
    const fewer = new Desk(isInField)
      .type('7'.repeat(fewest - 1), FAST_MS)
      .press('Enter', FAST_MS)
      .wait(1000);
    expect(fewer.scans).toEqual([]);
  });

  test.each([false, true])('by how fast they come (in a text field: %s)', (isInField) => {
    const slow = new Desk(isInField).type('shc:'.repeat(20), FAST_MS + 1).wait(1000);
    expect(slow.scans).toEqual([]);
  });

  test.each(['DSG1:7', 'DSG1:G1'])(
    'by how a badge begins, however short, also while a PIN is asked for: %s',
    (badge) => {
      const desk = new Desk(true).type(badge, FAST_MS).press('Enter', FAST_MS).wait(1000);
      expect([desk.scans, desk.typed, desk.passed]).toEqual([[badge], [], []]);
    },
  );

  test.each(['DSG1;7', 'XSG1:7', 'DSG1'])('a short text in a field that begins otherwise is none: %s', (text) => {
    expect(new Desk(true).type(text, FAST_MS).press('Enter', FAST_MS).wait(1000).scans).toEqual([]);
  });

  test('a badge’s letters that somebody types are theirs', () => {
    const desk = new Desk(true).type('DSG1:7', FAST_MS + 1).wait(1000);
    expect([desk.scans, desk.typed.join('')]).toEqual([[], 'DSG1:7']);
  });

  test('on average, where nobody is kept waiting: one key may be late', () => {
    const late = new Desk().press('H', 8).press('C', UNEVEN_MS).type('1:ABCDEF', 8).press('Enter', 8);
    expect(late.scans).toEqual(['HC1:ABCDEF']);
    const later = new Desk()
      .press('H', 8)
      .press('C', UNEVEN_MS + 1)
      .type('1:ABCDEF', 8)
      .press('Enter', 8);
    expect(later.scans).toEqual(['C1:ABCDEF']);
  });
});

describe('a person', () => {
  test('who types in a text field gets every character, in order and no later than the next', () => {
    const desk = new Desk(true).type('Pin 1', 120);
    expect(desk.typed.join('')).toBe('Pin ');
    expect(desk.wait(FAST_MS + 1).typed.join('')).toBe('Pin 1');
  });

  test('who rolls over keys gets them in order too', () => {
    const desk = new Desk(true).press('a', 100).press('b', 20).press('c', 20).press('Enter', 20).wait(1000);
    expect([desk.typed, desk.scans]).toEqual([['a', 'b', 'c', 'Enter'], []]);
  });

  test.each(['Enter', 'Escape', ' '])('who presses %j gets it a moment later', (name) => {
    const desk = new Desk().press(name, 0).wait(FAST_MS);
    expect(desk.typed).toEqual([]);
    expect(desk.wait(1).typed).toEqual([name]);
  });

  test('gets every other key at once', () => {
    const names = ['Tab', 'ArrowDown', 'ArrowUp', 'Backspace', 'Home', 'End', 'PageDown', 'F1'];
    for (const isInField of [false, true]) {
      const desk = new Desk(isInField);
      for (const name of names) desk.press(name, 1);
      expect(desk.passed).toEqual(names);
    }
  });

  test('who presses Enter and at once Tab gets both, in order', () => {
    const desk = new Desk().press('Enter', 0).press('Tab', 1);
    expect([desk.typed, desk.passed]).toEqual([['Enter'], ['Tab']]);
  });

  test('who keeps a key down gets what browsers make of that', () => {
    const desk = new Desk(true).press('a', 0).press('a', FAST_MS + 100, { isRepeat: true });
    expect([desk.typed, desk.passed]).toEqual([['a'], ['a']]);
  });

  test('may press Enter soon after a scan', () => {
    const desk = new Desk()
      .type('HC1:', 8)
      .press('Enter', 8)
      .press('Enter', FAST_MS + 1)
      .wait(1000);
    expect([desk.scans, desk.typed]).toEqual([['HC1:'], ['Enter']]);
  });

  test('who writes with an input method is let alone', () => {
    const desk = new Desk(true).type('nihao', 120, { key: 'Process', isComposing: true });
    desk.press(' ', 120, { isComposing: true }).press('Enter', 500, { isComposing: true }).wait(1000);
    expect(desk.passed).toEqual(['n', 'i', 'h', 'a', 'o', ' ', 'Enter']);
    expect(desk.typed).toEqual([]);
  });

  test('may use Control in a text field', () => {
    expect(new Desk(true).press('v', 0, { isControl: true }).passed).toEqual(['v']);
  });
});

describe('an input method', () => {
  test('that tells places takes nothing from a scan', () => {
    const desk = new Desk(true).type('HC1:ABCD', 8, { key: 'Process', isComposing: true });
    desk.press('Enter', 8, { key: 'Process', isComposing: true });
    expect(desk.scans).toEqual(['HC1:ABCD']);
    // What had landed by then is taken out when the scan is known.
    expect(desk.passed).toHaveLength(FEWEST.inField - 1);
    expect(desk.events[0]).toEqual({ type: 'began' });
  });

  test('that swallows places is named', () => {
    const desk = new Desk().type('HC1:AB', 8, { key: 'Process', code: '' }).press('Enter', 8);
    expect(desk.events.at(-1)).toEqual({ type: 'failed', fault: 'scanner-input-method' });
  });

  test('that swallows one place is named too: no text with a gap is handed over', () => {
    const desk = new Desk().type('HC1:', 8).press('A', 8, { key: 'Process', code: '' }).press('Enter', 8);
    expect([desk.scans, desk.events.at(-1)?.type]).toEqual([[], 'failed']);
  });
});

test('Alt and a number on the keypad is named', () => {
  const desk = new Desk().type('HC1:', 8).press('Alt', 8, { isAlt: true });
  for (const digit of '0228') desk.press(digit, 8, { code: `Numpad${digit}`, isAlt: true });
  expect(desk.press('Enter', 8).events.at(-1)).toEqual({ type: 'failed', fault: 'scanner-alt-codes' });
});

property.prop([
  fc.stringMatching(/^[A-Za-z0-9:]{8,200}$/),
  fc.array(fc.integer({ min: 0, max: FAST_MS }), { minLength: 1, maxLength: 50 }),
  fc.boolean(),
])('any text at any scanner’s pace comes out whole', (text, gaps, isInField) => {
  const desk = new Desk(isInField);
  Array.from(text).forEach((char, i) => desk.press(char, gaps[i % gaps.length] ?? 0));
  desk.press('Enter', 1);
  expect([desk.scans, desk.typed, desk.passed]).toEqual([[text], [], []]);
});

property.prop([
  fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', '7', ' ', 'Enter', 'Escape', 'Tab', 'ArrowDown', 'Backspace'),
      gapMs: fc.integer({ min: FAST_MS + 1, max: 400 }),
    }),
    { maxLength: 60 },
  ),
  fc.boolean(),
])('whatever a person presses in a text field is done once and in order', (strokes, isInField) => {
  const desk = new Desk(isInField);
  const done: string[] = [];
  for (const { name, gapMs } of strokes) {
    const before = [desk.events.length, desk.passed.length] as const;
    desk.press(name, gapMs);
    done.push(
      ...desk.events
        .slice(before[0])
        .flatMap((event) => (event.type === 'typed' ? event.keys : []).map((one) => one.key)),
    );
    done.push(...desk.passed.slice(before[1]));
  }
  const sofar = desk.events.length;
  desk.wait(1000);
  done.push(
    ...desk.events.slice(sofar).flatMap((event) => (event.type === 'typed' ? event.keys : []).map((one) => one.key)),
  );
  const isNothingElsewhere = (name: string): boolean => !isInField && /^[ab7]$/u.test(name);
  expect(done).toEqual(strokes.map(({ name }) => name).filter((name) => !isNothingElsewhere(name)));
});
