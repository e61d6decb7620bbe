import type { KeyObject } from 'node:crypto';
import type { Result } from '../../shared/result.ts';
import type { ChainHead } from '../../shared/statement.ts';
import type { CheckIns, Heard, Report } from '../../shared/wire.ts';
import type { CheckInsWanted } from './check-ins.ts';
import type { SyncState } from './engine.ts';

/** What sync is to know before it starts. */
export interface SyncPlan {
  readonly journalPath: string;
  /** Origin of the hub, without a path. */
  readonly hub: string;
  /** `x` of the hub's JWK: no other's answer is believed. */
  readonly hubKey: string;
  /** The kiosk's id, as the hub gave it. */
  readonly kiosk: string;
  /** Ed25519; the thread gets a copy. */
  readonly privateKey: KeyObject;
  /** `http://host:port`; `null`: none. */
  readonly proxy: string | null;
  /** How long acknowledged entries stay on the kiosk. */
  readonly retentionDays: number;
}

/** From the main process to the thread. */
export type ToThread =
  | { readonly say: 'nudge' }
  | { readonly say: 'report'; readonly report: Report }
  | { readonly say: 'want-check-ins'; readonly wanted: CheckInsWanted }
  /** A sealed question of status; `id` comes back with what is told. */
  | { readonly say: 'ask'; readonly id: number; readonly sealed: Uint8Array }
  /** The answer to `anchor`. */
  | { readonly say: 'anchored'; readonly isOnDisk: boolean }
  /** The answer to `new-chain`. */
  | { readonly say: 'begun' }
  | { readonly say: 'stop' };

/** From the thread to the main process. */
export type FromThread =
  | { readonly say: 'state'; readonly state: SyncState }
  | { readonly say: 'heard'; readonly heard: Heard }
  | { readonly say: 'check-ins'; readonly heard: CheckIns; readonly told: readonly string[] }
  | { readonly say: 'anchor'; readonly head: ChainHead }
  | { readonly say: 'new-chain' }
  | { readonly say: 'told'; readonly id: number; readonly answer: Result<string, string> }
  | { readonly say: 'damaged' };
