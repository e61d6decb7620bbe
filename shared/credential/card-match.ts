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

type CardFinding = 'card-reader-missing' | 'card-needed' | 'card-mismatch' | 'card-not-compared';

type CodeHolder = Pick<Facts, 'kind' | 'cardMatch' | 'maskedName'>;
type CardHolder = Pick<IdCard, 'name' | 'documentNumber'>;

/**
 * What is missing or wrong about the ID card that is shown with a code; `null`: nothing.
 *
 * A paper code must be shown with one, and tag and masked name must both agree: the tag alone would let 1 card in 65,536
 * pass. Of any other code only the masked name can be held against a card.
 */
export function checkCard(
  code: CodeHolder,
  card: CardHolder | null,
  hasCardReader: boolean,
  sha256: Primitives['sha256'],
): CardFinding | null {
  if (code.kind !== 'paper') return card === null ? null : said(compareMasked(code.maskedName, maskName(card.name)));
  if (card === null) return hasCardReader ? 'card-needed' : 'card-reader-missing';
  const isSame =
    code.cardMatch !== null &&
    maskName(card.name) === code.maskedName &&
    areEqual(matchTag(code.cardMatch.salt, card.documentNumber, sha256), code.cardMatch.tag);
  return isSame ? null : 'card-mismatch';
}

function said(compared: ReturnType<typeof compareMasked>): 'card-mismatch' | 'card-not-compared' | null {
  if (compared === 'same') return null;
  return compared === 'differ' ? 'card-mismatch' : 'card-not-compared';
}

/**
 * Han names are masked alike by all who issue codes. Of other names order and spelling differ between papers of one person:
 * where the same initials do not say that it is the same, a person has to look.
 */
export function compareMasked(one: string | null, other: string | null): 'same' | 'differ' | 'not-comparable' {
  if (one === null || other === null) return 'not-comparable';
  if (one === other) return 'same';
  if (isHan(one) !== isHan(other)) return 'not-comparable';
  if (isHan(one)) return 'differ';
  return sorted(one) === sorted(other) ? 'same' : 'not-comparable';
}

function isHan(masked: string): boolean {
  return /^\p{Script=Han}/u.test(masked);
}

function sorted(masked: string): string {
  return masked.toUpperCase().split(' ').toSorted().join(' ');
}
