import type { IdCard } from '../visit.ts';

/** What a device beside the kiosk is there for. */
export type DeviceRole = 'scanner' | 'id-card' | 'thermometer' | 'gate';

/** Which way the people go who stand before a device. */
export type Lane = 'in' | 'out';

/**
 * What tells one serial port from another, also after it was plugged in elsewhere. Numbers are lower-case hex of four
 * digits, as USB has them; `null`: the system does not say, as for a port on the board.
 */
export interface PortIdentity {
  readonly path: string;
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serialNumber: string | null;
}

/** The gate's electronics, by what they are told in. */
export type GateDriver = 'lc-relay' | 'modbus-relay' | 'http';

/** The thermometer's frames. */
export type ThermometerDriver = 'ascii' | 'modbus';

/** Rates that are tried, the likeliest first (sdt.md §1; scanners are sold at 9600 or 115200). */
export const BAUD_RATES = [115_200, 57_600, 38_400, 19_200, 9600] as const;
export type BaudRate = (typeof BAUD_RATES)[number];

/** How IT has set one device up. */
export interface DeviceSetting {
  /** Its own, given once; states and log lines name the device by it. */
  readonly id: string;
  readonly role: Exclude<DeviceRole, 'gate'>;
  readonly port: PortIdentity;
  /** `null`: found out when the port is opened. */
  readonly baudRate: BaudRate | null;
  readonly lane: Lane;
  /** Of a thermometer; `null` for others. */
  readonly driver: ThermometerDriver | null;
}

/** How a device is, in what the guard and IT are told in words. */
export type DeviceState =
  | 'starting'
  | 'ready'
  /** Its port is not there: unplugged. */
  | 'not-connected'
  /** The port is there, and nobody answers on it. */
  | 'no-answer'
  /** The system does not let us open the port: the user is not in the group that may. */
  | 'denied'
  /** Another program has the port. */
  | 'busy'
  /** Answers, with its own fault: a card reader's SAM that failed its test. */
  | 'faulty'
  /** A card reader's SAM may not read cards (SW3 66). */
  | 'sam-not-authorised';

export interface DeviceStatus {
  readonly id: string;
  readonly role: DeviceRole;
  readonly lane: Lane;
  readonly state: DeviceState;
}

/** Why a card that was laid down gave no identity. */
export type CardFault =
  /** Taken away before it was read. */
  | 'card-left-early'
  /** Read, tried again twice, and never whole. */
  | 'card-unreadable'
  /** Of a kind that is not known: never guessed. */
  | 'card-unsupported'
  /** Its own fields say different things: birth or sex against the number, or a wrong check character. */
  | 'card-inconsistent';

/** What came from one reader, whole: half-read things never get here. */
export type Presented =
  | { readonly kind: 'code'; readonly text: string; readonly source: 'serial' | 'keyboard'; readonly wireMs: number }
  | { readonly kind: 'card'; readonly card: IdCard; readonly samNumber: string | null }
  | { readonly kind: 'card-fault'; readonly fault: CardFault }
  | { readonly kind: 'temperature'; readonly celsius: number };
