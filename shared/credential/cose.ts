import { fail, ok, type Result } from '../result.ts';
import type { SignatureAlgorithm } from '../primitives.ts';
import { decodeCbor, decodeForeignCbor, encodeCbor } from './cbor.ts';
import type { CborFault } from './cbor-decode.ts';

/** A COSE_Sign1 object taken apart, nothing verified. @see RFC 9052 §4.2 */
export interface Sign1 {
  /** What the signer vouches for together with the payload. */
  readonly protectedHeader: ReadonlyMap<unknown, unknown>;
  readonly unprotectedHeader: ReadonlyMap<unknown, unknown>;
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

type Sign1Fault = CborFault | 'cose-malformed' | 'algorithm-unsupported';

/** Takes a COSE_Sign1 apart that must be tagged, in the strict encoding of our own health code. */
export function decodeSign1(bytes: Uint8Array): Result<Sign1, Sign1Fault> {
  return startsWith(bytes, SIGN1_TAG) ? takeApart(bytes.subarray(1), decodeCbor) : fail('cose-malformed');
}

/** As {@link decodeSign1}, for issuers who encode as the standards allow: with the CWT tag, without any tag. */
export function decodeForeignSign1(bytes: Uint8Array, isTagRequired: boolean): Result<Sign1, Sign1Fault> {
  let rest = bytes;
  if (startsWith(rest, CWT_TAG) && startsWith(rest.subarray(CWT_TAG.length), SIGN1_TAG)) {
    rest = rest.subarray(CWT_TAG.length);
  }
  if (startsWith(rest, SIGN1_TAG)) rest = rest.subarray(SIGN1_TAG.length);
  else if (isTagRequired) return fail('cose-malformed');
  return takeApart(rest, decodeForeignCbor);
}

/** A critical header (`crit`, RFC 9052 §3.1) is one this reader might misjudge, so any is refused as unsupported. */
function takeApart(bytes: Uint8Array, decode: typeof decodeCbor): Result<Sign1, Sign1Fault> {
  const item = decode(bytes);
  if (!item.ok) return item;
  if (!Array.isArray(item.value) || item.value.length !== 4) return fail('cose-malformed');
  const [protectedBytes, unprotectedHeader, payload, signature] = item.value as unknown[];
  if (!isBytes(protectedBytes) || !isMap(unprotectedHeader) || !isBytes(payload) || !isBytes(signature)) {
    return fail('cose-malformed');
  }
  const header = decodeHeader(protectedBytes, decode);
  if (!header.ok) return header;
  const protectedHeader = header.value;
  if (protectedHeader.has(HEADER_CRIT) || unprotectedHeader.has(HEADER_CRIT)) return fail('algorithm-unsupported');
  // No protected header is signed as no bytes, however it was written (RFC 9052 §4.4).
  const signedHeader = protectedHeader.size === 0 ? new Uint8Array(0) : protectedBytes;
  const toBeSigned = sigStructure(signedHeader, payload);
  return ok({ protectedHeader, unprotectedHeader, toBeSigned, payload, signature });
}

/** An empty header may be written as no bytes at all (RFC 9052 §3). */
function decodeHeader(bytes: Uint8Array, decode: typeof decodeCbor): Result<Sign1['protectedHeader'], Sign1Fault> {
  if (bytes.length === 0) return ok(new Map());
  const header = decode(bytes);
  if (!header.ok) return header.fault === 'cbor-malformed' ? fail('cose-malformed') : header;
  return isMap(header.value) ? ok(header.value) : fail('cose-malformed');
}

/** The algorithm a header names; `undefined` for one we do not verify, or none. */
export function algorithmIn(header: ReadonlyMap<unknown, unknown>): SignatureAlgorithm | undefined {
  return ALGORITHMS.get(header.get(HEADER_ALG));
}

/** The key id a header names, in whatever type. */
export function kidIn(header: ReadonlyMap<unknown, unknown>): unknown {
  return header.get(HEADER_KID);
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
