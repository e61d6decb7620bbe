import type { CredentialFault } from '../faults.ts';
import type { Primitives, SignatureAlgorithm } from '../primitives.ts';
import type { Result } from '../result.ts';
import type { Facts } from './facts.ts';
import type { Period } from './period.ts';
import type { StepName } from './steps.ts';

/** What the issuer signed, in a form common to all formats. */
export interface Claims extends Period {
  readonly issuer: string;
  /** The credential's own id, which revocation names; `null` where the format or this code has none. */
  readonly id: string | null;
  readonly facts: Facts;
}

export type FormatId = 'health-code' | 'hcert' | 'shc' | 'nzcp';

/** What a code states; a signer may be trusted for some of these only. */
export type Statement = 'test' | 'vaccination' | 'recovery';

/** What a payload says, part by part: each is read as far as it can be, so that a tester sees all that is wrong. */
export interface Content {
  /** Who signed, as the payload says; `null`: it does not, or not in a way that can be read. */
  readonly issuer: string | null;
  /** `null`: the payload is no set of claims in which to look for it. */
  readonly period: Result<Period, 'period-malformed'> | null;
  /** `null`: a statement for which no signer needs more than to be trusted for the format. */
  readonly statement: Statement | null;
  readonly claims: Result<Claims, 'claims-malformed' | 'json-malformed' | 'json-too-deep'>;
}

/** A code taken apart but not verified. */
export interface Sealed {
  readonly format: FormatId;
  readonly algorithm: SignatureAlgorithm;
  /** What the trust list knows the signer's key by, within the format. */
  readonly kid: string;
  /** The bytes that were signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly content: Content;
}

/** One signed format: a file that fills this in, and a line in the table of decode.ts. */
export interface Format {
  readonly id: FormatId;
  /** Tells by the look of the text alone whether it means to be of this format. */
  recognises(text: string): boolean;
  /** The steps that `decode` takes, in order. */
  readonly decodingSteps: readonly StepName[];
  decode(text: string, primitives: Primitives): Result<Sealed, CredentialFault>;
  /** Whether its signers may be trusted for some kinds of statement only. */
  readonly hasKeyUsage: boolean;
}
