import { describe, expect, test } from 'vitest';
import { personKey, primitives } from '../../electron/crypto.ts';
import type { Log } from '../../electron/log.ts';
import { createSentinel, type Sentinel, type SentinelParts } from '../../electron/sentinel.ts';
import type { JournalKeeper } from '../../electron/store/keeper.ts';
import type { AppendFault } from '../../electron/store/kept-open.ts';
import type { Outcome } from '../../shared/contract.ts';
import type { Grounds } from '../../shared/judge.ts';
import type { NewEntry } from '../../shared/journal.ts';
import { fail, ok } from '../../shared/result.ts';
import { NOW } from '../shared/credential/codes.ts';
import { codeOf, GROUNDS } from '../shared/judge-kit.ts';
import { ENTRY, RECEIPT, receiptOf, withHub } from '../shared/receipt-kit.ts';

const GOOD = codeOf();
const OTHER_CODE_OF_THE_SAME = codeOf({}, { id: 'b1b2b3b4b5b6b7b8', expiresAt: NOW + 3600 });
const SOMEBODY_ELSE = codeOf({ person: { type: 'subject', issuer: '310000', subject: '1112131415161718' } });

/** A kiosk with no window: a clock that is set, a journal in memory, and all that happened in its order. */
class Kiosk implements SentinelParts {
  readonly primitives = primitives;
  readonly happened: string[] = [];
  readonly entries: NewEntry[] = [];
  readonly outcomes: Outcome[] = [];
  readonly logged: string[] = [];
  seconds = NOW;
  passedMs = 0;
  fault: AppendFault | null = null;
  isLedgerBroken = false;
  sentinel: Sentinel = createSentinel(this);

  readonly clock: SentinelParts['clock'] = {
    now: () => ({ epochMs: this.seconds * 1000 + 999, offsetMinutes: 480, isConfirmed: false }),
    monotonicMs: () => (this.passedMs += 1),
  };
  readonly log: Log = { write: (event, fields) => this.logged.push(JSON.stringify({ event, ...fields })) };
  readonly journal = {
    append: (entry: NewEntry) => {
      this.happened.push('appended');
      if (this.fault !== null) return fail(this.fault);
      this.entries.push(entry);
      return ok(entry);
    },
    lastAdmitted: (key: Uint8Array, since: number) => {
      if (this.isLedgerBroken) throw new Error(`cannot read ${GOOD}`);
      const admits = this.entries.filter(({ verdict, personKey: one }) => verdict === 'admit' && hex(one) === hex(key));
      return admits.map(({ epochMs }) => epochMs).find((at) => at >= since) ?? null;
    },
  } as unknown as JournalKeeper;
  grounds = (): Grounds => GROUNDS;
  keyOf: SentinelParts['keyOf'] = (person) => ({ key: personKey(new Uint8Array(32), person), keyId: 'k' });
  sealer: SentinelParts['sealer'] = () => null;
  isStaff = (): boolean => false;
  entriesBefore = (): [] => [];
  entriesOfVisitor = (): [] => [];
  badge = (number: string): void => {
    this.happened.push(`badge ${number}`);
  };
  after: SentinelParts['after'] = () => () => undefined;
  tell = (outcome: Outcome): void => {
    this.happened.push('told');
    this.outcomes.push(outcome);
  };

  /** Who went through the gate, and the way of those who are known. */
  isBack = false;
  gate: NonNullable<SentinelParts['gate']> = {
    admitted: (person) => void this.happened.push(`opened for ${person === null ? 'somebody' : 'one known'}`),
    hasPassed: () => this.isBack,
  };

  /** Shows a code after a pause; what came of it in one line. */
  show(text: string, afterMs = 10_000): string {
    this.passedMs += afterMs;
    if (this.sentinel.receive({ source: 'camera', text }) === 'repeat') return 'repeat';
    const result = this.outcomes.at(-1)?.result;
    if (result?.kind !== 'decision') return result?.kind ?? 'nothing';
    return [result.verdict, ...result.reasons.map(({ code }) => code)].join(' ');
  }
}

