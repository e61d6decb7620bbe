import { MAX_BATCH_ENTRIES, type Acknowledgement, type ChainStand } from '../../shared/wire.ts';
import type { Hole } from './holes.ts';
import { changeChain, failChain, forgetStand, hearEpoch, meetTrouble, succeed } from './machine-changes.ts';
import type {
  ChainSync,
  ChainTrouble,
  Machine,
  Moment,
  Outcome,
  OwnStand,
  Refused,
  SentBatch,
  SyncEvent,
} from './machine-types.ts';

type Asked = Extract<SyncEvent, { is: 'asked' }>;
type Sent = Extract<SyncEvent, { is: 'sent' }>;

/** The hub has said where it stands in a chain. */
export function takeAsked(machine: Machine, { chain, outcome, own }: Asked, moment: Moment): Machine {
  if (outcome.is === 'refused') return takeRefusal(machine, chain, outcome, null, moment);
  if (outcome.is !== 'good') return meetTrouble(machine, outcome, moment);
  if (outcome.body.chain !== chain) return meetTrouble(machine, { is: 'unclear' }, moment);
  const heard = hearEpoch(succeed(machine), outcome.body.epoch);
  const standing = { ...outcome.body, chain };
  const newest = own.newest?.sequence ?? -1;
  const isOvertaken = standing.through > newest;
  const stood = isOvertaken ? meetOvertaken(heard, standing, own) : takeStand(heard, standing, own);
  const known = isDisputed(stood, chain) ? stood : fillHole(stood, chain, own.fillable, moment);
  return Math.max(standing.through, standing.signed?.sequence ?? -1) > newest ? leaveChain(known, chain) : known;
}

/**
 * The hub has more of this chain than is here, or was told of more under our signature: our file is an older copy of what it
 * was, whatever was written to it since. A journal begins a new chain, for visitors come in. The old one is sent as far as it
 * goes once it is set aside, and is where the two differ.
 */
function leaveChain(machine: Machine, chain: string): Machine {
  return changeChain(machine, chain, (it) => (it.isSetAside ? it : { ...it, trouble: 'ahead' }));
}

/**
 * What the hub was told to be lost, and is here, is sent from the hole on; until it has come, that the hub has what follows is
 * not written down.
 */
function fillHole(machine: Machine, name: string, hole: Hole | null, moment: Moment): Machine {
  if (hole === null) return changeChain(machine, name, (it) => ({ ...it, filled: null }));
  const unowed = { ...machine, owed: null };
  // It took what fills the hole, and says that it lacks it.
  const isFilled = machine.chains.some(({ chain, filled }) => chain === name && filled === hole.from);
  if (isFilled) return changeChain(failChain(unowed, name, 'hub-fails', moment), name, forgetStand);
  return changeChain(unowed, name, (it) => ({ ...it, stand: hole.from - 1, fill: hole, isDone: false }));
}

/** Up to `through` both have something: the same, or the chain goes no further. */
function takeStand(machine: Machine, { chain, epoch, through, hash }: ChainStand, own: OwnStand): Machine {
  if (through >= 0 && own.hashThere !== null && own.hashThere !== hash) return disputeAt(machine, chain, through);
  const isNews = own.mark.epoch !== epoch || through > own.mark.through;
  const known = changeChain(machine, chain, (it) => ({ ...it, stand: through, isDone: false, trouble: null }));
  return isNews ? { ...known, owed: { chain, epoch, through } } : known;
}

/** The hub has more of this chain than we: everything, or another history. */
function meetOvertaken(machine: Machine, { chain, epoch, asked, holes }: ChainStand, { newest }: OwnStand): Machine {
  if (newest !== null && asked.is === 'received' && asked.hash !== newest.hash) {
    return disputeAt(machine, chain, newest.sequence);
  }
  const known = changeChain(machine, chain, (it) => ({
    ...it,
    stand: newest?.sequence ?? -1,
    isDone: true,
    trouble: null,
  }));
  // What retention has dropped, the hub had.
  if (newest === null || (asked.is === 'dropped' ? holes === undefined : asked.is !== 'received')) return known;
  return { ...known, owed: { chain, epoch, through: newest.sequence } };
}

/** Shows the hub the entry in whose place it has another: a kiosk that stopped by itself would raise no alert there. */
function disputeAt(machine: Machine, chain: string, sequence: number): Machine {
  return changeChain(machine, chain, (it) => ({ ...it, stand: sequence - 1, isDone: false, trouble: 'disputed' }));
}

