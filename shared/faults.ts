import type { CardFault } from './device/device.ts';

/** What may be wrong with a code, in the order the steps are taken. */
export type CredentialFault =
  | 'not-a-health-code'
  | 'online-code'
  | 'version-unsupported'
  | 'text-too-long'
  | 'too-many-parts'
  | 'base45-malformed'
  | 'base32-malformed'
  | 'jws-malformed'
  | 'zlib-malformed'
  | 'zlib-too-large'
  | 'cbor-malformed'
  | 'cbor-too-deep'
  | 'cbor-too-large'
  | 'cose-malformed'
  | 'issuer-unknown'
  | 'algorithm-unsupported'
  | 'signature-forged'
  | 'issuer-mismatch'
  | 'period-malformed'
  | 'period-reversed'
  | 'not-yet-valid'
  | 'expired'
  | 'signer-not-yet-valid'
  | 'signer-expired'
  | 'key-usage-exceeded'
  | 'json-malformed'
  | 'json-too-deep'
  | 'claims-malformed'
  | 'revoked';

/** Why the kiosk itself is in no state to judge anybody. */
export type GroundsFault =
  | 'policy-missing'
  | 'policy-damaged'
  | 'policy-forged'
  | 'policy-expired'
  | 'policy-rolled-back'
  | 'clock-wrong'
  /** The hub has said that this kiosk is to let nobody in. */
  | 'kiosk-revoked';

/** What the kiosk's own machinery may fail at; each of them sends the visitor to a person. */
export type KioskFault =
  | 'journal-full'
  | 'journal-damaged'
  | 'card-reader-missing'
  | 'thermometer-missing'
  | 'card-mismatch'
  /** Let through the gate a moment ago, the same way. */
  | 'already-passed'
  | 'rules-failed'
  | 'internal-error';

/** What keeps a status that was asked for online from being judged; each of them sends the visitor to a person. */
export type StatusFault =
  /** No answer in time: no network, no hub, no provider. */
  | 'status-unavailable'
  /** The provider knows nobody by this token or number. */
  | 'status-unknown'
  /** Signed by somebody trusted, but for another question; or shown by a visitor, whom it was not made for. */
  | 'status-of-another'
  /** Nothing that somebody trusted to answer has signed, or nothing valid. */
  | 'status-unusable';

/** What may be wrong with an ID card, or with all that was presented together; each of them sends the visitor to a person. */
export type VisitFault =
  /** As the reader says it; that a card was taken away too early is no visit yet. */
  | Exclude<CardFault, 'card-left-early'>
  | 'card-expired'
  /** Nothing that the code says and the card says can be compared. */
  | 'card-not-compared'
  | 'card-not-yet-valid'
  /** It says who, and nobody says how that person is. */
  | 'card-without-status'
  /** The rules wanted more than came in time. */
  | 'evidence-not-presented';

/** What may be wrong with the receipt of somebody who has checked in by phone; a forged one is refused, others go to a person. */
export type ReceiptFault =
  /** Its signature does not hold, or is of nobody who signs for this venue. */
  | 'receipt-forged'
  /** The kiosk has no hub, or is set to take none. */
  | 'receipt-not-taken'
  /** Or of another venue, or for the other way. */
  | 'receipt-of-another-gate'
  /** Somebody was let in here by it before. */
  | 'receipt-used'
  | 'receipt-expired'
  /** Signed further ahead of the kiosk's clock than clocks differ. */
  | 'receipt-early';

/** What may be wrong with a pass that is shown beside a code (docs/pass.md §5). */
export type PassFault =
  | 'pass-forged'
  /** Its id, or its company's. */
  | 'pass-revoked'
  /** Its own end, or that of a stay. */
  | 'pass-expired'
  /** Whatever else keeps it from being believed. */
  | 'pass-unusable'
  | 'pass-elsewhere'
  | 'pass-not-now'
  /** Not of whom the code is, or nobody can tell. */
  | 'pass-of-another';

export type Fault = CredentialFault | GroundsFault | KioskFault | StatusFault | VisitFault | ReceiptFault | PassFault;
