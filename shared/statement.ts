import { encodeCbor } from './credential/cbor.ts';

/** Where a chain stands: an entry of it, and its hash. */
export interface ChainHead {
  /** UUID of the chain. */
  readonly chain: string;
  readonly sequence: number;
  /** SHA-256 of the entry's canonical encoding, 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * What a kiosk signs (Ed25519) of where a chain stands, at each sync and in anchors: the CBOR array of a text
 * that no other statement begins with, chain, sequence and hash (docs/journal.md).
 */
export function headStatement({ chain, sequence, hash }: ChainHead): Uint8Array {
  return encodeCbor(['digital-sentinel head v1', chain, sequence, hash]);
}

/**
 * What a kiosk's old key signs when a new one takes its place: the CBOR array of a text, the new key's thumbprint (RFC
 * 7638), base64url, and the code it enrols with.
 */
export function successionStatement(newKeyId: string, code: string): Uint8Array {
  return encodeCbor(['digital-sentinel succession v1', newKeyId, code]);
}
