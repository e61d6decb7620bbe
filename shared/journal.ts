import type { ScanSource } from './scan.ts';
import type { Verdict } from './verdict.ts';
import type { Colour } from './credential/facts.ts';

export type EntryType = 'scan' | 'manual' | 'overrule' | 'abnormal' | 'gate' | 'break' | 'anchor';

/** What is remembered of one event, before the journal gives it its place in the chain. */
export interface NewEntry {
  readonly type: EntryType;
  /** UUID of the entry this one corrects or completes. */
  readonly refersTo: string | null;
  readonly epochMs: number;
  /** Minutes east of UTC of the kiosk's clock. */
  readonly offsetMinutes: number;
  readonly isClockConfirmed: boolean;
  readonly source: ScanSource | null;
  readonly format: string | null;
  readonly verdict: Verdict | null;
  /** Reason codes, worst first. */
  readonly reasons: readonly string[];
  readonly colour: Colour | null;
  /** Seconds from sampling of the newest nucleic-acid result to the scan; negative when sampled in our future. */
  readonly testAgeSeconds: number | null;
  readonly maskedName: string | null;
  /** HMAC-SHA-256 under the venue key, 32 bytes; says nothing without that key. */
  readonly personKey: Uint8Array | null;
  /** Which venue key made `personKey`. */
  readonly personKeyId: string | null;
  readonly policyVersion: number | null;
  /** Milliseconds from the scan's arrival to the entry being written. */
  readonly durationMs: number | null;
  /** Sealed to the health office; `null` until a policy carries the office's key. */
  readonly sealed: Uint8Array | null;
}

/** An entry in its place: final once it has these. */
export interface Entry extends NewEntry {
  /** UUID of the chain; a new database starts a new one. */
  readonly chain: string;
  /** 0, 1, 2, … within the chain, without holes. */
  readonly sequence: number;
  /** UUIDv7 (RFC 9562 §5.7). */
  readonly id: string;
  /** SHA-256 over the canonical encoding of the entry before; 32 zero bytes for the first. */
  readonly previousHash: Uint8Array;
}
