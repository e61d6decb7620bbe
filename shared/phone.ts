// Apart from the schemas: the page that a venue code opens has no room for their library.

/** What that page asks of its hub; docs/hub.md says what for. */
export const PHONE_PATHS = { gate: '/v1/venue-code', checkIn: '/v1/self-check-in' } as const;

/** Why nobody is checked in, each with a sentence of the page's; what else the hub may refuse is in `WIRE_FAULTS`. */
export const PHONE_FAULTS = {
  /** Cut off, or of a code that is none of ours. */
  'venue-code-malformed': 400,
  'venue-code-of-another-release': 400,
  /** Another hub has signed it, or nobody. */
  'venue-code-forged': 403,
  /** The gate's code was issued anew since. */
  'venue-code-replaced': 410,
  'venue-code-withdrawn': 410,
  /** The hub has put itself back to before it was issued, or has forgotten the gate. */
  'venue-code-unknown': 404,
  /** Visitors of that gate go to its kiosk. */
  'check-in-by-sentinel': 409,
  /** Nobody has said at the hub what type of venue it is: there are no rules to judge by. */
  'gate-not-set-up': 409,
  'not-a-health-code': 422,
  /** A receipt, or a pass. */
  'code-of-another-kind': 422,
} as const;
export type PhoneFault = keyof typeof PHONE_FAULTS;
