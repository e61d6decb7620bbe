import type { PersonRef } from './facts.ts';

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

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
