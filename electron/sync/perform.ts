import { acknowledgementSchema, chainStandSchema, challengeSchema, PATHS, type ChainStand } from '../../shared/wire.ts';
import type { Outbox } from '../store/outbox.ts';
import { packBatch, toBase64, type SignHead } from './batch.ts';
import type { HubClient } from './client.ts';
import { findFillable } from './holes.ts';
import type { Command, Keep, OwnStand, SyncEvent } from './machine-types.ts';
import { outcomeOf } from './outcome.ts';

/** What commands are carried out with. */
export interface Means {
  readonly client: HubClient;
  /** The file's outbox. @throws what the disk or the file does */
  readonly outboxOf: (file: string) => Outbox;
  readonly signHead: SignHead;
  readonly monotonicMs: () => number;
  /** Has a new chain begun; settles when it stands, or cannot be had. */
  readonly newChain: () => Promise<void>;
}

/** The outbox could not be read or written; `cause` is what it threw. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Tells what a disk or a file has done from what is a bug. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Unreadable('a chain cannot be read', { cause });
  }
}

/**
 * Carries out one command, but for resting, and tells what came of it.
 *
 * @throws Unreadable
 */
export async function perform(command: Exclude<Command, { do: 'rest' }>, means: Means): Promise<SyncEvent> {
  switch (command.do) {
    case 'knock':
      return knock(means);
    case 'ask':
      return askStand(command.file, means);
    case 'send':
      return sendBatch(command, means);
    case 'keep':
      return keepMark(command, means);
    case 'begin-new-chain':
      await means.newChain();
      return { is: 'began', file: command.file };
  }
}

/** What costs the hub least, whatever kept it from answering. */
async function knock({ client, monotonicMs }: Means): Promise<SyncEvent> {
  const askedAt = monotonicMs();
  return { is: 'knocked', outcome: outcomeOf(await client.get(PATHS.challenge), challengeSchema, askedAt) };
}

async function askStand(file: string, { client, outboxOf, monotonicMs }: Means): Promise<SyncEvent> {
  const { chain, newest } = reading(() => ({ chain: outboxOf(file).chain, newest: outboxOf(file).newest() }));
  const askedAt = monotonicMs();
  const answer = await client.post(PATHS.chain, { chain, sequence: newest?.sequence ?? 0 });
  const outcome = outcomeOf(answer, chainStandSchema, askedAt);
  const stand = outcome.is === 'good' ? outcome.body : null;
  return { is: 'asked', file, outcome, own: reading(() => ownStand(outboxOf(file), newest, stand)) };
}

/** @param newest as it was when the hub was asked: an entry written since is not what the hub spoke of */
function ownStand(outbox: Outbox, newest: ReturnType<Outbox['newest']>, stand: ChainStand | null): OwnStand {
  return {
    newest: newest === null ? null : { sequence: newest.sequence, hash: toBase64(newest.hash) },
    mark: outbox.mark(),
    hashThere: stand === null || stand.through < 0 ? null : hashAt(outbox, stand.through),
    fillable: stand === null ? null : findFillable(outbox, stand),
  };
}

function hashAt(outbox: Outbox, sequence: number): string | null {
  const entry = outbox.next(sequence - 1, 1)?.entries[0];
  return entry?.sequence === sequence ? toBase64(entry.hash) : null;
}

async function sendBatch(
  { file, after, limit }: Extract<Command, { do: 'send' }>,
  { client, outboxOf, signHead, monotonicMs }: Means,
): Promise<SyncEvent> {
  const packed = reading(() => packBatch(outboxOf(file), after, limit, signHead));
  if (packed === null) return { is: 'nothing-follows', file };
  const askedAt = monotonicMs();
  const answer = await client.post(PATHS.entries, packed.body);
  return { is: 'sent', file, sent: packed.sent, outcome: outcomeOf(answer, acknowledgementSchema, askedAt) };
}

function keepMark({ file, epoch, through }: Keep, { outboxOf }: Means): SyncEvent {
  reading(() => {
    outboxOf(file).acknowledge(epoch, through);
  });
  return { is: 'kept' };
}
