import { expect, test } from 'vitest';
import { faultOf, NEW_MACHINE, step } from '../../../electron/sync/machine.ts';
import type { Command, Machine, OwnStand, SyncEvent } from '../../../electron/sync/machine-types.ts';
import type { ChainStand } from '../../../shared/wire.ts';

const EPOCH = '0180bab7-0c00-7000-8000-00000000000e';
const LATER_EPOCH = '0180bab7-0c00-7000-8000-00000000000f';
const CHAIN = '0180bab7-0c00-7000-8000-000000000001';
const OLD = '0180bab7-0c00-7000-8000-000000000002';
const NOW = 1_000_000;

/** The hash that a made-up entry has. */
const hash = (sequence: number): string => `hash of ${sequence}`;

function play(
  events: readonly SyncEvent[],
  from: Machine = NEW_MACHINE,
  now = NOW,
): { machine: Machine; command: Command } {
  return events.reduce<{ machine: Machine; command: Command }>(
    ({ machine }, event) => step(machine, event, { now, random: 0 }),
    { machine: from, command: { do: 'rest', until: null } },
  );
}

const OPENED: SyncEvent = { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: false }] };
const KEPT: SyncEvent = { is: 'kept' };

function own(newest: number, through = -1, changed: Partial<OwnStand> = {}): OwnStand {
  return {
    newest: { sequence: newest, hash: hash(newest) },
    mark: { epoch: EPOCH, through },
    hashThere: null,
    fillable: null,
    ...changed,
  };
}

function stood(through: number, mine: OwnStand, changed: Partial<ChainStand> = {}): SyncEvent {
  const stand: ChainStand = {
    epoch: EPOCH,
    chain: CHAIN,
    through,
    hash: hash(through),
    asked: { is: 'missing' },
    ...changed,
  };
  const hashThere = mine.hashThere ?? (through >= 0 ? hash(through) : null);
  return { is: 'asked', file: CHAIN, outcome: { is: 'good', body: stand }, own: { ...mine, hashThere } };
}

type Sent = Extract<SyncEvent, { is: 'sent' }>;

function sent(after: number, count: number, outcome: Sent['outcome'], chain = CHAIN): Sent {
  const through = after + count;
  return { is: 'sent', file: chain, sent: { after, count, through, hash: hash(through) }, outcome };
}

function acknowledged(
  through: number,
  changed: Partial<{ epoch: string; chain: string; hash: string }> = {},
): Sent['outcome'] {
  return { is: 'good', body: { epoch: EPOCH, chain: CHAIN, through, hash: hash(through), ...changed } };
}

function refused(status: number, fault: string | null, more: object = {}): Sent['outcome'] {
  const base = { status, fault: fault as 'gap' | null, head: null, retryAfterMs: null };
  return { is: 'refused', refused: { ...base, ...more } };
}

const NO_ANSWER: Sent['outcome'] = { is: 'no-answer', fault: 'hub-unreachable', askedAt: NOW };

/** A chain of ten of which the hub has none. */
const READY = play([OPENED, stood(-1, own(9))]).machine;

test('at its start the hub is asked where it stands, and then sent what follows, at once while there is more', () => {
  expect(play([OPENED]).command).toEqual({ do: 'ask', file: CHAIN });
  const first = play([OPENED, stood(-1, own(9))]);
  expect(first.command).toEqual({ do: 'send', file: CHAIN, after: -1, limit: 500 });
  const answered = play([sent(-1, 5, acknowledged(4))], first.machine);
  expect(answered.command).toEqual({ do: 'keep', file: CHAIN, epoch: EPOCH, through: 4 });
  const kept = play([KEPT], answered.machine);
  expect(kept.command).toEqual({ do: 'send', file: CHAIN, after: 4, limit: 500 });
  const done = play([{ is: 'nothing-follows', file: CHAIN }], kept.machine);
  expect(done.command).toEqual({ do: 'rest', until: null });
  expect(play([{ is: 'nudged' }], done.machine).command).toMatchObject({ do: 'send', after: 4 });
});

