import { beforeEach, describe, expect, test } from 'vitest';
import { personKey, primitives } from '../../electron/crypto.ts';
import type { Log } from '../../electron/log.ts';
import { createSentinel, type Sentinel, type SentinelParts } from '../../electron/sentinel.ts';
import { openStatusDesk } from '../../electron/status.ts';
import type { JournalKeeper } from '../../electron/store/keeper.ts';
import type { Outcome } from '../../shared/contract.ts';
import type { NewEntry } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { NOW } from '../shared/credential/codes.ts';
import { codeOf, GROUNDS } from '../shared/judge-kit.ts';
import { DEMO } from '../shared/policy/policy-kit.ts';
import { Hub, PROVIDER_KEY, type Question } from './status-kit.ts';

const TOKEN = 'abcdefghijklmnop0123';
const ONLINE = `https://health-code.example/s?token=${TOKEN}`;
const another = (n: number): string => `${ONLINE}-${n}`;
const PROVIDER = { kty: 'OKP', crv: 'X25519', x: PROVIDER_KEY.x ?? '' } as const;

let hub: Hub;
let sentinel: Sentinel;
let entries: NewEntry[];
let outcomes: Outcome[];
/** Events in their order: an entry's reasons, or what was told. */
let happened: string[];
let logged: string[];
let passedMs: number;
let isDiskBroken: boolean;

beforeEach(() => {
  hub = new Hub();
  [entries, outcomes, happened, logged, passedMs, isDiskBroken] = [[], [], [], [], 0, false];
  sentinel = createSentinel(parts());
});

function parts(): SentinelParts {
  const log: Log = { write: (event, fields) => logged.push(JSON.stringify({ event, ...fields })) };
  const append = (entry: NewEntry): Result<NewEntry, never> => {
    if (isDiskBroken) throw new Error(`disk gone while ${ONLINE}`);
    entries.push(entry);
    happened.push(`entry ${entry.reasons.join(' ')}`);
    return ok(entry);
  };
  return {
    primitives,
    log,
    clock: {
      now: () => ({ epochMs: NOW * 1000, offsetMinutes: 480, isConfirmed: false }),
      monotonicMs: () => (passedMs += 1),
    },
    journal: { append, lastAdmitted: () => null } as unknown as JournalKeeper,
    grounds: () => ({ ...GROUNDS, policy: ok({ ...DEMO, statusProvider: { key: PROVIDER } }) }),
    keyOf: (person) => ({ key: personKey(new Uint8Array(32), person), keyId: 'k' }),
    sealer: () => null,
    isStaff: () => false,
    badge: () => undefined,
    entriesBefore: () => [],
    entriesOfVisitor: () => [],
    after: () => () => undefined,
    askStatus: openStatusDesk(hub),
    tell: (outcome) => {
      outcomes.push(outcome);
      happened.push(`told ${inWords(outcome)}`);
    },
  };
}

function inWords({ result }: Outcome): string {
  return result.kind === 'decision' ? result.reasons.map(({ code }) => code).join(' ') : result.kind;
}

const show = (text: string): string => sentinel.receive({ source: 'camera', text });

function question(nth = 0): Question {
  const asked = hub.questions[nth];
  if (asked === undefined) throw new Error('nothing was asked');
  return asked;
}

/** Lets what has been answered be judged. */
async function told(count: number): Promise<void> {
  await expect.poll(() => outcomes.length).toBe(count);
}

test('an online code is asked about, and its answer is on disk before it is told', async () => {
  expect(show(ONLINE)).toBe('taken');
  expect(happened).toEqual(['told asking']);
  expect(question().query).toEqual({ is: 'online-code', text: ONLINE });
  question().answer(ok(codeOf({ answers: question().asked })));
  await told(2);
  const reasons = 'all-checks-passed checked-online';
  expect(happened).toEqual(['told asking', `entry ${reasons}`, `told ${reasons}`]);
  expect(outcomes.map(({ serial }) => serial)).toEqual([1, 2]);
});

test('the entry has the code that was answered, where it was seen, and that it was asked for', async () => {
  show(ONLINE);
  question().answer(ok(codeOf({ answers: question().asked })));
  await told(2);
  expect(entries).toMatchObject([
    {
      type: 'scan',
      source: 'camera',
      format: 'health-code',
      verdict: 'admit',
      reasons: ['all-checks-passed', 'checked-online'],
      maskedName: '张*三',
    },
  ]);
  expect(entries[0]?.personKey).toHaveLength(32);
});

