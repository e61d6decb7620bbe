import type { IssuerSummary } from '../../shared/judge.ts';
import type { Language } from '../../shared/verdict.ts';

/** Formats that have a name on the screen. */
export const KNOWN_FORMATS = ['health-code', 'hcert', 'shc', 'nzcp', 'online-code'] as const;
type KnownFormat = (typeof KNOWN_FORMATS)[number];

const LETTERS: Readonly<Record<KnownFormat, string>> = {
  'health-code': '码',
  hcert: 'EU',
  shc: 'SHC',
  nzcp: 'NZ',
  'online-code': '网',
};

const COUNTRY = /^[A-Z]{2}$/u;

/** What stands in the seal beside the kind of code: for an EU certificate the country, as soon as it is known. */
export function sealLetters(format: KnownFormat, issuer: IssuerSummary | null): string {
  return format === 'hcert' && issuer !== null && COUNTRY.test(issuer.id) ? issuer.id : LETTERS[format];
}

/** Who issued a code, in words: the policy's name for them, a country's name, a host, or what the code says. */
export function issuerWords(
  issuer: IssuerSummary | null,
  format: KnownFormat | null,
  language: Language,
): string | null {
  if (issuer === null) return null;
  if (issuer.name !== null) return issuer.name[language];
  if (format === 'hcert' && COUNTRY.test(issuer.id)) return countryName(issuer.id, language);
  // A URL or a DID names a host; the rest of it says nothing to a guard.
  return /^(?:https:\/\/|did:web:)([^/:#]+)/u.exec(issuer.id)?.[1] ?? issuer.id;
}

function countryName(code: string, language: Language): string {
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;
}