test.each<[string, Sent['outcome']]>([
  ['a sequence beyond what was sent', acknowledged(5)],
  ['a sequence before what was sent', acknowledged(3)],
  ['another hash', acknowledged(4, { hash: hash(3) })],
  ['another chain', acknowledged(4, { chain: OLD })],
  ['nothing that can be read', { is: 'unclear' }],
])('an acknowledgement that names %s acknowledges nothing', (_what, outcome) => {
  const { machine, command } = play([sent(-1, 5, outcome)], READY);
  expect(machine.owed).toBeNull();
  expect(command).toEqual({ do: 'rest', until: NOW + 1000 });
  expect(faultOf(machine)).toBe('internal-error');
  expect(play([{ is: 'woke' }], machine, NOW + 1000).command).toMatchObject({ do: 'send', after: -1 });
});

test('what was set aside is sent before what is newer', () => {
  const both: SyncEvent = {
    is: 'opened',
    chains: [
      { file: CHAIN, chain: CHAIN, isSetAside: false },
      { file: OLD, chain: OLD, isSetAside: true },
    ],
  };
  expect(play([both]).command).toEqual({ do: 'ask', file: OLD });
});

test('another epoch in an acknowledgement keeps nothing and asks anew', () => {
  const { machine, command } = play([sent(-1, 5, acknowledged(4, { epoch: LATER_EPOCH }))], READY);
  expect(machine.owed).toBeNull();
  expect(command).toEqual({ do: 'ask', file: CHAIN });
  const restored = play([stood(1, own(9, 4), { epoch: LATER_EPOCH })], machine);
  expect(restored.command).toEqual({ do: 'keep', file: CHAIN, epoch: LATER_EPOCH, through: 1 });
  expect(play([KEPT], restored.machine).command).toMatchObject({ do: 'send', after: 1 });
});

test('a heartbeat that names another epoch has all chains asked anew', () => {
  const heard = play([{ is: 'heard', outcome: { is: 'good', body: { epoch: LATER_EPOCH } } }], READY);
  expect(heard.command).toEqual({ do: 'ask', file: CHAIN });
});

test.each([
  ['one less than ours', 8, { do: 'keep', through: 8 }],
  ['as far as ours', 9, { do: 'keep', through: 9 }],
  ['one beyond ours', 10, { do: 'begin-new-chain' }],
])('a hub that has %s', (_what, through, command) => {
  expect(play([OPENED, stood(through, own(9))]).command).toMatchObject(command);
});

test.each([
  ['as far as ours goes', 9, 'keep'],
  ['beyond what we have', 10, 'begin-new-chain'],
])('a hub that was signed a head %s, and has not received it', (_what, sequence, command) => {
  const { machine } = play([OPENED, stood(5, own(9), { signed: { sequence } })]);
  expect(play([KEPT], machine).command.do).toBe(command === 'keep' ? 'send' : command);
});

test('what was set aside is sent as far as it goes, whatever was signed for', () => {
  const aside: SyncEvent = { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: true }] };
  const { machine } = play([aside, stood(5, own(9), { signed: { sequence: 12 } })]);
  expect(play([KEPT], machine).command).toMatchObject({ do: 'send', after: 5 });
});

const HOLE = { from: 2, through: 4 };

