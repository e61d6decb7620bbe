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

/** 复工复产: staff of a company, a vehicle, a bus from park to housing, a key post for a short stay, a delivery. */
export type PassType = 'staff' | 'vehicle' | 'shuttle' | 'point-work' | 'delivery';

/** When a pass holds: on some days of the week, by the clock of the place at which it is shown. */
export interface PassWindow {
  /** A bit for each day on which it begins: 1 Monday, 2 Tuesday … 64 Sunday. */
  readonly days: number;
  /** From this minute of such a day, 0 to 1439. */
  readonly fromMinute: number;
  /** For so many, 1 to 1440, past midnight too. */
  readonly minutes: number;
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

/** Leave to be somewhere at some time, in a pass of its own (docs/pass.md) or in a health code (docs/health-code.md §4). */
export interface PassFact {
  readonly type: PassType;
  /** The company's name; in a health code whatever its issuer says. */
  readonly holder: string;
  /** Where it holds; empty, in a health code only: anywhere. @see `isHere` */
  readonly places: readonly string[];
  /** The last second. */
  readonly until: EpochSeconds;
  /** Hex of the company's 8 bytes at its hub; `null` in a health code, as is all that follows. */
  readonly company: string | null;
  /** Empty: at any time. */
  readonly windows: readonly PassWindow[];
  /** As it stands on the vehicle. */
  readonly plate: string | null;
  readonly carries: 'cargo' | 'passengers' | null;
  readonly route: { readonly from: string; readonly to: string } | null;
  /** How many a shuttle takes at most, its driver not counted. */
  readonly passengers: number | null;
  /** The key post of point work. */
  readonly post: string | null;
}

/** What a pass in a health code does not say. */
export const NO_PASS_DETAILS = {
  company: null,
  windows: [],
  plate: null,
  carries: null,
  route: null,
  passengers: null,
  post: null,
} as const;

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
