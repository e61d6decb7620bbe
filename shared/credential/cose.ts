import { fail, ok, type Result } from '../result.ts';
import type { SignatureAlgorithm } from '../primitives.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';

/** A COSE_Sign1 object taken apart, nothing verified. @see RFC 9052 §4.2 */
export interface Sign1 {
  readonly algorithm: SignatureAlgorithm;
  /** From the protected header. */
  readonly kid: Uint8Array;
  /** What the signature is over: the encoded `Sig_structure`. @see RFC 9052 §4.4 */
  readonly toBeSigned: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** CBOR tag 18, "COSE Single Signer Data Object" (RFC 9052 §2), as its one-byte encoding. */
const SIGN1_TAG_BYTE = 0xd2;

const HEADER_ALG = 1;
const HEADER_CRIT = 2;
const HEADER_KID = 4;

/** @see RFC 9053 §2.1 (ES256), §2.2 (EdDSA); RFC 8230 §2 (PS256) */
const ALGORITHMS: ReadonlyMap<unknown, SignatureAlgorithm> = new Map([
  [-7, 'ES256'],
  [-8, 'EdDSA'],
  [-37, 'PS256'],
]);

/**
 * Takes a tagged COSE_Sign1 apart.
 *
 * A critical header (`crit`, RFC 9052 §3.1) is one this reader might misjudge, so any is refused as unsupported.
 */
export function decodeSign1(
  bytes: Uint8Array,
): Result<Sign1, 'cbor-malformed' | 'cose-malformed' | 'algorithm-unsupported'> {
  if (bytes[0] !== SIGN1_TAG_BYTE) return fail('cose-malformed');
  const item = decodeCbor(bytes.subarray(1));
  if (!item.ok) return item;
  if (!Array.isArray(item.value) || item.value.length !== 4) return fail('cose-malformed');
  const [protectedBytes, unprotected, payload, signature] = item.value as unknown[];
  if (!isBytes(protectedBytes) || !(unprotected instanceof Map) || !isBytes(payload) || !isBytes(signature)) {
    return fail('cose-malformed');
  }
  const header = decodeCbor(protectedBytes);
  if (!header.ok || !(header.value instanceof Map)) return fail('cose-malformed');
  const kid: unknown = header.value.get(HEADER_KID);
  const algorithm = ALGORITHMS.get(header.value.get(HEADER_ALG));
  if (!isBytes(kid)) return fail('cose-malformed');
  if (algorithm === undefined || header.value.has(HEADER_CRIT)) return fail('algorithm-unsupported');
  return ok({ algorithm, kid, toBeSigned: sigStructure(protectedBytes, payload), payload, signature });
}

/** Encodes what an EdDSA signer signs, and puts the tagged object together once the signature is there. */
export function prepareSign1(
  kid: Uint8Array,
  payload: Uint8Array,
): { toBeSigned: Uint8Array; readonly seal: (signature: Uint8Array) => Uint8Array } {
  const header = encodeCbor(
    new Map<number, unknown>([
      [HEADER_ALG, -8],
      [HEADER_KID, kid],
    ]),
  );
  return {
    toBeSigned: sigStructure(header, payload),
    seal: (signature) => {
      const body = encodeCbor([header, new Map(), payload, signature]);
      const tagged = new Uint8Array(body.length + 1);
      tagged[0] = SIGN1_TAG_BYTE;
      tagged.set(body, 1);
      return tagged;
    },
  };
}

function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, new Uint8Array(0), payload]);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