test.each<[string, (asked: Question) => void, string]>([
  [
    'offline',
    ({ answer }) => {
      answer(fail('unreachable'));
    },
    'status-unavailable',
  ],
  ['too slow', () => hub.waits[0]?.end(), 'status-unavailable'],
  [
    'broken off',
    ({ breakOff }) => {
      breakOff();
    },
    'status-unavailable',
  ],
  [
    'unknown to the provider',
    ({ answer }) => {
      answer(fail('status-unknown'));
    },
    'status-unknown',
  ],
  [
    'a code of its own',
    ({ answer }) => {
      answer(ok(codeOf()));
    },
    'status-of-another',
  ],
  [
    'another’s answer',
    ({ answer }) => {
      answer(ok(codeOf({ answers: new Uint8Array(32) })));
    },
    'status-of-another',
  ],
  [
    'a captive portal',
    ({ answer }) => {
      answer(ok('<html>'));
    },
    'status-unusable',
  ],
])('%s: a person looks, and it is on record why', async (_case, act, fault) => {
  show(ONLINE);
  act(question());
  await told(2);
  expect(entries).toMatchObject([{ verdict: 'refer', reasons: [fault], format: 'online-code', personKey: null }]);
  expect(outcomes[1]?.result).toMatchObject({ kind: 'decision', verdict: 'refer', fault });
});

test('an answer to an earlier question of the same visitor is none', async () => {
  show(ONLINE);
  const earlier = codeOf({ answers: question().asked });
  hub.waits[0]?.end();
  await told(2);
  passedMs += 10_000;
  show(ONLINE);
  question(1).answer(ok(earlier));
  await told(4);
  expect(entries.map(({ reasons }) => reasons)).toEqual([['status-unavailable'], ['status-of-another']]);
});

test('an answer that comes too late changes nothing', async () => {
  show(ONLINE);
  hub.waits[0]?.end();
  await told(2);
  question().answer(ok(codeOf({ answers: question().asked })));
  show(codeOf());
  await told(3);
  expect(entries.map(({ verdict }) => verdict)).toEqual(['refer', 'admit']);
});

test('the next visitors are judged while one waits', async () => {
  show(ONLINE);
  show(codeOf({}, { id: 'b1b2b3b4b5b6b7b8' }));
  expect(happened.at(-1)).toBe('told all-checks-passed');
  question().answer(ok(codeOf({ answers: question().asked, colour: 'red' })));
  await told(3);
  expect(entries.map(({ verdict }) => verdict)).toEqual(['admit', 'refuse']);
});

test('a code held up while it is asked about is asked about once', async () => {
  show(ONLINE);
  expect(show(ONLINE)).toBe('repeat');
  // As a scanner with a line break sends it, and after it was away.
  expect(show(`${ONLINE}\n`)).toBe('repeat');
  passedMs += 10_000;
  expect(show(ONLINE)).toBe('repeat');
  expect(hub.questions).toHaveLength(1);
  question().answer(fail('status-unknown'));
  await told(2);
  passedMs += 10_000;
  expect(show(ONLINE)).toBe('taken');
  expect(hub.questions).toHaveLength(2);
});

test('many codes at once are not all asked about', () => {
  for (let n = 0; n < 6; n += 1) show(another(n));
  expect(hub.questions).toHaveLength(4);
  expect(entries.map(({ reasons }) => reasons)).toEqual([['online-code'], ['online-code']]);
});

describe('nobody is asked', () => {
  test('without a hub', () => {
    const { askStatus, ...rest } = parts();
    expect(askStatus).toBeDefined();
    createSentinel(rest).receive({ source: 'camera', text: ONLINE });
    expect(happened).toEqual(['entry online-code', 'told online-code']);
  });

  test('about a code that speaks for itself, or is no code of health', () => {
    for (const text of [codeOf(), 'https://example.org/menu', 'WIFI:S:cafe;;']) show(text);
    expect(hub.questions).toEqual([]);
  });

  test('by whoever only tries a code', () => {
    expect(sentinel.explain(ONLINE)).toMatchObject({ verdict: 'refer', fault: 'online-code' });
    expect(hub.questions).toEqual([]);
  });
});

test('a bug after the answer sends the visitor to a person', async () => {
  show(ONLINE);
  isDiskBroken = true;
  question().answer(ok(codeOf({ answers: question().asked })));
  await told(2);
  expect(outcomes[1]?.result).toMatchObject({ kind: 'decision', verdict: 'refer', fault: 'internal-error' });
});

test('the token reaches neither entry, nor log, nor screen', async () => {
  show(ONLINE);
  question().answer(ok(codeOf({ answers: question().asked })));
  await told(2);
  show(another(1));
  isDiskBroken = true;
  question(1).answer(fail('status-unknown'));
  await told(4);
  expect(JSON.stringify([entries, logged, outcomes])).not.toContain(TOKEN);
});
