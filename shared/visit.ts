/** What an ID card says; read by a card reader, never stored as it is. */
export interface IdCard {
  readonly name: string;
  readonly documentNumber: string;
}

/** All that one visitor has presented so far. `null`: not presented. */
export interface Evidence {
  /** The text of a code. */
  readonly code: string | null;
  readonly idCard: IdCard | null;
  readonly temperatureCelsius: number | null;
}

export const NO_EVIDENCE: Evidence = { code: null, idCard: null, temperatureCelsius: null };
