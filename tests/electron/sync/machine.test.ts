import { expect, test } from 'vitest';
import { faultOf } from '../../../electron/sync/machine.ts';
import type { SyncEvent } from '../../../electron/sync/machine-types.ts';
import {
  CHAIN,
  EPOCH,
  KEPT,
  LATER_EPOCH,
  NOW,
  NO_ANSWER,
  OLD,
  OPENED,
  acknowledged,
  hash,
  own,
  play,
  refused,
  sent,
  stood,
  type Sent,
} from './machine-kit.ts';

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
