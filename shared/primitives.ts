import type { EpochSeconds } from './time.ts';
import type { Result } from './result.ts';

/** Public keys as JSON Web Keys (RFC 7517); only what the formats use. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** JWS / COSE signature algorithms by their JOSE names (RFC 7518 §3.1, RFC 8037 §3.1). */
export type SignatureAlgorithm = 'EdDSA' | 'ES256' | 'PS256';

/** What is read of an X.509 certificate (RFC 5280); its own signature is not looked at: the trust list vouches for it. */
export interface CertificateContent {
  readonly jwk: PublicJwk;
  /** The certificate itself, without armour or anything after it. */
  readonly der: Uint8Array;
  /** First second of its validity. */
  readonly notBefore: EpochSeconds;
  /** Last second of its validity: RFC 5280 §4.1.2.5 includes it. */
  readonly notAfter: EpochSeconds;
  /** OIDs of the extended key usage extension (§4.2.1.12), empty where there is none. */
  readonly extendedKeyUsage: readonly string[];
}

export type InflateFault = 'zlib-malformed' | 'zlib-too-large';

/** What the pure core cannot do itself. */
export interface Primitives {
  /** Returns false, and never throws, for any signature or key that is not right. */
  readonly verifySignature: (
    algorithm: SignatureAlgorithm,
    key: PublicJwk,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /**
   * Inflates one whole stream, with the zlib header and checksum (RFC 1950) or raw (RFC 1951). Bytes after its end make
   * it malformed; output beyond `maxLength` bytes is never held.
   */
  readonly inflate: (bytes: Uint8Array, wrapper: 'zlib' | 'raw', maxLength: number) => Result<Uint8Array, InflateFault>;
  /** Tells whether signatures of one of these can be verified under this key: its kind, its length, its point. */
  readonly isUsableKey: (key: PublicJwk, algorithms: readonly SignatureAlgorithm[]) => boolean;
  /** @returns `undefined` for bytes that are no certificate, in DER or PEM */
  readonly readCertificate: (der: Uint8Array) => CertificateContent | undefined;
  /** Of a DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7); `undefined` as for a certificate. */
  readonly readPublicKey: (der: Uint8Array) => PublicJwk | undefined;
}
