import { MAX_BATCH_ENTRIES } from '../../shared/wire.ts';
import { takeAsked, takeSent } from './chain-events.ts';
import { changeChain, failChain, forgetStand, hearEpoch, meetTrouble, succeed } from './machine-changes.ts';
import type {
  ChainSync,
  ChainTrouble,
  Command,
  Machine,
  Moment,
  Outcome,
  SyncEvent,
  SyncFault,
} from './machine-types.ts';

/** Sync before anything has happened. */
export const NEW_MACHINE: Machine = {
  epoch: null,
  chains: [],
  owed: null,
  fault: null,
  failures: 0,
  notBefore: 0,
  isToKnock: false,
  isOnline: false,
};

/**
 * All that sync decides: takes in what has happened, and tells the one thing to be done next. Pure; what it says does
 * not depend on how often it is asked. One request is under way at a time, and its outcome is the next event, though
 * other events may come before a command is carried out: it is then told anew.
 */
export function step(machine: Machine, event: SyncEvent, moment: Moment): { machine: Machine; command: Command } {
  const next = take(machine, event, moment);
  return { machine: next, command: commandOf(next, moment.now) };
}

function take(machine: Machine, event: SyncEvent, moment: Moment): Machine {
  switch (event.is) {
    case 'opened':
      return { ...machine, chains: openChains(machine, event.chains) };
    case 'nudged':
      return nudge(machine, moment.now);
    case 'woke':
      return machine;
    case 'asked':
      return takeAsked(machine, event, moment);
    case 'sent':
      return takeSent(machine, event, moment);
    case 'knocked':
      return takeKnocked(machine, event.outcome, moment);
    case 'nothing-follows':
      return changeChain(machine, event.file, (chain) => ({ ...chain, isDone: true, trouble: null, failures: 0 }));
    case 'lacks':
      return event.files.reduce((after, file) => changeChain(after, file, forgetStand), machine);
    case 'unreadable':
      return loseSight(failChain(machine, event.file, 'unreadable', moment), event.file);
    case 'began':
      return failChain(machine, event.file, 'ahead', moment);
    case 'kept':
      return keep(machine);
    case 'heard':
      return takeHeard(machine, event.outcome, moment);
  }
}

/** A file that was there before keeps what is known of it; one that is set aside has another name, and is another. */
function openChains(machine: Machine, opened: readonly Opened[]): ChainSync[] {
  const found = opened.map((one) => machine.chains.find(({ file }) => file === one.file) ?? newChain(one));
  return [...found.filter(({ isSetAside }) => isSetAside), ...found.filter(({ isSetAside }) => !isSetAside)];
}

type Opened = Pick<ChainSync, 'file' | 'chain' | 'isSetAside'>;

function newChain(opened: Opened): ChainSync {
  const begin = {
    stand: null,
    fill: null,
    filled: null,
    isDone: false,
    limit: MAX_BATCH_ENTRIES,
    trouble: null,
    failures: 0,
    notBefore: 0,
  };
  return { ...opened, ...begin };
}

/**
 * A hub that is busy, whoever says so, or that will have none of us, is not asked sooner because somebody passed the door.
 */
function nudge(machine: Machine, now: number): Machine {
  const isAway = machine.fault !== null && !isHeard(machine.fault);
  return {
    ...machine,
    notBefore: isAway && !machine.isToKnock ? Math.min(machine.notBefore, now) : machine.notBefore,
    chains: machine.chains.map((chain) => (chain.isSetAside ? chain : { ...chain, isDone: false })),
  };
}

function keep(machine: Machine): Machine {
  const { owed } = machine;
  if (owed === null) return machine;
  return changeChain({ ...machine, owed: null }, owed.file, (chain) => {
    // An epoch heard meanwhile has made the stand unknown, and that it stays.
    if (owed.epoch !== machine.epoch) return chain;
    const { fill } = chain;
    if (fill === null || owed.through < fill.through) return { ...chain, stand: owed.through };
    return { ...forgetStand(chain), filled: fill.from };
  });
}

/** Whether it is of a hub that has been reached. */
export function isHeard(fault: SyncFault): boolean {
  return !AWAY.has(fault);
}