const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex');

test('the entry is written before anybody is told', () => {
  const kiosk = new Kiosk();
  expect(kiosk.show(GOOD)).toBe('admit all-checks-passed');
  expect(kiosk.happened).toEqual(['appended', 'opened for one known', 'told']);
});

describe('the gate', () => {
  test.each([
    ['who is refused', codeOf({ colour: 'red' }), null],
    ['who is referred', codeOf({ colour: 'yellow' }), null],
    ['who is admitted, but not on disk', GOOD, 'journal-full'],
    ['what is no code', 'https://example.org/', null],
  ] as const)('does not open for %s', (_case, code, fault) => {
    const kiosk = new Kiosk();
    kiosk.fault = fault;
    kiosk.show(code);
    expect(kiosk.happened.filter((one) => one.startsWith('opened'))).toEqual([]);
  });

  test('does not open for who went through just now, and the entry says so', () => {
    const kiosk = new Kiosk();
    kiosk.isBack = true;
    expect(kiosk.show(GOOD)).toBe('refer already-passed');
    expect(kiosk.entries[0]).toMatchObject({ verdict: 'refer', reasons: ['already-passed'] });
    expect(kiosk.happened).toEqual(['appended', 'told']);
  });
});

describe('who has checked in by phone', () => {
  /** Whose journal finds again what was used. */
  const withVenueCode = (): Kiosk => {
    const kiosk = new Kiosk();
    const used = (entry: string): number | null =>
      kiosk.entries.some(({ refersTo, verdict }) => refersTo === entry && verdict === 'admit') ? kiosk.seconds : null;
    const receipts = { way: 'venue-code' as const, at: RECEIPT, usedAt: used };
    kiosk.grounds = () => ({ ...GROUNDS, trust: withHub(GROUNDS.trust), receipts });
    return kiosk;
  };

  test('is entered as the visitor of the hub’s entry before the gate opens, once', () => {
    const kiosk = withVenueCode();
    expect(kiosk.show(receiptOf())).toBe('admit receipt-accepted checked-in-by-phone');
    expect(kiosk.happened).toEqual(['appended', 'opened for somebody', 'told']);
    expect(kiosk.show(receiptOf())).toBe('refer receipt-used checked-in-by-phone');
    expect(kiosk.happened.filter((one) => one.startsWith('opened'))).toHaveLength(1);
    expect(kiosk.entries).toMatchObject(
      ['admit', 'refer'].map((verdict) => ({
        ...{ type: 'scan', refersTo: ENTRY, format: 'receipt', verdict, maskedName: '张*三' },
        ...{ personKey: null, seal: null },
      })),
    );
    expect(JSON.stringify(kiosk.outcomes)).not.toContain(ENTRY);
  });

  test('is asked for: a health code is nothing that is entered, and takes nobody’s place', () => {
    const kiosk = withVenueCode();
    expect(kiosk.show(GOOD)).toBe('hint');
    expect(kiosk.entries).toEqual([]);
  });
});

test('who it was is sealed for the place of the entry, and told to nobody', () => {
  const kiosk = new Kiosk();
  kiosk.sealer = () => (who, place) => Buffer.from(JSON.stringify({ who, place }));
  kiosk.show(GOOD);
  const sealed = kiosk.entries[0]?.seal?.({ chain: 'c', sequence: 4 });
  expect(JSON.parse(Buffer.from(sealed ?? []).toString())).toEqual({
    who: { format: 'health-code', issuer: '310000', id: 'a1a2a3a4a5a6a7a8', holder: null },
    place: { chain: 'c', sequence: 4 },
  });
  expect(JSON.stringify([kiosk.outcomes, kiosk.logged])).not.toContain('a1a2a3a4a5a6a7a8');
});

test('of what nobody trusted signed, nobody is sealed', () => {
  const kiosk = new Kiosk();
  kiosk.sealer = () => () => new Uint8Array(1);
  kiosk.show(`${GOOD.slice(0, -3)}000`);
  expect(kiosk.entries.map(({ seal }) => seal)).toEqual([null]);
});

