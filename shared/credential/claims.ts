import type { z } from 'zod';
import type { CredentialFault } from '../faults.ts';
import type { Primitives, PublicJwk, SignatureAlgorithm } from '../primitives.ts';
import type { Result } from '../result.ts';
import type { Language } from '../verdict.ts';
import type { Facts } from './facts.ts';
import type { Period, SignerPeriod } from './period.ts';
import type { RevokedId } from './revocation.ts';
import type { StepName } from './steps.ts';
import type { TrustFrame } from './trust-shapes.ts';

/** What the issuer signed, in a form common to all formats. */
export interface Claims extends Period {
  readonly issuer: string;
  /** The credential's own id, which revocation names; `null` where the format or this code has none. */
  readonly id: string | null;
  readonly facts: Facts;
}

/** What a code states; a signer may be trusted for some of these only. */
export type Statement = 'test' | 'vaccination' | 'recovery';

/** What a payload says, part by part: each is read as far as it can be, so that a tester sees all that is wrong. */
export interface Content {
  /** Who signed, as the payload says; `null`: it does not, or not in a way that can be read. */
  readonly issuer: string | null;
  /** What it may be taken back by: its own id, and any other that stands where an id should. */
  readonly ids: readonly string[];
  /** `null`: the payload is no set of claims in which to look for it. */
  readonly period: Result<Period, 'period-malformed'> | null;
  /** `null`: a statement for which no signer needs more than to be trusted for the format. */
  readonly statement: Statement | null;
  readonly facts: Result<Facts, 'claims-malformed' | 'json-malformed' | 'json-too-deep'>;
}

/** A code taken apart but not verified. */
export interface Sealed {
  /** `null`: the header asks for something that this format is not signed with, or that is not understood here. */
  readonly algorithm: SignatureAlgorithm | null;
  /** What the trust list knows the signer's key by, within the format; `null`: no header names one. */
  readonly kid: string | null;
  /** The bytes that were signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly content: Content;
}

/** What is needed to read an issuer's keys. */
export type KeyPrimitives = Pick<Primitives, 'sha256' | 'readCertificate' | 'readPublicKey' | 'isUsableKey'>;

/** A key that an entry of the trust list holds, with what only this key is bound by. */
export interface HeldKey extends Partial<SignerPeriod> {
  readonly kid: string;
  readonly jwk: PublicJwk;
  /** What it may state; `null`: anything. */
  readonly statements?: readonly Statement[] | null;
}

/**
 * How the trust list says who may sign a format.
 *
 * Written as methods so that a format of any kind of entry is a `Format`: each is handed only entries that its own
 * schema has read.
 */
export interface Trust<Schema extends z.ZodType<TrustFrame>> {
  /** Of an entry; its `format` is this format's id. */
  readonly schema: Schema;
  /** @returns `undefined` for an entry whose certificate or key cannot be read */
  keysOf(entry: z.output<Schema>, primitives: KeyPrimitives): readonly HeldKey[] | undefined;
  /** The only issuer that its keys may sign for; `null`: any. */
  issuerOf(entry: z.output<Schema>): string | null;
  /** Credentials taken back by lists that come with its issuers' keys, where the format has such lists. */
  revokedBy?(entries: readonly z.output<Schema>[]): readonly RevokedId[];
  /** Whether a key names a newer such list than the entry has. */
  isOutdated?(entry: z.output<Schema>): boolean;
}

/** One signed format: a file that fills this in, and a line in the table of decode.ts. */
export interface Format<Schema extends z.ZodType<TrustFrame> = z.ZodType<TrustFrame>> {
  readonly id: string;
  /** As the guard reads it. */
  readonly name: Readonly<Record<Language, string>>;
  /** One to three letters in the seal beside the name, once the issuer is known or before (`null`). */
  seal(issuer: string | null): string;
  /** Tells by the look of the text alone whether it means to be of this format. */
  recognises(text: string): boolean;
  /** The steps that `decode` takes, in order. */
  readonly decodingSteps: readonly StepName[];
  decode(text: string, primitives: Primitives): Result<Sealed, CredentialFault>;
  /** What it may be signed with; a key for something else is no key of a signer. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Whether its signers may be trusted for some kinds of statement only. */
  readonly hasKeyUsage: boolean;
  readonly trust: Trust<Schema>;
}
