import type { Batch } from '../../shared/wire.ts';

/** An entry as it travels to the hub. */
export interface OutboxEntry {
  readonly sequence: number;
  /** 32 bytes. */
  readonly previousHash: Uint8Array;
  /** SHA-256 of `bytes`. */
  readonly hash: Uint8Array;
  /** The canonical encoding (docs/journal.md). */
  readonly bytes: Uint8Array;
}

/** What is to be sent next. */
export interface OutboxBatch {
  /** What comes between what was asked for and the first entry is not here any more. */
  readonly hole: NonNullable<Batch['hole']> | null;
  /** One at least; their sequences follow one another. */
  readonly entries: readonly OutboxEntry[];
}

/**
 * One chain as sync sees it, by a connection of its own: that of the journal, or of one that was set aside damaged.
 * The entries are their own outbox; sync is one number, the mark.
 */
export interface Outbox {
  /** UUID. */
  readonly chain: string;
  /** A journal that was set aside: nothing is added to it any more. */
  readonly isSetAside: boolean;
  /** The chain's newest entry that can be read; `null`: there is none. */
  newest(): Pick<OutboxEntry, 'sequence' | 'hash'> | null;
  /** What the hub of this epoch has acknowledged, -1 for nothing; the epoch is `null` before the first time. */
  mark(): { readonly epoch: string | null; readonly through: number };
  /** Entries beyond the mark. */
  unsent(): number;
  /** What follows `after`, `limit` entries and 3 MiB of them at most, but one in any case; `null`: nothing does. */
  next(after: number, limit: number): OutboxBatch | null;
  /**
   * The hub of this epoch has everything up to and including `through`. Within one epoch the mark moves forward only;
   * another epoch begins where its hub says that it stands.
   */
  acknowledge(epoch: string, through: number): void;
  close(): void;
}
