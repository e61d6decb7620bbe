import type { EpochSeconds } from '../time.ts';

export type Colour = 'green' | 'yellow' | 'red';
/** `other`: a kind of test that this kiosk does not know. */
export type TestKind = 'nucleic-acid' | 'antigen' | 'other';
export type TestResult = 'negative' | 'positive' | 'pending' | 'inconclusive';

export interface TestFact {
  readonly kind: TestKind;
  readonly sampledAt: EpochSeconds;
  /** `null` while the result is pending, and where the format does not say. */
  readonly resultAt: EpochSeconds | null;
  readonly result: TestResult;
}

export interface VaccinationFact {
  readonly product: string;
  readonly dose: number;
  /** Doses of the full course; `null` where the format does not say. */
  readonly of: number | null;
  /** Days since 1970-01-01. */
  readonly atDay: number;
}

/** A recovered person, in days since 1970-01-01. */
export interface RecoveryFact {
  readonly firstPositiveDay: number;
  /** First and last day on which the issuer lets it count. */
  readonly fromDay: number;
  readonly untilDay: number;
}

/** A stay, both days included, in days since 1970-01-01. */
export interface VisitedFact {
  /** GB/T 2260 area code, six digits. */
  readonly area: string;
  readonly fromDay: number;
  readonly toDay: number;
}

export interface PassFact {
  readonly type: 'staff' | 'vehicle';
  readonly holder: string;
  readonly places: readonly string[];
  readonly until: EpochSeconds;
}

/** That a hub has judged somebody by their phone, and has entered it. */
export interface ReceiptFact {
  /** UUID of the hub's entry. */
  readonly entry: string;
  /** By their names at the hub. */
  readonly venue: string;
  readonly gate: string;
  readonly direction: 'in' | 'out';
}

/** Who a credential speaks of, so that two codes of one person are one person. Never stored as it is: see `PersonKey`. */
export interface PersonRef {
  readonly type: 'subject' | 'name-birth' | 'document';
  /** Who the subject is known to; empty for `name-birth`, which means one person whoever signs it. */
  readonly issuer: string;
  /** Hex of the issuer's subject, normalised name + birth date, or the document number. */
  readonly subject: string;
}

/** What a credential says, whatever its format. `null` where it says nothing. */
export interface Facts {
  /** SHA-256 of the question that the code was made to answer (docs/adr/0011); `null`: it is for its holder to show. */
  readonly answers: Uint8Array | null;
  readonly kind: 'dynamic' | 'paper' | null;
  /** As the issuer masked it, e.g. 张*三; initials for foreign codes. */
  readonly maskedName: string | null;
  readonly person: PersonRef | null;
  readonly colour: Colour | null;
  readonly tests: readonly TestFact[];
  readonly vaccinations: readonly VaccinationFact[];
  readonly recoveries: readonly RecoveryFact[];
  readonly visited: readonly VisitedFact[];
  readonly ageGroup: string | null;
  readonly pass: PassFact | null;
  readonly receipt: ReceiptFact | null;
  /** `paper` only: ties the code to an ID card, see docs/health-code.md §6. */
  readonly cardMatch: { readonly salt: Uint8Array; readonly tag: Uint8Array } | null;
}

/** Facts of a format that says little: every kind of fact absent. */
export const NO_FACTS: Facts = {
  answers: null,
  kind: null,
  maskedName: null,
  person: null,
  colour: null,
  tests: [],
  vaccinations: [],
  recoveries: [],
  visited: [],
  ageGroup: null,
  pass: null,
  receipt: null,
  cardMatch: null,
};