const AWAY: ReadonlySet<SyncFault> = new Set([
  'hub-unreachable',
  'answer-not-of-the-hub',
  'certificate-untrusted',
  'certificate-out-of-date',
]);

/** What was to be written down, the hub says again when it is asked. */
function loseSight(machine: Machine, file: string): Machine {
  const owed = machine.owed?.file === file ? null : machine.owed;
  return changeChain({ ...machine, owed }, file, forgetStand);
}

/** A heartbeat says that the hub is there and knows us; not that it has time for entries. */
function takeHeard(machine: Machine, outcome: Extract<SyncEvent, { is: 'heard' }>['outcome'], moment: Moment): Machine {
  if (outcome.is !== 'good') return meetTrouble(machine, outcome, moment);
  const heard = hearEpoch(machine, outcome.body.epoch);
  if (heard.fault === 'hub-busy' || heard.fault === 'internal-error') return { ...heard, isOnline: true };
  return { ...succeed(heard), notBefore: heard.fault === null ? heard.notBefore : 0 };
}

/** That it is there for everybody it says itself; how it is for our entries, the next answer tells. */
function takeKnocked(machine: Machine, outcome: Outcome<unknown>, moment: Moment): Machine {
  if (outcome.is !== 'good') return meetTrouble(machine, outcome, moment);
  return { ...machine, isToKnock: false, notBefore: 0 };
}

function commandOf(machine: Machine, now: number): Command {
  if (machine.owed !== null) return { do: 'keep', ...machine.owed };
  const wanting = machine.chains.filter(wantsSomething);
  const overtaken = wanting.find((chain) => chain.trouble === 'ahead' && chain.notBefore <= now);
  if (overtaken !== undefined) return { do: 'begin-new-chain', file: overtaken.file };
  const sending = wanting.filter(({ trouble }) => trouble !== 'ahead');
  const due = now < machine.notBefore ? undefined : sending.find(({ notBefore }) => notBefore <= now);
  if (due === undefined) return { do: 'rest', until: wakeAt(machine, wanting) };
  if (machine.isToKnock) return { do: 'knock' };
  if (due.stand === null) return { do: 'ask', file: due.file };
  return { do: 'send', file: due.file, after: due.stand, limit: due.trouble === 'disputed' ? 1 : due.limit };
}

function wantsSomething({ trouble, stand, isDone, isSetAside }: ChainSync): boolean {
  if (isSentNoMore(trouble)) return false;
  if (trouble === 'ahead') return !isSetAside;
  return stand === null || !isDone;
}

/** The hub has said that others are in the place of these, or that they are another's. */
export function isSentNoMore(trouble: ChainTrouble | null): boolean {
  return trouble === 'forked' || trouble === 'of-another';
}

function wakeAt(machine: Machine, wanting: readonly ChainSync[]): number | null {
  const moments = wanting.map(({ trouble, notBefore }) =>
    trouble === 'ahead' ? notBefore : Math.max(notBefore, machine.notBefore),
  );
  const earliest = Math.min(...moments);
  return Number.isFinite(earliest) ? earliest : null;
}

const FAULT_OF: Readonly<Record<ChainTrouble, SyncFault | null>> = {
  forked: 'chain-forked',
  disputed: 'chain-forked',
  'of-another': 'chain-forked',
  ahead: null,
  'entry-refused': 'entry-refused',
  unreadable: 'journal-unreadable',
  'hub-fails': 'internal-error',
};

/**
 * What to tell: what is wrong with the hub before what is wrong with one chain. A fork in what was set aside is the hub's to
 * tell: it has raised its alert, and nobody at the door can do anything, or has to.
 */
export function faultOf(machine: Machine): SyncFault | null {
  if (machine.fault !== null) return machine.fault;
  const faults = machine.chains.map(faultOfChain);
  return faults.find((fault) => fault !== null) ?? null;
}

function faultOfChain({ trouble, isSetAside }: ChainSync): SyncFault | null {
  const fault = trouble === null ? null : FAULT_OF[trouble];
  return isSetAside && fault === 'chain-forked' ? null : fault;
}
