import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Outbox } from '../../../electron/store/outbox.ts';
import { NEW_MACHINE, step } from '../../../electron/sync/machine.ts';
import { findFillable } from '../../../electron/sync/holes.ts';
import type { ChainStand } from '../../../shared/wire.ts';
import type {
  Command,
  Machine,
  Outcome,
  OwnStand,
  SentBatch,
  SyncEvent,
} from '../../../electron/sync/machine-types.ts';
import { hashOf, modelHub, type ModelHub } from './model-hub.ts';

const CHAIN = 'chain';
const LIMIT = 4;

/** What the network may do to a request. `late`: the hub gets it after others that were sent later. */
const NETWORK = ['well', 'lost', 'answer-lost', 'twice', 'late', 'stranger', 'gateway', 'busy', 'flipped'] as const;
type Network = (typeof NETWORK)[number];

const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('go' as const), network: fc.constantFrom(...NETWORK) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), count: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('restart' as const, 'back-up' as const, 'restore' as const, 'beat' as const),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly hub: ModelHub;
  machine: Machine;
  command: Command;
  now: number;
  newest: number;
  readonly marks: { readonly epoch: string; readonly through: number }[];
  late: (() => void)[];
  restore: (() => void) | null;
}

function begin(): World {
  const world: World = {
    hub: modelHub(),
    machine: NEW_MACHINE,
    command: { do: 'rest', until: null },
    now: 0,
    newest: -1,
    marks: [],
    late: [],
    restore: null,
  };
  start(world);
  return world;
}

/** A kiosk knows after its start what is on its disk, and nothing else. */
function start(world: World): void {
  world.machine = NEW_MACHINE;
  take(world, { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: false }] });
}

function take(world: World, event: SyncEvent): void {
  const { machine, command } = step(world.machine, event, { now: world.now, random: 0.5 });
  world.machine = machine;
  world.command = command;
}

function throughNetwork<T>(world: World, network: Network, ask: () => Outcome<T>): Outcome<T> {
  const silence: Outcome<T> = { is: 'no-answer', fault: 'hub-unreachable', askedAt: world.now };
  switch (network) {
    case 'lost':
      return silence;
    case 'stranger':
      return { ...silence, fault: 'answer-not-of-the-hub' };
    case 'gateway':
      return { ...silence, fault: 'gateway-trouble' };
    case 'busy':
      return { is: 'refused', refused: { status: 503, fault: 'hub-busy', head: null, retryAfterMs: 5000 } };
    case 'flipped':
      return { is: 'refused', refused: { status: 401, fault: 'digest-wrong', head: null, retryAfterMs: null } };
    case 'late':
      world.late.push(ask);
      return silence;
    case 'answer-lost':
      ask();
      return silence;
    case 'twice':
      ask();
      return ask();
    case 'well':
      return ask();
  }
}

function ownStand(world: World, outcome: Outcome<ChainStand>): OwnStand {
  const stand = outcome.is === 'good' ? outcome.body : null;
  const through = stand?.through ?? -1;
  return {
    newest: world.newest < 0 ? null : { sequence: world.newest, hash: hashOf(world.newest) },
    mark: world.marks.at(-1) ?? { epoch: null, through: -1 },
    hashThere: through >= 0 && through <= world.newest ? hashOf(through) : null,
    fillable: stand === null ? null : findFillable({ next: (after) => nextOf(world, after) }, stand),
  };
}

function nextOf({ newest }: World, after: number): ReturnType<Outbox['next']> {
  const nothing = new Uint8Array();
  const entry = { sequence: after + 1, previousHash: nothing, hash: nothing, bytes: nothing };
  return after < newest ? { hole: null, entries: [entry] } : null;
}

function go(world: World, network: Network): void {
  const { command, hub } = world;
  if (command.do === 'rest') {
    world.now = Math.max(world.now, command.until ?? world.now);
    take(world, { is: 'woke' });
  } else if (command.do === 'knock') {
    const outcome = throughNetwork(world, network, () => ({ is: 'good' as const, body: {} }));
    take(world, { is: 'knocked', outcome });
  } else if (command.do === 'ask') {
    const outcome = throughNetwork(world, network, () => hub.stand(Math.max(0, world.newest)));
    take(world, { is: 'asked', file: CHAIN, outcome, own: ownStand(world, outcome) });
  } else if (command.do === 'send') {
    const through = Math.min(command.after + Math.min(command.limit, LIMIT), world.newest);
    if (through <= command.after) {
      take(world, { is: 'nothing-follows', file: CHAIN });
      return;
    }
    const sent: SentBatch = { after: command.after, count: through - command.after, through, hash: hashOf(through) };
    take(world, { is: 'sent', file: CHAIN, sent, outcome: throughNetwork(world, network, () => hub.take(sent)) });
  } else if (command.do === 'keep') {
    keep(world, command);
  } else {
    throw new Error('this hub is never ahead');
  }
}

/** Nothing is acknowledged that the hub of that epoch has not had; within an epoch less than the mark changes nothing. */
function keep({ marks, hub, newest }: World, { epoch, through }: Extract<Command, { do: 'keep' }>): void {
  expect(through).toBeLessThanOrEqual(hub.furthest.get(epoch) ?? -1);
  expect(through).toBeLessThanOrEqual(newest);
  const before = marks.at(-1);
  if (before?.epoch !== epoch || through > before.through) marks.push({ epoch, through });
}

function act(world: World, what: Action): void {
  switch (what.do) {
    case 'go': {
      const isKeep = world.command.do === 'keep';
      go(world, what.network);
      if (isKeep) take(world, { is: 'kept' });
      // What was held up on its way comes now.
      if (what.network !== 'late') for (const arrive of world.late.splice(0)) arrive();
      return;
    }
    case 'write':
      world.newest += what.count;
      take(world, { is: 'nudged' });
      return;
    case 'lose':
      world.hub.lose(what.count, world.newest);
      return;
    case 'restart':
      start(world);
      return;
    case 'back-up':
      world.restore = world.hub.backUp();
      return;
    case 'restore':
      world.restore?.();
      return;
    case 'beat':
      take(world, { is: 'heard', outcome: { is: 'good', body: { epoch: `epoch ${world.hub.epoch}` } } });
      return;
  }
}

/** Many more than what remains can take. */
const ENOUGH = 400;

function runUntilQuiet(world: World): void {
  for (let turn = 0; turn < ENOUGH; turn += 1) {
    if (world.command.do === 'rest' && world.command.until === null) return;
    act(world, { do: 'go', network: 'well' });
  }
  throw new Error('it never comes to rest');
}

test.prop([fc.array(action, { maxLength: 120 })], { numRuns: 1000 })(
  'whatever network, hub and kiosk go through, the hub ends with exactly the entries of the kiosk, in order',
  (actions) => {
    const world = begin();
    for (const what of actions) act(world, what);
    runUntilQuiet(world);
    // Of a hub that was restored while nothing was to be sent, a heartbeat tells.
    act(world, { do: 'beat' });
    runUntilQuiet(world);
    // And what another copy has told to be lost, it learns when it asks.
    act(world, { do: 'restart' });
    runUntilQuiet(world);
    expect(world.hub.entries).toEqual(Array.from({ length: world.newest + 1 }, (_, sequence) => hashOf(sequence)));
    expect(world.marks.at(-1)).toEqual({ epoch: `epoch ${world.hub.epoch}`, through: world.newest });
  },
);
