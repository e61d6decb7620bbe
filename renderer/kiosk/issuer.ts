import type { IssuerSummary } from '../../shared/summary.ts';
import type { Language } from '../../shared/verdict.ts';

const COUNTRY = /^[A-Z]{2}$/u;

/** Who issued a code, in words: the policy's name for them, a country's name, a host, or what the code says. */
export function issuerWords(issuer: IssuerSummary | null, language: Language): string | null {
  if (issuer === null) return null;
  if (issuer.name !== null) return issuer.name[language];
  if (COUNTRY.test(issuer.id)) return countryName(issuer.id, language);
  // A URL or a DID names a host; the rest of it says nothing to a guard.
  return /^(?:https:\/\/|did:web:)([^/:#]+)/u.exec(issuer.id)?.[1] ?? issuer.id;
}

function countryName(code: string, language: Language): string {
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;
}
