import type { Primitives } from '../primitives.ts';
import type { IdCard } from '../visit.ts';
import { areEqual } from './cbor.ts';
import type { Facts } from './facts.ts';
import { maskName } from './mask.ts';

/** Two bytes: enough that a stranger's card is caught, far too few to find the number they were made of. */
const TAG_BYTES = 2;

/**
 * The tag that ties a paper code to a document: the first two bytes of SHA-256(salt ‖ document number in ASCII).
 *
 * @see docs/health-code.md §6
 */
export function matchTag(salt: Uint8Array, documentNumber: string, sha256: Primitives['sha256']): Uint8Array {
  const number = Uint8Array.from(documentNumber, (char) => char.charCodeAt(0));
  const input = new Uint8Array(salt.length + number.length);
  input.set(salt);
  input.set(number, salt.length);
  return sha256(input).slice(0, TAG_BYTES);
}

/**
 * What is missing or wrong about the ID card that a paper code must be shown with; `null`: nothing.
 *
 * Tag and masked name must both agree: the tag alone would let 1 card in 65,536 pass.
 */
export function checkCard(
  { kind, cardMatch, maskedName }: Pick<Facts, 'kind' | 'cardMatch' | 'maskedName'>,
  card: Pick<IdCard, 'name' | 'documentNumber'> | null,
  hasCardReader: boolean,
  sha256: Primitives['sha256'],
): 'card-reader-missing' | 'card-needed' | 'card-mismatch' | null {
  if (kind !== 'paper') return null;
  if (card === null) return hasCardReader ? 'card-needed' : 'card-reader-missing';
  const isSame =
    cardMatch !== null &&
    maskName(card.name) === maskedName &&
    areEqual(matchTag(cardMatch.salt, card.documentNumber, sha256), cardMatch.tag);
  return isSame ? null : 'card-mismatch';
}