test('a guard’s badge is no visitor’s code: it is told, and nothing is judged, entered or logged', () => {
  const kiosk = new Kiosk();
  expect([kiosk.show('DSG1:G07'), kiosk.show('DSG1:G07', 1000), kiosk.show('DSG1:S1')]).toEqual([
    'nothing',
    'repeat',
    'nothing',
  ]);
  kiosk.sentinel.present(
    { id: 'scanner', lane: 'out' },
    { kind: 'code', text: 'DSG1:G07', source: 'serial', wireMs: 9 },
  );
  expect(kiosk.happened).toEqual(['badge G07', 'badge S1', 'badge G07']);
  expect([kiosk.entries, kiosk.outcomes, kiosk.logged]).toEqual([[], [], []]);
});

describe('what sets kiosks up, shown by a visitor, is a code that nobody knows', () => {
  const SECRET = 'FGWU2G20VVF40XW4ELH05QA48TE';

  // Judged by its text, the last one would be too long, and entered.
  test.each([
    ['a ticket', `DSE1:${SECRET}`],
    ['a provision', `DSP1:${SECRET}`],
    ['one of another release', `DSP2:${SECRET}`],
    ['a long one', `DSP1:${SECRET.repeat(400)}`],
  ])('%s', (_what, text) => {
    const kiosk = new Kiosk();
    expect(kiosk.show(text)).toBe('hint');
    kiosk.sentinel.present({ id: 'scanner', lane: 'out' }, { kind: 'code', text, source: 'serial', wireMs: 9 });
    expect(kiosk.outcomes.map(({ result }) => result)).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ kind: 'hint', seems: 'text' }) as unknown),
    );
    expect(kiosk.sentinel.explain(text)).toMatchObject({ kind: 'hint' });
    expect(kiosk.entries).toEqual([]);
    expect(JSON.stringify([kiosk.outcomes, kiosk.logged])).not.toContain(SECRET);
  });
});

describe('what is not on disk is not an admit', () => {
  test.each([
    ['journal-full', GOOD, 'refer journal-full'],
    ['journal-damaged', GOOD, 'refer journal-damaged'],
    ['journal-full', codeOf({ colour: 'red' }), 'refuse colour-red journal-full'],
    ['journal-full', codeOf({ colour: 'yellow' }), 'refer journal-full colour-yellow'],
  ] as const)('%s (%#)', (fault, code, expected) => {
    const kiosk = new Kiosk();
    kiosk.fault = fault;
    expect(kiosk.show(code)).toBe(expected);
    expect(kiosk.outcomes[0]?.result).toMatchObject({ fault });
  });
});

describe('entering again', () => {
  test.each([
    [0, 'refer already-entered'],
    [599, 'refer already-entered'],
    [600, 'admit all-checks-passed'],
  ])('the same person is known by another code, %i s later: %s', (later, expected) => {
    const kiosk = new Kiosk();
    kiosk.show(GOOD);
    kiosk.seconds += later;
    expect(kiosk.show(OTHER_CODE_OF_THE_SAME)).toBe(expected);
  });

  test('somebody else is not held back', () => {
    const kiosk = new Kiosk();
    kiosk.show(GOOD);
    expect(kiosk.show(SOMEBODY_ELSE)).toBe('admit all-checks-passed');
  });

  test('who was only referred or refused has not entered', () => {
    const kiosk = new Kiosk();
    expect(kiosk.show(codeOf({ colour: 'yellow' }))).toBe('refer colour-yellow');
    expect(kiosk.show(GOOD)).toBe('admit all-checks-passed');
  });
});

