import type { Result } from './result.ts';
import { PARTS_HELD_MS } from './parts.ts';

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
  /** The text of a pass, which says nothing of anybody's health. */
  readonly pass: string | null;
  readonly idCard: IdCard | null;
  /** Of the module that has read the card; `null`: it does not say. */
  readonly samNumber: string | null;
  readonly temperatureCelsius: number | null;
  /** Of the code or the card, where that says nothing by itself. */
  readonly lookup: Lookup | null;
}

export const NO_EVIDENCE: Evidence = {
  code: null,
  pass: null,
  idCard: null,
  samNumber: null,
  temperatureCelsius: null,
  lookup: null,
};

/** One thing that a visitor presents. */
export type Piece =
  | Pick<Evidence, 'temperatureCelsius'>
  | { readonly code: string }
  | { readonly pass: string }
  | { readonly idCard: IdCard; readonly samNumber: string | null };

/** One visitor before one lane, who may not be done yet. */
export interface Visit {
  readonly evidence: Evidence;
  /** When the last piece came, by a clock that never runs backwards. */
  readonly atMs: number;
}

/** What is presented later than this after the last piece is another visitor's. */
export const VISIT_HELD_MS = PARTS_HELD_MS;

/**
 * Adds to the open visit of a lane what was presented there, or begins another.
 *
 * A piece belongs to the open visit if the last one came no more than {@link VISIT_HELD_MS} ago and that visit has none of
 * its kind, or the very same. Of a visitor who has shown more than that, the highest temperature of several counts: it may be
 * another's by a thermometer that speaks twice, and must not be taken for better than it is. With nothing else the newest does.
 *
 * @param open `null`: no visitor is waited for, be it that the last one was decided
 */
export function joinVisit(open: Visit | null, piece: Piece, nowMs: number): { visit: Visit; isNew: boolean } {
  const isNew = open === null || nowMs - open.atMs > VISIT_HELD_MS || !fits(open.evidence, piece);
  const before = isNew ? NO_EVIDENCE : open.evidence;
  // What was asked about a card says nothing of a code that is shown later, and a card that is laid again is asked about again.
  const isIdentity = 'code' in piece || 'idCard' in piece;
  const lookup = before.code === null && isIdentity ? null : before.lookup;
  const evidence = { ...before, ...piece, lookup };
  return { visit: { evidence: { ...evidence, ...hottest(before, evidence) }, atMs: nowMs }, isNew };
}

function fits(evidence: Evidence, piece: Piece): boolean {
  if ('code' in piece) return evidence.code === null || evidence.code === piece.code;
  if ('pass' in piece) return evidence.pass === null || evidence.pass === piece.pass;
  if ('idCard' in piece) return evidence.idCard === null || isSameCard(evidence.idCard, piece.idCard);
  return evidence.temperatureCelsius === null || !isNobodys(evidence);
}

function isSameCard(one: IdCard, other: IdCard): boolean {
  return one.documentNumber === other.documentNumber;
}

/** Whether nothing but a temperature was presented, which is anybody's. */
export function isNobodys({ code, pass, idCard }: Evidence): boolean {
  return code === null && pass === null && idCard === null;
}

type Measured = Pick<Evidence, 'temperatureCelsius'>;

/** Of what was measured of one visitor, the highest; `null`: nothing was. */
export function hottest({ temperatureCelsius: one }: Measured, { temperatureCelsius: other }: Measured): Measured {
  return { temperatureCelsius: one === null || other === null ? (one ?? other) : Math.max(one, other) };
}
