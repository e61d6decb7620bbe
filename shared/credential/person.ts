import { joined } from '../bytes.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { Primitives } from '../primitives.ts';
import type { PersonRef } from './facts.ts';
import { toHex } from './hex.ts';

/** Who an ID card speaks of: whose number it has. A code has no such number, so that it is never the same person as a card. */
export function cardholder(documentNumber: string): PersonRef {
  return { type: 'document', issuer: '', subject: documentNumber };
}

/**
 * Who a code without a subject speaks of: the name in plain capitals, and the date of birth.
 *
 * Accents and signs are dropped, so that one person is one person whichever of their codes they show: `Jürgen` and the
 * `JUERGEN` of a passport still differ. The issuer plays no part.
 */
export function namedPerson(family: string, given: string, birthDate: string): PersonRef {
  return { type: 'name-birth', issuer: '', subject: [plain(family), plain(given), birthDate].join('\n') };
}

/** First 8 bytes of a secret's SHA-256, in hex: tells keys apart, reveals none. Entries name the venue's key so. */
export function idOfSecret(bytes: Uint8Array, sha256: Primitives['sha256']): string {
  return toHex(sha256(bytes).subarray(0, 8));
}

/**
 * What a person key is the HMAC-SHA-256 of, under the venue's key: type ‖ issuer ‖ subject, each part preceded by its length
 * in bytes (4, big-endian) so that no two persons share an input.
 */
export function personKeyInput({ type, issuer, subject }: PersonRef): Uint8Array {
  const parts = [type, issuer, subject].flatMap((part) => {
    const bytes = encodeUtf8(part);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return [length, bytes];
  });
  return joined(...parts);
}

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
