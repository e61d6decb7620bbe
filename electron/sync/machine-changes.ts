import { backoffMs, busyWaitMs, MAX_WAIT_MS, nextAttemptAt } from './backoff.ts';
import type { ChainSync, ChainTrouble, Machine, Moment, Outcome, Refused, SyncFault } from './machine-types.ts';

/** @param file by which the chain is known */
export function changeChain(machine: Machine, file: string, change: (chain: ChainSync) => ChainSync): Machine {
  return { ...machine, chains: machine.chains.map((chain) => (chain.file === file ? change(chain) : chain)) };
}

/** A chain in trouble waits by itself; the others go on. */
export function failChain(machine: Machine, file: string, trouble: ChainTrouble, { now, random }: Moment): Machine {
  return changeChain(machine, file, (chain) => {
    const failures = chain.failures + 1;
    return { ...chain, trouble, failures, notBefore: now + backoffMs(failures, random) };
  });
}

/** Another epoch than before: the hub was restored, and is asked anew where it stands, in every chain. */
export function hearEpoch(machine: Machine, epoch: string): Machine {
  if (machine.epoch === epoch) return machine;
  return { ...machine, epoch, chains: machine.epoch === null ? machine.chains : forgetStands(machine.chains) };
}

function forgetStands(chains: readonly ChainSync[]): ChainSync[] {
  return chains.map(forgetStand);
}

export function forgetStand(chain: ChainSync): ChainSync {
  return { ...chain, stand: null, fill: null, filled: null, isDone: false };
}

/** The hub has answered, and well. */
export function succeed(machine: Machine): Machine {
  return { ...machine, isOnline: true, fault: null, failures: 0, notBefore: 0, isToKnock: false };
}

/** What concerns all chains alike. A revoked kiosk keeps what it owes, and asks now and then whether it still is. */
export function meetTrouble(
  machine: Machine,
  outcome: Exclude<Outcome<never>, { is: 'good' }>,
  moment: Moment,
): Machine {
  switch (outcome.is) {
    case 'no-answer':
      return meetSilence(machine, outcome, moment);
    case 'refused':
      return meetRefusal(machine, outcome.refused, moment);
    case 'unclear':
      return backOff(machine, 'internal-error', null, moment);
  }
}

/**
 * After it the hub is asked where it stands: a small request, and an acknowledgement may have been lost. A gateway's word that
 * the hub cannot answer is not the hub's: how long to wait it does not say, and the hub may be back at any moment.
 */
function meetSilence(
  machine: Machine,
  { fault, askedAt }: Extract<Outcome<never>, { is: 'no-answer' }>,
  moment: Moment,
): Machine {
  const isToKnock = fault === 'gateway-trouble';
  const wait = { failures: 0, notBefore: nextAttemptAt(askedAt, moment.random) };
  const silent = { ...machine, ...wait, isOnline: false, isToKnock, chains: forgetStands(machine.chains) };
  return { ...silent, fault: isToKnock ? 'answer-not-of-the-hub' : fault };
}

function meetRefusal(machine: Machine, { fault, status, retryAfterMs }: Refused, moment: Moment): Machine {
  if (fault === 'kiosk-revoked') {
    return { ...machine, isOnline: true, fault, failures: 0, notBefore: moment.now + MAX_WAIT_MS };
  }
  if (fault === 'kiosk-unknown') return backOff(machine, fault, null, moment);
  return backOff(machine, status === 429 || status >= 500 ? 'hub-busy' : 'internal-error', retryAfterMs, moment);
}

function backOff(machine: Machine, fault: SyncFault, retryAfterMs: number | null, { now, random }: Moment): Machine {
  const failures = machine.failures + 1;
  return { ...machine, isOnline: true, fault, failures, notBefore: now + busyWaitMs(failures, retryAfterMs, random) };
}
