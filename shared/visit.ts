import type { Result } from './result.ts';

/** Which card it is (docs/id-card.md). */
export type IdCardKind = 'resident' | 'foreigner-2017' | 'foreigner-2023' | 'hong-kong-macau-taiwan';

/** What an ID card says; read by a card reader, never stored as it is. */
export interface IdCard {
  readonly kind: IdCardKind;
  readonly name: string;
  readonly documentNumber: string;
  /** `YYYY-MM-DD`, the first day it is good for. */
  readonly validFrom: string;
  /** The last day; `null`: 长期, for good. */
  readonly validTo: string | null;
}

/** What was asked online about a visitor, and what came back. */
export interface Lookup {
  /** SHA-256 of the question as it was sent: what an answer must be signed for. */
  readonly asked: Uint8Array;
  /** The text of a health code, by the word of whoever carried it. */
  readonly answer: Result<string, 'status-unavailable' | 'status-unknown'>;
}

/** All that one visitor has presented so far. `null`: not presented. */
export interface Evidence {
  /** The text of a code. */
  readonly code: string | null;
  readonly idCard: IdCard | null;
  readonly temperatureCelsius: number | null;
  /** Of the code or the card, where that says nothing by itself. */
  readonly lookup: Lookup | null;
}

export const NO_EVIDENCE: Evidence = { code: null, idCard: null, temperatureCelsius: null, lookup: null };
