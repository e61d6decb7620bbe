import { fail, ok, type Result } from '../result.ts';
import type { SignatureAlgorithm } from '../primitives.ts';
import { decodeCbor, decodeForeignCbor, encodeCbor } from './cbor.ts';
import type { CborFault } from './cbor-decode.ts';

/** A COSE_Sign1 object taken apart, nothing verified. @see RFC 9052 §4.2 */
export interface Sign1 {
  /** What the signer vouches for together with the payload. */
  readonly protectedHeader: ReadonlyMap<unknown, unknown>;
  readonly unprotectedHeader: ReadonlyMap<unknown, unknown>;
  /** Whether a header is there that must be understood (`crit`, RFC 9052 §3.1): none beyond these is here. */
  readonly isCritical: boolean;
  /** What the signature is over: the encoded `Sig_structure`. @see RFC 9052 §4.4 */
  readonly toBeSigned: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** CBOR tags 18, "COSE Single Signer Data Object" (RFC 9052 §2), and 61, "CBOR Web Token" (RFC 8392 §6), as encoded. */
const SIGN1_TAG = [0xd2];
const CWT_TAG = [0xd8, 0x3d];

const HEADER_ALG = 1;
const HEADER_CRIT = 2;
const HEADER_KID = 4;

/** @see RFC 9053 §2.1 (ES256), §2.2 (EdDSA); RFC 8230 §2 (PS256) */
const ALGORITHMS: ReadonlyMap<unknown, SignatureAlgorithm> = new Map([
  [-7, 'ES256'],
  [-8, 'EdDSA'],
  [-37, 'PS256'],
]);

type Sign1Fault = CborFault | 'cose-malformed';

/** Takes a COSE_Sign1 apart that must be tagged, in the strict encoding of our own health code. */
export function decodeSign1(bytes: Uint8Array): Result<Sign1, Sign1Fault> {
  const isTagged = startsWith(bytes, SIGN1_TAG);
  return takeApart(isTagged ? bytes.subarray(SIGN1_TAG.length) : bytes, isTagged, decodeCbor);
}

/** As {@link decodeSign1}, for issuers who encode as the standards allow or nearly so: with the CWT tag, without any. */
export function decodeForeignSign1(bytes: Uint8Array, isTagRequired: boolean): Result<Sign1, Sign1Fault> {
  const inner = startsWith(bytes, CWT_TAG) ? bytes.subarray(CWT_TAG.length) : bytes;
  const isTagged = startsWith(inner, SIGN1_TAG);
  const rest = isTagged ? inner.subarray(SIGN1_TAG.length) : inner;
  return takeApart(rest, isTagged || !isTagRequired, decodeForeignCbor);
}

function takeApart(bytes: Uint8Array, isTaggedRightly: boolean, decode: typeof decodeCbor): Result<Sign1, Sign1Fault> {
  const item = decode(bytes);
  if (!item.ok) return item;
  if (!isTaggedRightly || !Array.isArray(item.value) || item.value.length !== 4) return fail('cose-malformed');
  const [protectedBytes, unprotectedHeader, payload, signature] = item.value as unknown[];
  if (!isBytes(protectedBytes) || !isMap(unprotectedHeader) || !isBytes(payload) || !isBytes(signature)) {
    return fail('cose-malformed');
  }
  const header = decodeHeader(protectedBytes, decode);
  if (!header.ok) return header;
  const protectedHeader = header.value;
  const isCritical = protectedHeader.has(HEADER_CRIT) || unprotectedHeader.has(HEADER_CRIT);
  // No protected header is signed as no bytes, however it was written (RFC 9052 §4.4).
  const signedHeader = protectedHeader.size === 0 ? new Uint8Array(0) : protectedBytes;
  const toBeSigned = sigStructure(signedHeader, payload);
  return ok({ protectedHeader, unprotectedHeader, isCritical, toBeSigned, payload, signature });
}

/** An empty header may be written as no bytes at all (RFC 9052 §3). */
function decodeHeader(bytes: Uint8Array, decode: typeof decodeCbor): Result<Sign1['protectedHeader'], Sign1Fault> {
  if (bytes.length === 0) return ok(new Map());
  const header = decode(bytes);
  if (!header.ok) return header.fault === 'cbor-malformed' ? fail('cose-malformed') : header;
  return isMap(header.value) ? ok(header.value) : fail('cose-malformed');
}

/**
 * The algorithm that headers name: the first of them that names any, even one we do not verify, has the say.
 *
 * @returns `undefined` for one we do not verify, or none
 */
export function algorithmIn(...headers: readonly ReadonlyMap<unknown, unknown>[]): SignatureAlgorithm | undefined {
  return ALGORITHMS.get(firstIn(headers, HEADER_ALG));
}

/** The key id that headers name, in whatever type; the first of them that names any has the say. */
export function kidIn(...headers: readonly ReadonlyMap<unknown, unknown>[]): unknown {
  return firstIn(headers, HEADER_KID);
}

function firstIn(headers: readonly ReadonlyMap<unknown, unknown>[], label: number): unknown {
  return headers.find((header) => header.has(label))?.get(label);
}

/** Encodes what a signer signs, and puts the tagged object together once the signature is there. */
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
      const tagged = new Uint8Array(body.length + SIGN1_TAG.length);
      tagged.set(SIGN1_TAG);
      tagged.set(body, SIGN1_TAG.length);
      return tagged;
    },
  };
}

function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, new Uint8Array(0), payload]);
}

function startsWith(bytes: Uint8Array, tag: readonly number[]): boolean {
  return tag.every((byte, i) => bytes[i] === byte);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return value instanceof Map;
}
