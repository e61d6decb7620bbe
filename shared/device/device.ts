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
  /** The socket it is plugged into and which of the device's ports it is, as the system numbers them: `1-1.4:1.0`. */
  readonly usbPort: string | null;
}

/** The gate's electronics, by what they are told in. */
export type GateDriver = 'lc-relay' | 'modbus-relay' | 'http';

/** A relay beside the kiosk, on a serial line. */
export interface RelayBoard {
  readonly driver: Exclude<GateDriver, 'http'>;
  readonly port: PortIdentity;
  readonly baudRate: BaudRate;
  /** From 1, as boards are labelled. */
  readonly channel: number;
  /** Of a Modbus board, 1 to 247. */
  readonly unit: number;
  /** Whether the passage is open with the relay on, or with it off: a lock that power keeps shut. */
  readonly opensWhen: 'on' | 'off';
}

/** A gate's own controller, told by HTTP. */
export interface GateHook {
  readonly driver: 'http';
  readonly url: string;
  /** File with what to send as the bearer's secret; `null`: none is sent. */
  readonly secretFile: string | null;
}

/** How IT has set the gate up. */
export interface GateSetting {
  readonly board: RelayBoard | GateHook;
  /** Whose people it lets through. */
  readonly lane: Lane;
  /** How long the relay says "open" for one person, in milliseconds. */
  readonly pulseMs: number;
  /** How long the passage is that person's, from the beginning of the pulse; `null`: no longer than the pulse. */
  readonly openMs: number | null;
  /** How the gate stands while no kiosk is at work, by the venue's fire safety. */
  readonly failsTo: 'closed' | 'open';
  /** A person who was let through is not let through the same way again so soon; 0: not asked. */
  readonly antiPassbackSeconds: number;
}

/** Why a guard has opened the gate for all. */
export const GATE_REASONS = ['fire', 'medical', 'crowd', 'other'] as const;
export type GateReason = (typeof GATE_REASONS)[number];

export interface GateStatus extends DeviceStatus {
  /** Whether it says how it did: LC boards never do, and `ready` then says only that the port is open. */
  readonly answers: boolean;
  readonly isHeldOpen: boolean;
  /** `null`: it is not held open, or nobody has said yet. */
  readonly heldFor: GateReason | null;
}

/** The thermometer's frames. */
export type ThermometerDriver = 'ascii' | 'modbus';

/** Rates that are tried, the likeliest first (docs/id-card.md; scanners are sold at 9600 or 115200). */
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
