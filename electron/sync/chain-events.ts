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
export function takeAsked(machine: Machine, { file, outcome, own }: Asked, moment: Moment): Machine {
  if (outcome.is === 'refused') return takeRefusal(machine, file, outcome, null, moment);
  if (outcome.is !== 'good') return meetTrouble(machine, outcome, moment);
  const standing = outcome.body;
  if (!isOf(machine, file, standing.chain)) return meetTrouble(machine, { is: 'unclear' }, moment);
  const heard = hearEpoch(succeed(machine), standing.epoch);
  const newest = own.newest?.sequence ?? -1;
  const isOvertaken = standing.through > newest;
  const stood = isOvertaken ? meetOvertaken(heard, file, standing, own) : takeStand(heard, file, standing, own);
  const known = isDisputed(stood, file) ? stood : fillHole(stood, file, own.fillable, moment);
  return Math.max(standing.through, standing.signed?.sequence ?? -1) > newest ? leaveChain(known, file) : known;
}

function isOf(machine: Machine, file: string, chain: string): boolean {
  return machine.chains.some((it) => it.file === file && it.chain === chain);
}

/**
 * The hub has more of this chain than is here, or was told of more under our signature: our file is an older copy of what it
 * was, whatever was written to it since. A journal begins a new chain, for visitors come in. The old one is sent as far as it
 * goes once it is set aside, and is where the two differ.
 */
function leaveChain(machine: Machine, file: string): Machine {
  return changeChain(machine, file, (it) => (it.isSetAside ? it : { ...it, trouble: 'ahead' }));
}

/**
 * What the hub was told to be lost, and is here, is sent from the hole on; until it has come, that the hub has what follows is
 * not written down.
 */
function fillHole(machine: Machine, file: string, hole: Hole | null, moment: Moment): Machine {
  if (hole === null) return changeChain(machine, file, (it) => ({ ...it, filled: null }));
  const unowed = { ...machine, owed: null };
  // It took what fills the hole, and says that it lacks it: it is given time, and then sent it again.
  const isFilled = machine.chains.some((it) => it.file === file && it.filled === hole.from);
  if (isFilled) return changeChain(failChain(unowed, file, 'hub-fails', moment), file, forgetStand);
  return changeChain(unowed, file, (it) => ({ ...it, stand: hole.from - 1, fill: hole, isDone: false }));
}

/** Up to `through` both have something: the same, or the chain goes no further. */
function takeStand(machine: Machine, file: string, { epoch, through, hash }: ChainStand, own: OwnStand): Machine {
  if (through >= 0 && own.hashThere !== null && own.hashThere !== hash) return disputeAt(machine, file, through);
  const isNews = own.mark.epoch !== epoch || through > own.mark.through;
  const known = changeChain(machine, file, (it) => ({ ...it, stand: through, isDone: false, trouble: null }));
  return isNews ? { ...known, owed: { file, epoch, through } } : known;
}

/** The hub has more of this chain than we: everything, or another history. */
function meetOvertaken(
  machine: Machine,
  file: string,
  { epoch, asked, holes }: ChainStand,
  { newest }: OwnStand,
): Machine {
  if (newest !== null && asked.is === 'received' && asked.hash !== newest.hash) {
    return disputeAt(machine, file, newest.sequence);
  }
  const stand = newest?.sequence ?? -1;
  const known = changeChain(machine, file, (it) => ({ ...it, stand, isDone: true, trouble: null }));
  // What retention has dropped, the hub had.
  if (newest === null || (asked.is === 'dropped' ? holes === undefined : asked.is !== 'received')) return known;
  return { ...known, owed: { file, epoch, through: newest.sequence } };
}

/** Shows the hub the entry in whose place it has another: a kiosk that stopped by itself would raise no alert there. */
function disputeAt(machine: Machine, file: string, sequence: number): Machine {
  return changeChain(machine, file, (it) => ({ ...it, stand: sequence - 1, isDone: false, trouble: 'disputed' }));
}

/** A hub that does not call a fork what its own answer made one: it is asked anew, ever more rarely. */
function doubtHub(machine: Machine, file: string, moment: Moment): Machine {
  return changeChain(failChain(machine, file, 'hub-fails', moment), file, (it) => ({ ...it, stand: null }));
}