test('what the hub was told to be lost, and is here, is sent before it is written down what it has of the rest', () => {
  const asked = play([OPENED, stood(9, own(9, -1, { fillable: HOLE }))]);
  expect(asked.command).toMatchObject({ do: 'send', after: 1 });
  const part = play([sent(1, 2, acknowledged(3)), KEPT], asked.machine);
  expect(part.command).toMatchObject({ do: 'send', after: 3 });
  const filled = play([sent(3, 2, acknowledged(5)), KEPT], part.machine);
  expect(filled.command).toEqual({ do: 'ask', file: CHAIN });
  const again = play([stood(9, own(9, -1, { fillable: { from: 6, through: 6 } }))], filled.machine);
  expect(again.command).toMatchObject({ do: 'send', after: 5 });
  const last = play([sent(5, 4, acknowledged(9)), KEPT, stood(9, own(9))], again.machine);
  expect(last.command).toMatchObject({ do: 'keep', through: 9 });
});

test('a hub that took what fills a hole and lacks it still is given time', () => {
  const hole = stood(9, own(9, -1, { fillable: HOLE }));
  const { machine, command } = play([OPENED, hole, sent(1, 3, acknowledged(4)), KEPT, hole]);
  expect(command).toEqual({ do: 'rest', until: NOW + 1000 });
  expect(faultOf(machine)).toBe('internal-error');
  expect(play([{ is: 'woke' }], machine, NOW + 1000).command).toEqual({ do: 'ask', file: CHAIN });
});

test('a hub that was restored from before a hole was filled is sent it again', () => {
  const hole = stood(9, own(9, -1, { fillable: HOLE }));
  const filled = play([OPENED, hole, sent(1, 3, acknowledged(4)), KEPT]);
  const restored = { is: 'heard', outcome: { is: 'good', body: { epoch: LATER_EPOCH } } } as const;
  const { command } = play(
    [restored, stood(9, own(9, -1, { fillable: HOLE }), { epoch: LATER_EPOCH })],
    filled.machine,
  );
  expect(command).toMatchObject({ do: 'send', after: 1 });
});

test('a hub that will not have what fills a hole is sent it ever more rarely', () => {
  const hole = stood(9, own(9, -1, { fillable: HOLE }));
  let played = play([OPENED]);
  const waits = [1, 2, 3].map(() => {
    played = play([hole, sent(1, 3, acknowledged(4)), KEPT, hole], played.machine, NOW);
    return played.command.do === 'rest' ? (played.command.until ?? 0) - NOW : 0;
  });
  expect(waits).toEqual([1000, 2000, 4000]);
});

test('two files with copies of one chain are each asked about, and each sent', () => {
  const copies: SyncEvent = {
    is: 'opened',
    chains: [
      { file: CHAIN, chain: CHAIN, isSetAside: false },
      { file: OLD, chain: CHAIN, isSetAside: true },
    ],
  };
  const aside = { ...stood(4, own(9)), file: OLD } as SyncEvent;
  const first = play([copies, aside, KEPT, { ...sent(4, 5, acknowledged(9)), file: OLD }, KEPT]);
  const done = play([{ is: 'nothing-follows', file: OLD }], first.machine);
  expect(done.command).toEqual({ do: 'ask', file: CHAIN });
  expect(play([stood(9, own(3))], done.machine).command).toEqual({ do: 'begin-new-chain', file: CHAIN });
});

test('silence while a hole is being filled has the hub asked', () => {
  const filling = [OPENED, stood(9, own(9, -1, { fillable: HOLE }))];
  const { machine } = play([...filling, sent(1, 2, NO_ANSWER)]);
  const { command } = play([{ is: 'woke' }], machine, NOW + 60_000);
  expect(command).toEqual({ do: 'ask', file: CHAIN });
});

test.each([
  ['of which the hub has dropped our newest has been with it', [], 'keep'],
  ['of which the hub has dropped our newest, or never had it, is not known to have been with it', undefined, 'rest'],
])('a journal that was set aside, %s', (_what, holes, command) => {
  const aside: SyncEvent = { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: true }] };
  const standing = stood(12, own(9), { asked: { is: 'dropped' }, ...(holes === undefined ? {} : { holes }) });
  expect(play([aside, standing]).command).toMatchObject({ do: command });
});

