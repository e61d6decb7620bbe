import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { personKey, primitives } from '../../electron/crypto.ts';
import type { Log } from '../../electron/log.ts';
import { createSentinel, type Sentinel, type SentinelParts } from '../../electron/sentinel.ts';
import { keepJournal, type JournalKeeper } from '../../electron/store/keeper.ts';
import { DISK } from '../../electron/store/room.ts';
import { openDatabase } from '../../electron/store/sqlite.ts';
import type { Outcome } from '../../shared/contract.ts';
import { matchTag } from '../../shared/credential/card-match.ts';
import type { CardFault, Lane } from '../../shared/device/device.ts';
import type { Grounds } from '../../shared/judge.ts';
import { fail, ok } from '../../shared/result.ts';
import type { StatusQuery } from '../../shared/status.ts';
import type { IdCard, Lookup } from '../../shared/visit.ts';
import { factsOf, NOW, SALT } from '../shared/credential/codes.ts';
import { codeOf, GROUNDS } from '../shared/judge-kit.ts';
import { policyOf, writtenDemo } from '../shared/policy/policy-kit.ts';
import { freshFolder } from './folders.ts';
import { CARD, OTHER_CARD } from '../shared/cards.ts';

const PAPER = codeOf(
  factsOf({ kind: 'paper', cardMatch: { salt: SALT, tag: matchTag(SALT, CARD.documentNumber, primitives.sha256) } }),
);
const GREEN = codeOf({ person: { type: 'subject', issuer: '310000', subject: '1112131415161718' } });
const ONLINE = 'https://health-code.example/check?token=3f7c1e0a9d5b4826';
const WIFI = 'WIFI:S:guests;T:WPA;P:welcome1;;';

const PROVIDER = { key: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } } as const;

const WITH_PROVIDER = ((policy) => (policy.ok ? ok({ ...policy.value, statusProvider: PROVIDER }) : policy))(
  GROUNDS.policy,
);

const WITH_READERS = { ...GROUNDS.venue, hasCardReader: true, hasThermometer: true };

/** The demo's mall, which wants a temperature of everybody. */
const WANTS_TEMPERATURE = ((): Grounds['policy'] => {
  const written = writtenDemo();
  const mall = written.venueTypes['mall'] ?? {};
  const logic = { if: [{ var: 'context.hasTemperature' }, { '<': [{ var: 'context.temperatureTenths' }, 373] }, true] };
  const hot = { ...written.rules['test-too-old'], logic, examples: [] };
  const fever = { ...hot, reason: { ...(hot as { reason?: object }).reason, code: 'fever', verdict: 'refuse' } };
  const rules = [...(mall['rules'] as string[]), 'fever'];
  const venueTypes = { mall: { ...mall, rules, present: [['code'], ['temperature']] } };
  return ok(policyOf({ ...written, rules: { ...written.rules, fever }, venueTypes }));
})();

let journal: JournalKeeper;
let path: string;
let sentinel: Sentinel;
let outcomes: Outcome[];
let logged: string[];
let grounds: Partial<Grounds>;
let staff: Set<string>;
let questions: { readonly query: StatusQuery; readonly answer: (answer: Lookup['answer']) => void }[];
let canAsk: boolean;
let passedMs: number;
let timers: { readonly atMs: number; readonly run: () => void }[];

beforeEach(() => {
  path = join(freshFolder(), 'journal.db');
  [outcomes, logged, grounds, staff, questions, canAsk, passedMs, timers] = [[], [], {}, new Set(), [], false, 0, []];
  const log: Log = { write: (event, fields) => logged.push(JSON.stringify({ event, ...fields })) };
  journal = keepJournal(path, log, DISK, { doubted: () => undefined, wroteOther: () => undefined });
  onTestFinished(() => {
    journal.close();
  });
  sentinel = createSentinel(partsOf(log));
});