describe('the same code held up', () => {
  test('is one entry, and after it was away for more than three seconds another', () => {
    const kiosk = new Kiosk();
    kiosk.show(GOOD);
    expect(kiosk.show(GOOD, 100)).toBe('repeat');
    expect(kiosk.show(GOOD, 2900)).toBe('repeat');
    expect(kiosk.entries).toHaveLength(1);
    expect(kiosk.show(GOOD, 3100)).toBe('refer already-entered');
    expect(kiosk.entries).toHaveLength(2);
  });

  test('does not hold up the next visitor', () => {
    const kiosk = new Kiosk();
    kiosk.show(GOOD);
    expect(kiosk.show(SOMEBODY_ELSE, 10)).toBe('admit all-checks-passed');
    expect(kiosk.show(GOOD, 10)).toBe('repeat');
  });
});

test('what is no health code is a hint and no entry', () => {
  const kiosk = new Kiosk();
  expect(kiosk.show('https://example.org/')).toBe('hint');
  expect(kiosk.happened).toEqual(['told']);
});

test('a bug sends the visitor to a person, and is on record', () => {
  const kiosk = new Kiosk();
  kiosk.isLedgerBroken = true;
  expect(kiosk.show(GOOD)).toBe('refer internal-error');
  expect(kiosk.entries).toMatchObject([{ verdict: 'refer', reasons: ['internal-error'] }]);
  expect(kiosk.logged[0]).toMatch(/"internal-error".*"sentinel\.test\.ts:/u);
});

test('neither entry, nor log, nor screen has the code, the subject or the person', () => {
  const kiosk = new Kiosk();
  kiosk.show(GOOD);
  kiosk.isLedgerBroken = true;
  kiosk.show(SOMEBODY_ELSE);
  kiosk.show('https://health-code.example/s?token=abcdefghijklmnop0123');
  kiosk.show('WIFI:S:cafe;P:12345678;;');
  const kept = JSON.stringify([kiosk.entries, kiosk.logged, kiosk.outcomes]);
  for (const needle of [GOOD, SOMEBODY_ELSE, '0102030405060708', 'abcdefghijklmnop', '12345678', '"person"']) {
    expect(kept).not.toContain(needle);
  }
});

test('the entry has the moment of the scan, the test’s age in whole seconds and the venue’s key', () => {
  const kiosk = new Kiosk();
  kiosk.show(GOOD);
  expect(kiosk.entries).toMatchObject([
    {
      type: 'scan',
      epochMs: NOW * 1000 + 999,
      offsetMinutes: 480,
      isClockConfirmed: false,
      source: 'camera',
      format: 'health-code',
      verdict: 'admit',
      reasons: ['all-checks-passed'],
      colour: 'green',
      testAgeSeconds: 47 * 3600,
      maskedName: '张*三',
      personKeyId: 'k',
      policyVersion: 4,
      seal: null,
    },
  ]);
  expect(kiosk.entries[0]?.personKey).toHaveLength(32);
});

test('a scan by wire is entered as such, and its outcome says how long it took', () => {
  const kiosk = new Kiosk();
  kiosk.sentinel.receive({ source: 'keyboard', text: GOOD, wireMs: 580 });
  expect(kiosk.outcomes).toMatchObject([{ source: 'keyboard', wireMs: 580 }]);
  expect(kiosk.entries).toMatchObject([{ source: 'keyboard' }]);
});

describe('what a window that starts anew should show', () => {
  test('is the last outcome, with its age', () => {
    const kiosk = new Kiosk();
    kiosk.show(GOOD);
    kiosk.passedMs += 500;
    expect(kiosk.sentinel.last()).toMatchObject({ serial: 1, result: { verdict: 'admit' } });
    expect(kiosk.sentinel.last()?.ageMs).toBeGreaterThan(500);
  });

  test('is nothing before the first and after it was dismissed', () => {
    const kiosk = new Kiosk();
    expect(kiosk.sentinel.last()).toBeNull();
    kiosk.show(GOOD);
    kiosk.sentinel.dismiss(1);
    expect(kiosk.sentinel.last()).toBeNull();
  });

  test('is not taken away by a touch meant for the one before', () => {
    const kiosk = new Kiosk();
    kiosk.show(GOOD);
    kiosk.show(SOMEBODY_ELSE);
    kiosk.sentinel.dismiss(1);
    expect(kiosk.sentinel.last()?.serial).toBe(2);
  });
});