/** A hub that does not call a fork what its own answer made one: it is asked anew, ever more rarely. */
function doubtHub(machine: Machine, chain: string, moment: Moment): Machine {
  return changeChain(failChain(machine, chain, 'hub-fails', moment), chain, (it) => ({ ...it, stand: null }));
}

function isDisputed(machine: Machine, chain: string): boolean {
  return machine.chains.some((it) => it.chain === chain && it.trouble === 'disputed');
}

function stopChain(machine: Machine, chain: string, trouble: 'forked' | 'of-another'): Machine {
  return changeChain(machine, chain, (it) => ({ ...it, trouble }));
}

/** A batch was sent, and this came of it. */
export function takeSent(machine: Machine, { chain, sent, outcome }: Sent, moment: Moment): Machine {
  if (outcome.is === 'refused') return takeRefusal(machine, chain, outcome, sent, moment);
  if (outcome.is !== 'good') return meetTrouble(machine, outcome, moment);
  const acknowledged = outcome.body;
  if (!isAnswerTo(acknowledged, chain, sent)) return failChain(machine, chain, 'hub-fails', moment);
  const { epoch, through } = acknowledged;
  // Of another epoch than the one whose stand we know: how much it has of what came before, it is asked.
  if (epoch !== machine.epoch) return hearEpoch(succeed(machine), epoch);
  if (isDisputed(machine, chain)) return doubtHub(succeed(machine), chain, moment);
  const kept = changeChain(succeed(machine), chain, (it) => ({
    ...it,
    limit: Math.min(it.limit * 2, MAX_BATCH_ENTRIES),
    trouble: null,
    failures: 0,
  }));
  return { ...kept, owed: { chain, epoch, through } };
}

/** Only what was sent can be acknowledged, and only by its own hash. */
function isAnswerTo(given: Acknowledgement, chain: string, sent: SentBatch): boolean {
  return given.chain === chain && given.through === sent.through && given.hash === sent.hash;
}

/** @param sent the batch that was refused; `null`: it was a question */
function takeRefusal(
  machine: Machine,
  chain: string,
  outcome: Extract<Outcome<never>, { is: 'refused' }>,
  sent: SentBatch | null,
  moment: Moment,
): Machine {
  const { fault, status } = outcome.refused;
  const online = { ...machine, isOnline: true };
  if (fault === 'chain-of-another') return stopChain(succeed(online), chain, 'of-another');
  if (sent === null && status === 500) return failChain(succeed(online), chain, 'hub-fails', moment);
  if (sent === null) return meetTrouble(machine, outcome, moment);
  if (fault === 'fork') return stopChain(succeed(online), chain, 'forked');
  if ([400, 409, 413, 500].includes(status) && isDisputed(machine, chain)) {
    return doubtHub(succeed(online), chain, moment);
  }
  if (fault === 'gap') return meetGap(succeed(online), chain, outcome.refused, sent, moment);
  if (status === 400 || status === 413) return refuseBatch(succeed(online), chain, 'entry-refused', sent, moment);
  // A hub's bug may lie in one entry, and nothing that lies in one chain may hold up another.
  if (status === 500) return refuseBatch(succeed(online), chain, 'hub-fails', sent, moment);
  return meetTrouble(machine, outcome, moment);
}

/** Goes on from where the hub stands; a hub that says the same again is given time. */
function meetGap(machine: Machine, chain: string, { head }: Refused, sent: SentBatch, moment: Moment): Machine {
  const isNews = head !== null && head.through !== sent.after;
  const failed = failChain(machine, chain, 'hub-fails', moment);
  return changeChain(failed, chain, (it) => ({
    ...it,
    stand: head?.through ?? null,
    ...(isNews && it.failures === 1 ? { notBefore: moment.now, trouble: null } : {}),
  }));
}

/** Sends half as much at once; what remains of a single entry is an alert, and another attempt now and then. */
function refuseBatch(
  machine: Machine,
  chain: string,
  trouble: Extract<ChainTrouble, 'entry-refused' | 'hub-fails'>,
  { count }: SentBatch,
  moment: Moment,
): Machine {
  const halved = (it: ChainSync): ChainSync => ({ ...it, limit: Math.max(1, Math.floor(count / 2)) });
  if (trouble === 'entry-refused' && count > 1) return changeChain(machine, chain, halved);
  return changeChain(failChain(machine, chain, trouble, moment), chain, halved);
}