function isDisputed(machine: Machine, file: string): boolean {
  return machine.chains.some((it) => it.file === file && it.trouble === 'disputed');
}

function stopChain(machine: Machine, file: string, trouble: 'forked' | 'of-another'): Machine {
  return changeChain(machine, file, (it) => ({ ...it, trouble }));
}

/** A batch was sent, and this came of it. */
export function takeSent(machine: Machine, { file, sent, outcome }: Sent, moment: Moment): Machine {
  if (outcome.is === 'refused') return takeRefusal(machine, file, outcome, sent, moment);
  if (outcome.is !== 'good') return meetTrouble(machine, outcome, moment);
  const acknowledged = outcome.body;
  const isAnswer = isOf(machine, file, acknowledged.chain) && isAnswerTo(acknowledged, sent);
  if (!isAnswer) return failChain(machine, file, 'hub-fails', moment);
  const { epoch, through } = acknowledged;
  // Of another epoch than the one whose stand we know: how much it has of what came before, it is asked.
  if (epoch !== machine.epoch) return hearEpoch(succeed(machine), epoch);
  if (isDisputed(machine, file)) return doubtHub(succeed(machine), file, moment);
  const kept = changeChain(succeed(machine), file, (it) => ({
    ...it,
    limit: Math.min(it.limit * 2, MAX_BATCH_ENTRIES),
    trouble: null,
    // Whether a hole is filled, the hub says when it is asked.
    failures: it.fill === null ? 0 : it.failures,
  }));
  return { ...kept, owed: { file, epoch, through } };
}

/** Only what was sent can be acknowledged, and only by its own hash. */
function isAnswerTo(given: Acknowledgement, sent: SentBatch): boolean {
  return given.through === sent.through && given.hash === sent.hash;
}

/** @param sent the batch that was refused; `null`: it was a question */
function takeRefusal(
  machine: Machine,
  file: string,
  outcome: Extract<Outcome<never>, { is: 'refused' }>,
  sent: SentBatch | null,
  moment: Moment,
): Machine {
  const { fault, status } = outcome.refused;
  const online = { ...machine, isOnline: true };
  if (fault === 'chain-of-another') return stopChain(succeed(online), file, 'of-another');
  if (sent === null && status === 500) return failChain(succeed(online), file, 'hub-fails', moment);
  if (sent === null) return meetTrouble(machine, outcome, moment);
  if (fault === 'fork') return stopChain(succeed(online), file, 'forked');
  if ([400, 409, 413, 500].includes(status) && isDisputed(machine, file)) {
    return doubtHub(succeed(online), file, moment);
  }
  if (fault === 'gap') return meetGap(succeed(online), file, outcome.refused, sent, moment);
  if (status === 400 || status === 413) return refuseBatch(succeed(online), file, 'entry-refused', sent, moment);
  // A hub's bug may lie in one entry, and nothing that lies in one chain may hold up another.
  if (status === 500) return refuseBatch(succeed(online), file, 'hub-fails', sent, moment);
  return meetTrouble(machine, outcome, moment);
}

/** Goes on from where the hub stands; a hub that says the same again is given time. */
function meetGap(machine: Machine, file: string, { head }: Refused, sent: SentBatch, moment: Moment): Machine {
  const isNews = head !== null && head.through !== sent.after;
  const failed = failChain(machine, file, 'hub-fails', moment);
  return changeChain(failed, file, (it) => ({
    ...it,
    stand: head?.through ?? null,
    ...(isNews && it.failures === 1 ? { notBefore: moment.now, trouble: null } : {}),
  }));
}

/** Sends half as much at once; what remains of a single entry is an alert, and another attempt now and then. */
function refuseBatch(
  machine: Machine,
  file: string,
  trouble: Extract<ChainTrouble, 'entry-refused' | 'hub-fails'>,
  { count }: SentBatch,
  moment: Moment,
): Machine {
  const halved = (it: ChainSync): ChainSync => ({ ...it, limit: Math.max(1, Math.floor(count / 2)) });
  if (trouble === 'entry-refused' && count > 1) return changeChain(machine, file, halved);
  return changeChain(failChain(machine, file, trouble, moment), file, halved);
}