function partsOf(log: Log): SentinelParts {
  return {
    ...{ primitives, log, journal },
    clock: {
      now: () => ({ epochMs: NOW * 1000 + passedMs, offsetMinutes: 480, isConfirmed: false }),
      monotonicMs: () => passedMs,
    },
    grounds: (lane = 'in') => ({
      ...{ ...GROUNDS, ...grounds },
      venue: { ...WITH_READERS, ...grounds.venue, direction: lane },
    }),
    keyOf: (person) => ({ key: personKey(new Uint8Array(32), person), keyId: 'k' }),
    isStaff: (key) => staff.has(Buffer.from(key).toString('hex')),
    sealer: () => null,
    after(ms, run) {
      const timer = { atMs: passedMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    askStatus: (query) =>
      canAsk
        ? new Promise((resolve) => {
            questions.push({
              query,
              answer: (answer) => {
                resolve({ asked: new Uint8Array(32).fill(7), answer });
              },
            });
          })
        : null,
    tell: (outcome) => outcomes.push(outcome),
  };
}

/** Lets time pass, and what was to happen in it. */
function pass(ms: number): void {
  passedMs += ms;
  for (const { run } of timers.filter(({ atMs }) => atMs <= passedMs)) run();
}

const scanner = (lane: Lane): { id: string; lane: Lane } => ({ id: `scanner-${lane}`, lane });

function show(text: string, lane: Lane = 'in'): string {
  sentinel.present(scanner(lane), { kind: 'code', text, source: 'serial', wireMs: 40 });
  return last();
}

function lay(card: IdCard, lane: Lane = 'in'): string {
  sentinel.present({ id: 'id-card-1', lane }, { kind: 'card', card, samNumber: null });
  return last();
}

function layBadly(fault: CardFault): string {
  sentinel.present({ id: 'id-card-1', lane: 'in' }, { kind: 'card-fault', fault });
  return last();
}

function measure(celsius: number, lane: Lane = 'in'): string {
  const before = outcomes.length;
  sentinel.present({ id: 'thermometer-1', lane }, { kind: 'temperature', celsius });
  return outcomes.length === before ? 'nothing' : last();
}

function last(): string {
  const result = outcomes.at(-1)?.result;
  if (result?.kind === 'needs') return `needs ${result.needs.join(' ')}`;
  if (result?.kind !== 'decision') return result?.kind ?? 'nothing';
  return [result.verdict, ...result.reasons.map(({ code }) => code)].join(' ');
}

/** What is on the disk: where from, and why. */
function entries(): string[] {
  const database = openDatabase(path);
  try {
    const rows = [...database.prepare('select source, verdict, reasons from entry order by sequence').iterate()];
    return rows.map(({ source, verdict, reasons }) =>
      [source ?? 'nothing', verdict, ...(JSON.parse(String(reasons)) as string[])].join(' '),
    );
  } finally {
    database.close();
  }
}

function list(card: IdCard): void {
  const key = personKey(new Uint8Array(32), { type: 'document', issuer: '', subject: card.documentNumber });
  staff.add(Buffer.from(key).toString('hex'));
}

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
    expect(outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
    expect(entries()).toEqual(['serial refer evidence-not-presented']);
    expect(lay(CARD)).toBe('refer card-without-status');
  });

  test('that another visitor’s code follows is journalled first, and not shown over that one’s verdict', () => {
    show(PAPER);
    expect(show(GREEN)).toBe('admit all-checks-passed');
    expect(outcomes).toHaveLength(2);
    expect(entries()).toEqual(['serial refer evidence-not-presented', 'serial admit all-checks-passed']);
  });

  test('is judged with a card that was laid before it', () => {
    expect(lay(CARD)).toBe('refer card-without-status');
    pass(30_000);
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
  });

  test('is not judged with the card of somebody whom the guard has seen to', () => {
    lay(OTHER_CARD);
    sentinel.dismiss(outcomes.at(-1)?.serial ?? 0);
    expect(show(PAPER)).toBe('needs id-card');
  });

  test('is not refused for the card of somebody who was referred before', () => {
    lay(OTHER_CARD);
    expect(show(PAPER)).toBe('needs id-card');
    expect(outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
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
    grounds = { venue: GROUNDS.venue };
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
    canAsk = true;
    grounds = { policy: WITH_PROVIDER };
    expect(lay(CARD)).toBe('asking');
    expect(questions[0]?.query).toEqual({ is: 'document-number', text: CARD.documentNumber });
    lay(CARD);
    expect(questions).toHaveLength(1);
    questions[0]?.answer(ok(codeOf({ answers: new Uint8Array(32).fill(7) })));
    await expect.poll(last).toBe('admit all-checks-passed checked-online');
    expect(entries()).toEqual(['id-card admit all-checks-passed checked-online']);
  });

  test('is referred while offline, asked about anew when it is laid again, and judged with a code that is shown next', async () => {
    canAsk = true;
    lay(CARD);
    questions[0]?.answer(fail('status-unavailable'));
    await expect.poll(last).toBe('refer status-unavailable');
    expect(lay(CARD)).toBe('asking');
    expect(questions).toHaveLength(2);
    // The code says more than an answer that comes later.
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
    questions[1]?.answer(fail('status-unavailable'));
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
    expect(outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: '张*三' } });
    pass(20_000);
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
    pass(60_000);
    expect(entries()).toEqual(['serial refer card-unreadable', 'serial admit all-checks-passed card-matched']);
  });

  test('leaves neither number nor name in what is told, logged or kept', () => {
    lay(CARD);
    show(PAPER);
    const database = openDatabase(path);
    const rows = [...database.prepare('select * from entry').iterate()];
    database.close();
    const kept = JSON.stringify([outcomes, logged, rows]);
    expect(kept).not.toContain(CARD.documentNumber);
    expect(kept).not.toContain(CARD.name);
  });
});