test('a hub that is ahead of a journal that was set aside has all of it', () => {
  const aside: SyncEvent = { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: true }] };
  const event = stood(12, own(9), { asked: { is: 'received', hash: hash(9) } });
  const { machine, command } = play([aside, event]);
  expect(command).toMatchObject({ do: 'keep', through: 9 });
  expect(play([KEPT], machine).command).toEqual({ do: 'rest', until: null });
});

test('after a new chain could not be begun, it is asked for again, later', () => {
  const { machine } = play([OPENED, stood(10, own(9))]);
  const { command } = play([{ is: 'began', file: CHAIN }], machine);
  expect(command).toEqual({ do: 'rest', until: NOW + 1000 });
});

const DISPUTES: readonly [string, SyncEvent, number][] = [
  ['stands at another hash', stood(5, own(9, -1, { hashThere: hash(4) })), 5],
  ['stands at another hash in the first entry', stood(0, own(9, -1, { hashThere: hash(4) })), 0],
];

const AHEAD: readonly [string, SyncEvent][] = [
  ['is ahead and had another entry where we end', stood(12, own(9), { asked: { is: 'received', hash: hash(8) } })],
  [
    'stands at another hash, and was signed a head beyond what we have',
    stood(5, own(9, -1, { hashThere: hash(4) }), { signed: { sequence: 10 } }),
  ],
];

test.each(AHEAD)(
  'where the hub %s, a journal begins a new chain, and the old one shows what differs',
  (_how, event) => {
    const live = play([OPENED, event]);
    expect(live.machine.owed).toBeNull();
    expect(live.command).toEqual({ do: 'begin-new-chain', file: CHAIN });
    const aside: SyncEvent = {
      is: 'opened',
      chains: [
        { file: 'aside', chain: CHAIN, isSetAside: true },
        { file: OLD, chain: OLD, isSetAside: false },
      ],
    };
    const ofAside = { ...event, file: 'aside' } as SyncEvent;
    const shown = play([{ is: 'began', file: CHAIN }, aside, ofAside], live.machine);
    expect(shown.command).toMatchObject({ do: 'send', file: 'aside', limit: 1 });
    const after = shown.command.do === 'send' ? shown.command.after : NaN;
    const judged = play([sent(after, 1, refused(409, 'fork'), 'aside')], shown.machine);
    expect(judged.command).toEqual({ do: 'ask', file: OLD });
    expect(faultOf(judged.machine)).toBeNull();
  },
);

test.each(DISPUTES)('where the hub %s, it is shown ours, and the chain stops when it calls that a fork', (...it) => {
  const [, event, sequence] = it;
  const shown = play([event], READY);
  expect(shown.command).toEqual({ do: 'send', file: CHAIN, after: sequence - 1, limit: 1 });
  expect(faultOf(shown.machine)).toBe('chain-forked');
  const judged = play([sent(sequence - 1, 1, refused(409, 'fork')), { is: 'nudged' }], shown.machine);
  expect(judged.command).toEqual({ do: 'rest', until: null });
  expect(faultOf(judged.machine)).toBe('chain-forked');
});

test.each<[string, Sent['outcome']]>([
  ['takes', acknowledged(5)],
  ['calls a gap', refused(409, 'gap', { head: { through: 5, hash: hash(4) } })],
  ['refuses for its form', refused(400, 'request-malformed')],
  ['cannot take', refused(500, 'internal-error')],
])('a hub that %s what it has another entry for is not believed, and asked anew ever more rarely', (_what, outcome) => {
  const dispute = stood(5, own(9, -1, { hashThere: hash(4) }));
  const once = play([dispute, sent(4, 1, outcome)], READY);
  expect(once.machine.owed).toBeNull();
  expect(once.command).toEqual({ do: 'rest', until: NOW + 1000 });
  expect(play([{ is: 'woke' }], once.machine, NOW + 1000).command).toEqual({ do: 'ask', file: CHAIN });
  const twice = play([dispute, sent(4, 1, outcome)], once.machine, NOW + 1000);
  expect(twice.command).toEqual({ do: 'rest', until: NOW + 1000 + 2000 });
});

