import { decodeCredential } from '../../shared/credential/decode.ts';
import { primitives } from '../crypto.ts';

/** Of all signatures that are judged: P-256 and Ed25519. */
const SIGNATURE_BYTES = 64;

/**
 * Tells whether a text is a code from its first to its last character: the formats name their own lengths, and that whose
 * signature stands at its end has one of all its bytes. Nothing is said of whether it is to be believed.
 */
export function isWholeCode(text: string): boolean {
  const sealed = decodeCredential(text, primitives);
  return sealed.ok && sealed.value.signature.length === SIGNATURE_BYTES;
}
