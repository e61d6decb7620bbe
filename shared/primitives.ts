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
}
