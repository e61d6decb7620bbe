import { cannotBeRead } from '../store/faults.ts';
import { isBusy } from '../store/sqlite.ts';
import type { HubClient } from './client.ts';
import { inbox, type Timing } from './inbox.ts';
import { faultOf, isSentNoMore, NEW_MACHINE, step } from './machine.ts';
import type { Command, Machine, SyncEvent, SyncFault } from './machine-types.ts';
import type { Outboxes } from './outboxes.ts';
import { perform, Unreadable, type Means } from './perform.ts';

/** How sync is, for whoever shows it. */
export interface SyncState {
  /** Whether the last request got an answer of the hub. */
  readonly isOnline: boolean;
  /** Entries the hub has not acknowledged, of all chains that are still sent; `null`: nobody knows. */
  readonly unsent: number | null;
  readonly fault: SyncFault | null;
  /** How far the hub's clock is ahead of ours, by its signed answers. */
  readonly hubAheadMs: number | null;
  readonly epoch: string | null;
  /** By our clock, when the hub answered last. */
  readonly lastHeardMs: number | null;
}

export interface EngineNeeds extends Omit<Means, 'outboxOf'>, Timing {
  readonly client: HubClient;
  readonly outboxes: Outboxes;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly tell: (state: SyncState) => void;
  /** The journal cannot be read. */
  readonly damaged: () => void;
  /** Nothing is to be sent for now: a piece of what else is due may be done. @returns what came of it; `null`: nothing is due */
  readonly idle: (machine: Machine) => Promise<SyncEvent | null>;
}

/** The kiosk writes an entry, which takes milliseconds, or folds its log back. */
const BUSY_AGAIN_MS = 100;

/** What else is due is due once an hour. */
const LONGEST_REST_MS = 3_600_000;

export interface Engine {
  readonly take: (event: Extract<SyncEvent, { is: 'nudged' | 'heard' }>) => void;
  /** Settles when nothing is under way any more. What was under way may have reached the hub. */
  readonly stop: () => Promise<void>;
}

/** Runs the machine: one command at a time, each one's outcome the next event. */
export function startEngine(needs: EngineNeeds): Engine {
  const { outboxes, client } = needs;
  const events = inbox(needs);
  const means: Means = { ...needs, outboxOf: (file) => outboxes.of(file) };
  let machine = NEW_MACHINE;
  let lastHeardMs: number | null = null;
  let told = '';
  let isStopped = false;

  const advance = (event: SyncEvent): Command => {
    if (hasAnswer(event)) lastHeardMs = needs.nowMs();
    const stepped = step(machine, event, { now: needs.monotonicMs(), random: needs.random() });
    machine = stepped.machine;
    for (const { file, trouble } of machine.chains) if (isSentNoMore(trouble)) outboxes.stop(file);
    tell();
    return stepped.command;
  };

  const tell = (): void => {
    const { isOnline, epoch } = machine;
    const hubAheadMs = client.hubAheadMs();
    const unsent = outboxes.unsent();
    // A journal that has never opened is no chain that could be in trouble.
    const fault = faultOf(machine) ?? (unsent === null ? 'journal-unreadable' : null);
    const state = { isOnline, unsent, fault, hubAheadMs, epoch, lastHeardMs };
    const text = JSON.stringify(state);
    if (text !== told) needs.tell(state);
    told = text;
  };

  const carryOut = async (command: Command): Promise<SyncEvent> => {
    if (command.do !== 'rest') return attempt(command);
    const done = await needs.idle(machine);
    if (done !== null) return done;
    return events.next(Math.min(command.until ?? Infinity, needs.monotonicMs() + LONGEST_REST_MS));
  };

  const attempt = async (command: Exclude<Command, { do: 'rest' }>): Promise<SyncEvent> => {
    try {
      return await perform(command, means);
    } catch (error) {
      if (!(error instanceof Unreadable) || command.do === 'knock') throw error;
      if (isBusy(error.cause)) {
        await new Promise<void>((resolve) => needs.later(BUSY_AGAIN_MS, resolve));
        return { is: 'woke' };
      }
      // A disk that is full or read-only for now says nothing of what is on it.
      if (outboxes.drop(command.file) && cannotBeRead(error.cause)) needs.damaged();
      return { is: 'unreadable', file: command.file };
    }
  };

  const run = async (): Promise<void> => {
    let event: SyncEvent = { is: 'opened', chains: outboxes.list() };
    for (;;) {
      const command = advance(event);
      if (isStopped) return;
      const news = outboxes.refresh(machine.epoch);
      event = news === null ? (events.take() ?? (await carryOut(command))) : { is: 'opened', chains: news };
    }
  };

  const running = run();
  return {
    take: events.add,
    stop: async () => {
      isStopped = true;
      events.add({ is: 'woke' });
      await client.close();
      await running;
      outboxes.close();
    },
  };
}

function hasAnswer(event: SyncEvent): boolean {
  if (event.is !== 'asked' && event.is !== 'sent' && event.is !== 'knocked' && event.is !== 'heard') return false;
  return event.outcome.is !== 'no-answer';
}
