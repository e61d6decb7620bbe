import { constants, createHmac, createPublicKey, hash, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import type { PersonRef } from '../shared/credential/facts.ts';
import { personKeyInput } from '../shared/credential/person.ts';
import { isSmallOrder } from '../shared/credential/small-order.ts';
import { ed25519KeyId } from '../shared/credential/thumbprint.ts';
import { CODE_ID_INPUT, codeProofInput, type Named } from '../shared/enrolment-code.ts';
import type {
  CertificateContent,
  InflateFault,
  Primitives,
  PublicJwk,
  SignatureAlgorithm,
} from '../shared/primitives.ts';
import { fail, ok, type Result } from '../shared/result.ts';

/** Parsing a JWK costs as much as verifying with it, so each is parsed once and lives as long as its trust list. */
const keys = new WeakMap<PublicJwk, KeyObject | null>();

/** Which keys may be used with which algorithm: the algorithm is bound to the key (RFC 8725 §3.1). */
const KEY_OF: Record<SignatureAlgorithm, { kty: string; crv?: string }> = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  ES256: { kty: 'EC', crv: 'P-256' },
  PS256: { kty: 'RSA' },
};

export const primitives: Primitives = { verifySignature, sha256, inflate, isUsableKey, readCertificate, readPublicKey };

function verifySignature(
  algorithm: SignatureAlgorithm,
  jwk: PublicJwk,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!isKeyOf(algorithm, jwk)) return false;
  const key = publicKey(jwk);
  if (key === null) return false;
  switch (algorithm) {
    case 'EdDSA':
      return verify(null, message, key, signature);
    case 'ES256':
      // r ‖ s of 32 bytes each, no other form (RFC 7518 §3.4, RFC 9053 §2.1).
      return signature.length === 64 && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'PS256':
      return verifyPss(key, message, signature);
  }
}

function verifyPss(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const how = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PS256_SALT_BYTES };
  try {
    return verify('sha256', message, how, signature);
  } catch {
    // A key restricted to another hash or to longer salts signs nothing of ours.
    return false;
  }
}

function isKeyOf(algorithm: SignatureAlgorithm, { kty, crv }: PublicJwk): boolean {
  const wanted = KEY_OF[algorithm];
  return kty === wanted.kty && (wanted.crv === undefined || crv === wanted.crv);
}

function isUsableKey(jwk: PublicJwk, algorithms: readonly SignatureAlgorithm[]): boolean {
  return algorithms.some((algorithm) => isKeyOf(algorithm, jwk)) && publicKey(jwk) !== null;
}

/** As long as the hash, and no other length (RFC 7518 §3.5, RFC 8230 §2). */
const PS256_SALT_BYTES = 32;

/** Shorter RSA keys must not be used (RFC 8230 §6.1, RFC 7518 §3.5); longer ones would only make a kiosk slow. */
const RSA_BITS = { min: 2048, max: 8192 };

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** Node types no `info`, with which the call also tells how much of its input it took. */
type InflateWithInfo = (
  bytes: Uint8Array,
  options: ZlibOptions & { info: true },
) => { buffer: Buffer; engine: { bytesWritten: number } };

/** A code's content is some hundred bytes; Node's own 16 KiB would be got from the system anew for each. */
const CHUNK_BYTES = 1024;

function inflate(bytes: Uint8Array, wrapper: 'zlib' | 'raw', maxLength: number): Result<Uint8Array, InflateFault> {
  const run = (wrapper === 'zlib' ? inflateSync : inflateRawSync) as unknown as InflateWithInfo;
  try {
    const { buffer, engine } = run(bytes, { info: true, chunkSize: CHUNK_BYTES, maxOutputLength: maxLength });
    return engine.bytesWritten === bytes.length ? ok(buffer) : fail('zlib-malformed');
  } catch (error) {
    const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return fail(isTooLarge ? 'zlib-too-large' : 'zlib-malformed');
  }
}

function readCertificate(der: Uint8Array): CertificateContent | undefined {
  try {
    const certificate = new X509Certificate(der);
    return {
      jwk: exportKey(certificate.publicKey),
      der: certificate.raw,
      notBefore: Date.parse(certificate.validFrom) / 1000,
      notAfter: Date.parse(certificate.validTo) / 1000,
      // Typed as always there, but absent where the certificate has no such extension.
      extendedKeyUsage: Array.isArray(certificate.keyUsage) ? certificate.keyUsage : [],
    };
  } catch {
    // Not a certificate: the caller says where it stood.
    return undefined;
  }
}

function readPublicKey(der: Uint8Array): PublicJwk | undefined {
  try {
    return exportKey(createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }));
  } catch {
    // Not a key: the caller says where it stood.
    return undefined;
  }
}

/** The key itself is kept beside what is exported: reading that again would cost as much as verifying. */
function exportKey(key: KeyObject): PublicJwk {
  const jwk = jwkOf(key);
  keys.set(jwk, isStrong(key, jwk) ? key : null);
  return jwk;
}

/** A key restricted to PSS (RFC 4055 §1.2) has no JWK of its own; it is an RSA key all the same. */
function jwkOf(key: KeyObject): PublicJwk {
  if (key.asymmetricKeyType === 'rsa-pss') return { kty: 'RSA' };
  try {
    return key.export({ format: 'jwk' }) as PublicJwk;
  } catch {
    return { kty: key.asymmetricKeyType ?? 'unknown' };
  }
}

function publicKey(jwk: PublicJwk): KeyObject | null {
  const known = keys.get(jwk);
  if (known !== undefined) return known;
  const key = importKey(jwk);
  keys.set(jwk, key);
  return key;
}

function importKey(jwk: PublicJwk): KeyObject | null {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return isStrong(key, jwk) ? key : null;
  } catch {
    // Not a key at all: nothing verifies under it.
    return null;
  }
}

function isStrong(key: KeyObject, { kty, x }: PublicJwk): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS.min;
  const isWeakPoint = kty === 'OKP' && isSmallOrder(Buffer.from(x ?? '', 'base64url'));
  return bits >= RSA_BITS.min && bits <= RSA_BITS.max && !isWeakPoint;
}

/** The journal's name for a person, 32 bytes. See {@link personKeyInput}. */
export function personKey(venueKey: Uint8Array, person: PersonRef): Uint8Array {
  return createHmac('sha256', venueKey).update(personKeyInput(person)).digest();
}

/** See {@link CODE_ID_INPUT}. @param codeHash SHA-256 of a code */
export function codeIdOf(codeHash: Uint8Array): Buffer {
  return createHmac('sha256', codeHash).update(CODE_ID_INPUT).digest();
}

/** See {@link codeProofInput}. @param codeHash SHA-256 of a code */
export function codeProofOf(codeHash: Uint8Array, named: Named): Buffer {
  return createHmac('sha256', codeHash).update(codeProofInput(named)).digest();
}

/** See {@link ed25519KeyId}. */
export function keyIdOf(x: string): string {
  return ed25519KeyId(x, primitives.sha256);
}

/** `x` of the JWK of an Ed25519 key's public half. */
export function publicHalf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x ?? '';
}