test('what cannot be shown for now is asked about again', () => {
  const dispute = stood(5, own(9, -1, { hashThere: hash(4) }));
  const silent = play([dispute, sent(4, 1, NO_ANSWER)], READY);
  expect(play([{ is: 'woke' }], silent.machine, NOW + 10_000).command).toEqual({ do: 'ask', file: CHAIN });
  const other = play([dispute, sent(4, 1, acknowledged(5, { epoch: LATER_EPOCH }))], READY);
  expect(other.command).toEqual({ do: 'ask', file: CHAIN });
  const settled = play([stood(5, own(9), { epoch: LATER_EPOCH }), KEPT], other.machine);
  expect(settled.command).toMatchObject({ do: 'send', after: 5, limit: 500 });
  expect(faultOf(settled.machine)).toBeNull();
});

test.each<[string, SyncEvent]>([
  ['says so', sent(-1, 5, refused(409, 'fork'))],
  ['says that the chain is another kiosk’s', sent(-1, 5, refused(403, 'chain-of-another'))],
])('a chain stops where the hub %s, and others go on', (_what, event) => {
  const { machine, command } = play([event], READY);
  expect(faultOf(machine)).toBe('chain-forked');
  expect(command).toEqual({ do: 'rest', until: null });
  const other: SyncEvent = {
    is: 'opened',
    chains: [
      { file: CHAIN, chain: CHAIN, isSetAside: false },
      { file: OLD, chain: OLD, isSetAside: true },
    ],
  };
  expect(play([other], machine).command).toEqual({ do: 'ask', file: OLD });
});

test('after a gap it goes on from where the hub stands; a hub that says the same again is given time', () => {
  const gap = refused(409, 'gap', { head: { through: 2, hash: hash(2) } });
  const once = play([sent(4, 5, gap)], READY);
  expect(once.command).toMatchObject({ do: 'send', after: 2 });
  expect(play([sent(2, 5, gap)], once.machine).command).toEqual({ do: 'rest', until: NOW + 2000 });
});

test.each([
  [500, 250],
  [3, 1],
  [2, 1],
])('a refused batch of %i is sent as %i', (count, half) => {
  const { machine, command } = play([sent(-1, count, refused(413, 'body-too-large'))], READY);
  expect(command).toMatchObject({ do: 'send', after: -1, limit: half });
  expect(faultOf(machine)).toBeNull();
  const grown = play([sent(-1, half, acknowledged(half - 1)), KEPT], machine);
  expect(grown.command).toMatchObject({ limit: half * 2 });
});

test('a single entry that is refused is told and tried again, each time later', () => {
  const refusal = sent(-1, 1, refused(400, 'request-malformed'));
  const { machine, command } = play([refusal], READY);
  expect(faultOf(machine)).toBe('entry-refused');
  expect(command).toEqual({ do: 'rest', until: NOW + 1000 });
  const again = play([{ is: 'woke' }], machine, NOW + 1000);
  expect(again.command).toMatchObject({ do: 'send', limit: 1 });
  expect(play([refusal], again.machine).command).toEqual({ do: 'rest', until: NOW + 2000 });
  expect(faultOf(play([sent(-1, 1, acknowledged(0))], again.machine).machine)).toBeNull();
});

test('a hub that is busy is left alone for as long as it says, also when somebody passes the door', () => {
  const { machine, command } = play([sent(-1, 5, refused(503, 'hub-busy', { retryAfterMs: 5000 }))], READY);
  expect(command).toEqual({ do: 'rest', until: NOW + 5000 });
  expect(faultOf(machine)).toBe('hub-busy');
  expect(play([{ is: 'nudged' }], machine).command).toEqual({ do: 'rest', until: NOW + 5000 });
  const beat = play([{ is: 'heard', outcome: { is: 'good', body: { epoch: EPOCH } } }], machine);
  expect(beat.command).toEqual({ do: 'rest', until: NOW + 5000 });
});

