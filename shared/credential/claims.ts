import type { Facts } from './facts.ts';
import type { Period } from './period.ts';
import type { SignatureAlgorithm } from '../primitives.ts';
import type { Result } from '../result.ts';
import type { CredentialFault } from '../faults.ts';

/** What the issuer signed, in a form common to all formats. */
export interface Claims extends Period {
  readonly issuer: string;
  /** Hex of the credential's own id, which revocation names; `null` where the format has none. */
  readonly id: string | null;
  readonly facts: Facts;
}

export type FormatId = 'health-code';

/** A code taken apart but not verified. */
export interface Sealed {
  readonly format: FormatId;
  readonly algorithm: SignatureAlgorithm;
  /** Hex of the key id the code names. */
  readonly kid: string;
  /** The bytes that were signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
}

/** One signed format: a file that fills this in, and a line in the table of decode.ts. */
export interface Format {
  readonly id: FormatId;
  /** Tells by the look of the text alone whether it means to be of this format. */
  recognises(text: string): boolean;
  decode(text: string): Result<Sealed, CredentialFault>;
  /** Called on verified payloads only. */
  parseClaims(payload: Uint8Array): Result<Claims, 'claims-malformed'>;
  /** The steps this format goes through, in order. */
  readonly steps: readonly StepName[];
}

export type StepName =
  'prefix' | 'base45' | 'cbor' | 'cose' | 'kid' | 'signature' | 'schema' | 'period' | 'revocation' | 'policy';