describe('where a card is wanted with every code', () => {
  beforeEach(() => {
    const written = writtenDemo();
    const venueTypes = { mall: { ...written.venueTypes['mall'], present: [['code'], ['id-card']] } };
    grounds = { policy: ok(policyOf({ ...written, venueTypes })) };
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

test('a code on a phone counts alone after a card that nobody knows anything of', () => {
  lay(OTHER_CARD);
  expect(show(GREEN)).toBe('admit all-checks-passed');
  lay(CARD);
  expect(show(codeOf())).toBe('admit all-checks-passed');
});

describe('the next visitor', () => {
  beforeEach(() => {
    grounds = { policy: WITH_PROVIDER };
  });

  test('shows an online code after a card that was referred', async () => {
    lay(OTHER_CARD);
    canAsk = true;
    expect(show(ONLINE)).toBe('asking');
    questions[0]?.answer(ok(codeOf({ answers: new Uint8Array(32).fill(7) })));
    await expect.poll(last).toBe('admit all-checks-passed checked-online');
  });

  test('shows a code while the card before is asked about: both are entered', async () => {
    canAsk = true;
    expect(lay(OTHER_CARD)).toBe('asking');
    expect(show(GREEN)).toBe('admit all-checks-passed');
    questions[0]?.answer(fail('status-unavailable'));
    await expect.poll(last).toBe('refer status-unavailable');
    expect(entries()).toEqual(['serial admit all-checks-passed', 'id-card refer status-unavailable']);
  });

  test('shows an online code while the card before is asked about: both are asked about', async () => {
    canAsk = true;
    lay(OTHER_CARD);
    expect(show(ONLINE)).toBe('asking');
    questions[1]?.answer(ok(codeOf({ answers: new Uint8Array(32).fill(7) })));
    await expect.poll(last).toBe('admit all-checks-passed checked-online');
    questions[0]?.answer(fail('status-unavailable'));
    await expect.poll(last).toBe('refer status-unavailable');
  });
});

describe('where a temperature is wanted', () => {
  beforeEach(() => {
    grounds = { policy: WANTS_TEMPERATURE };
  });

  test('a code waits for it', () => {
    expect(show(GREEN)).toBe('needs temperature');
    expect(measure(36.5)).toBe('admit all-checks-passed');
    expect(entries()).toEqual(['serial admit all-checks-passed']);
  });

  test('it may come first, and then is said by nothing', () => {
    expect(measure(36.5)).toBe('nothing');
    pass(30_000);
    expect(show(GREEN)).toBe('admit all-checks-passed');
  });

  test('it is nobody’s after thirty seconds', () => {
    measure(36.5);
    pass(30_001);
    expect(show(GREEN)).toBe('needs temperature');
  });

  test('a fever refuses at once, whoever it is, and once while one stands there', () => {
    expect(measure(37.3)).toBe('refuse fever');
    pass(1000);
    expect(measure(37.4)).toBe('nothing');
    expect(entries()).toEqual(['nothing refuse fever']);
    expect(outcomes.at(-1)?.result).toMatchObject({ summary: { temperatureCelsius: 37.3 } });
  });

  test('a fever after a card that was referred is not that one’s', () => {
    lay(CARD);
    expect(measure(37.6)).toBe('refuse fever');
    expect(outcomes.at(-1)?.result).toMatchObject({ summary: { maskedName: null, temperatureCelsius: 37.6 } });
    expect(entries()).toEqual(['id-card refer card-without-status', 'nothing refuse fever']);
  });

  test('one after a card that was referred is the next visitor’s', () => {
    lay(OTHER_CARD);
    expect(measure(36.5)).toBe('nothing');
    expect(show(GREEN)).toBe('admit all-checks-passed');
  });

  test('a code that is another’s than the card that waits for it begins another visit, and no visit vanishes', () => {
    list(OTHER_CARD);
    expect(lay(OTHER_CARD)).toBe('needs temperature');
    expect(show(GREEN)).toBe('needs temperature');
    expect(measure(36.5)).toBe('admit all-checks-passed');
    expect(entries()).toEqual(['id-card refer evidence-not-presented', 'serial admit all-checks-passed']);
  });

  test('so does a card that nobody has asked for', () => {
    list(OTHER_CARD);
    show(GREEN);
    expect(lay(OTHER_CARD)).toBe('needs temperature');
    expect(measure(36.5)).toBe('admit staff-listed');
    expect(entries()).toEqual(['serial refer evidence-not-presented', 'id-card admit staff-listed']);
  });

  test('a fever refuses whose code was shown', () => {
    show(GREEN);
    expect(measure(37.3)).toBe('refuse fever');
    expect(entries()).toEqual(['serial refuse fever']);
  });

  test.each([
    [3000, 'needs temperature'],
    [3001, 'admit all-checks-passed'],
  ])('the one of whom was let in is not the next one’s, %i ms later', (afterMs, expected) => {
    show(GREEN);
    measure(36.5);
    pass(afterMs);
    measure(36.5);
    expect(show(codeOf())).toBe(expected);
  });

  test('a card that is wanted too may come before or after', () => {
    expect(show(PAPER)).toBe('needs id-card temperature');
    expect(measure(36.5)).toBe('needs id-card');
    expect(lay(CARD)).toBe('admit all-checks-passed card-matched');
  });

  test('a temperature says nothing new of a card that was referred', () => {
    lay(CARD);
    expect(measure(36.5)).toBe('nothing');
    expect(show(PAPER)).toBe('admit all-checks-passed card-matched');
    expect(entries()).toHaveLength(2);
  });
});

test('the lane of a reader says which way its people go', () => {
  expect(show(codeOf({ colour: 'red' }), 'in')).toBe('refuse colour-red');
  expect(show(codeOf({ colour: 'red' }), 'out')).toBe('admit all-checks-passed');
});