test('a hub that cannot be reached is tried every three to four seconds, however often, and at once when nudged', () => {
  const once = play([sent(-1, 5, NO_ANSWER)], READY);
  expect(once.command).toEqual({ do: 'rest', until: NOW + 3000 });
  const silent = play(Array<SyncEvent>(20).fill(sent(-1, 5, NO_ANSWER)), READY);
  expect(silent.command).toEqual({ do: 'rest', until: NOW + 3000 });
  expect(silent.machine.isOnline).toBe(false);
  expect(play([{ is: 'nudged' }], silent.machine).command).toEqual({ do: 'ask', file: CHAIN });
});

test('what stands before the hub and says that it fails is knocked at every three to four seconds, until the hub answers', () => {
  const fault = { is: 'no-answer', fault: 'gateway-trouble', askedAt: NOW } as const;
  const fails = play([sent(-1, 5, fault), { is: 'nudged' }], READY);
  expect(fails.command).toEqual({ do: 'rest', until: NOW + 3000 });
  expect(play([{ is: 'woke' }], fails.machine, NOW + 3000).command).toEqual({ do: 'knock' });
  const still = play(Array<SyncEvent>(30).fill({ is: 'knocked', outcome: fault }), fails.machine);
  expect(still.command).toEqual({ do: 'rest', until: NOW + 3000 });
  expect(faultOf(still.machine)).toBe('answer-not-of-the-hub');
  const answered = play([{ is: 'knocked', outcome: { is: 'good', body: {} } }], still.machine);
  expect(answered.command).toEqual({ do: 'ask', file: CHAIN });
  expect(play([stood(-1, own(9))], answered.machine).command).toMatchObject({ do: 'send', after: -1 });
});

test('a hub that answers a knock by saying that it is busy is left alone for as long as it says', () => {
  const fails = sent(-1, 5, { is: 'no-answer', fault: 'gateway-trouble', askedAt: NOW });
  const busy = refused(503, 'hub-busy', { retryAfterMs: 60_000 }) as Exclude<Sent['outcome'], { is: 'good' }>;
  const { command } = play([fails, { is: 'knocked', outcome: busy }], READY);
  expect(command).toEqual({ do: 'rest', until: NOW + 60_000 });
});

test('a revoked kiosk sends nothing, asks every five minutes, and goes on when it no longer is', () => {
  const { machine, command } = play([sent(-1, 5, refused(403, 'kiosk-revoked'))], READY);
  expect(faultOf(machine)).toBe('kiosk-revoked');
  expect(command).toEqual({ do: 'rest', until: NOW + 300_000 });
  expect(play([{ is: 'nudged' }], machine).command).toEqual({ do: 'rest', until: NOW + 300_000 });
  const heard = play([{ is: 'heard', outcome: { is: 'good', body: { epoch: EPOCH } } }], machine);
  expect(heard.command).toMatchObject({ do: 'send', after: -1 });
});

test('a chain that cannot be read waits, and is tried again', () => {
  const { machine, command } = play([{ is: 'unreadable', file: CHAIN }], READY);
  expect(faultOf(machine)).toBe('journal-unreadable');
  expect(command).toEqual({ do: 'rest', until: NOW + 1000 });
});

test('an acknowledgement that cannot be written down is no longer tried to be, but asked for again', () => {
  const { machine } = play([sent(-1, 5, acknowledged(4))], READY);
  const failed = play([{ is: 'unreadable', file: CHAIN }], machine);
  expect(failed.command).toEqual({ do: 'rest', until: NOW + 1000 });
  expect(play([{ is: 'woke' }], failed.machine, NOW + 1000).command).toEqual({ do: 'ask', file: CHAIN });
});
