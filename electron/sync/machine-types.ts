import type { WireFault, ChainStand, Acknowledgement } from '../../shared/wire.ts';
import type { SyncFault } from '../../shared/contract.ts';
import type { AnswerFault } from './answer.ts';
import type { Hole } from './holes.ts';

export type { SyncFault };

/**
 * What is wrong with one chain. `forked`, `of-another`: it is sent no more. `disputed`: the hub has another entry in the
 * place of ours, which is shown to it once so that it judges and raises its alert. `ahead`: the hub has more of it than
 * we, so that it may not go on. The others are tried again.
 */
export type ChainTrouble =
  'forked' | 'disputed' | 'of-another' | 'ahead' | 'entry-refused' | 'unreadable' | 'hub-fails';

/** The chain in one file, as far as sync knows it: two files may have copies of one. */
export interface ChainSync {
  /** By which it is known, {@link Outbox.file}. */
  readonly file: string;
  /** UUID. */
  readonly chain: string;
  /** Nothing is added to it any more. */
  readonly isSetAside: boolean;
  /** What is sent next follows this: the hub has everything up to here, by its word; -1 for nothing; `null`: it is to be asked. */
  readonly stand: number | null;
  /** A hole of the hub's that is being filled, after which it is asked again. */
  readonly fill: Hole | null;
  /** Where the hole began that was filled last. */
  readonly filled: number | null;
  /** Nothing followed `stand` when we looked last. */
  readonly isDone: boolean;
  /** Entries of the next batch, at most. */
  readonly limit: number;
  readonly trouble: ChainTrouble | null;
  /** Failures of this chain since its last success. */
  readonly failures: number;
  /** Monotonic milliseconds. */
  readonly notBefore: number;
}

/** An acknowledgement that is to be written down before anything else is done. */
export interface Keep {
  readonly file: string;
  readonly epoch: string;
  readonly through: number;
}

/** All that sync knows. Plain data. */
export interface Machine {
  /** Of the hub, as heard last. */
  readonly epoch: string | null;
  /** In the order in which they are sent: what was set aside first, since it is older. */
  readonly chains: readonly ChainSync[];
  readonly owed: Keep | null;
  /** Of the hub or the way to it; `null`: the last answer was a good one. */
  readonly fault: SyncFault | null;
  /** Failures of the hub since its last success. */
  readonly failures: number;
  /** Monotonic milliseconds. */
  readonly notBefore: number;
  /** Somebody before the hub has said that it cannot answer: whether it can, a small question tells first. */
  readonly isToKnock: boolean;
  /** Whether the last request got an answer of the hub. */
  readonly isOnline: boolean;
}

/** A refusal that the hub signed. */
export interface Refused {
  readonly status: number;
  /** `null`: one that this release does not know, and that goes by its status. */
  readonly fault: WireFault | null;
  readonly head: { readonly through: number; readonly hash: string } | null;
  readonly retryAfterMs: number | null;
}

/** What came of a request. `unclear`: signed by the hub, status 200, and not what was asked for. */
export type Outcome<T> =
  | { readonly is: 'good'; readonly body: T }
  | { readonly is: 'refused'; readonly refused: Refused }
  | { readonly is: 'no-answer'; readonly fault: AnswerFault; readonly askedAt: number }
  | { readonly is: 'unclear' };

/** What a batch had in it. Hashes are base64. */
export interface SentBatch {
  /** The stand that it was to follow. */
  readonly after: number;
  readonly count: number;
  readonly through: number;
  readonly hash: string;
}

/** What the kiosk itself has of a chain, beside what the hub says of it. */
export interface OwnStand {
  readonly newest: { readonly sequence: number; readonly hash: string } | null;
  readonly mark: { readonly epoch: string | null; readonly through: number };
  /** Base64 of the hash we have where the hub says that it stands; `null`: we have no such entry any more. */
  readonly hashThere: string | null;
  /** The first of the hub's holes in which we have something; `null`: none. */
  readonly fillable: Hole | null;
}

export type SyncEvent =
  | { readonly is: 'opened'; readonly chains: readonly Pick<ChainSync, 'file' | 'chain' | 'isSetAside'>[] }
  /** An entry was written, or the network came back. */
  | { readonly is: 'nudged' }
  | { readonly is: 'woke' }
  | { readonly is: 'asked'; readonly file: string; readonly outcome: Outcome<ChainStand>; readonly own: OwnStand }
  | {
      readonly is: 'sent';
      readonly file: string;
      readonly sent: SentBatch;
      readonly outcome: Outcome<Acknowledgement>;
    }
  | { readonly is: 'knocked'; readonly outcome: Outcome<unknown> }
  | { readonly is: 'nothing-follows'; readonly file: string }
  | { readonly is: 'unreadable'; readonly file: string }
  /** The hub was seen to lack something that it was told to be lost, and that is here. */
  | { readonly is: 'lacks'; readonly files: readonly string[] }
  | { readonly is: 'kept' }
  /** A new chain was asked for; whether it stands, the next `opened` tells. */
  | { readonly is: 'began'; readonly file: string }
  | { readonly is: 'heard'; readonly outcome: Outcome<{ readonly epoch: string }> };

/** The one thing to be done next. */
export type Command =
  | { readonly do: 'knock' }
  | { readonly do: 'ask'; readonly file: string }
  | { readonly do: 'send'; readonly file: string; readonly after: number; readonly limit: number }
  | ({ readonly do: 'keep' } & Keep)
  | { readonly do: 'begin-new-chain'; readonly file: string }
  /** Until a monotonic moment, or until something happens. */
  | { readonly do: 'rest'; readonly until: number | null };

/** When it is, and a number in [0, 1). */
export interface Moment {
  readonly now: number;
  readonly random: number;
}
