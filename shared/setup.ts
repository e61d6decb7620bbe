import type { DeviceSetting, DeviceState, Presented } from './device/device.ts';
import type { ProvisionFault } from './provision.ts';

/** The steps of the first start, in their order; up to `hub` before the kiosk is enrolled, the others after. */
export const SET_UP_STEPS = ['language', 'hub', 'venue', 'camera', 'readers', 'finish'] as const;
export type SetUpStep = (typeof SET_UP_STEPS)[number];

/** How well the camera read a code that was held before it. */
export interface CameraScore {
  /** Frames in which it was read. */
  readonly read: number;
  /** Of these, from the first in which it was. */
  readonly of: number;
  /** The median time that one frame took, in milliseconds. */
  readonly ms: number;
}

/** How far a set-up has come; kept, so that one that is interrupted goes on where it was. */
export interface SetUpProgress {
  readonly step: SetUpStep;
  /** `null`: not tried yet. */
  readonly camera: CameraScore | null;
  /** Whether somebody has heard the kiosk; `null`: nobody has said. */
  readonly isSoundHeard: boolean | null;
}

/** Why an address and a code that were typed make no ticket. */
export type TypedFault =
  | 'address-malformed'
  | 'code-malformed'
  /** Whoever answers at the address does not show that they know the code. */
  | 'hub-not-proven'
  /** The hub's release takes tickets alone. */
  | 'hub-of-another-release'
  /** The hub has no rules to begin under. */
  | 'policy-folder-not-set'
  | 'policy-root-missing';

/** Why a ticket, or what was typed in its place, set nothing up. */
export type SetUpFault =
  | ProvisionFault
  | 'hub-unreachable'
  | 'answer-not-of-the-hub'
  | 'gateway-trouble'
  | 'certificate-untrusted'
  | 'certificate-out-of-date'
  | 'hub-of-another'
  | 'policy-root-of-another'
  | 'code-unknown'
  | 'code-expired'
  | 'code-used'
  | 'hub-busy'
  | 'too-many-requests'
  | 'refused'
  | TypedFault
  | 'key-missing'
  | 'key-damaged'
  | 'key-locked'
  | 'entries-owed'
  /** What is shown in place of the ticket that it has enrolled by is that ticket. */
  | 'same-code'
  /** No stick is plugged in that has a ticket. */
  | 'no-ticket-on-stick'
  /** The disk does not take what the hub has sent. */
  | 'not-written';

/** A file of this name on a stick has a ticket, and nothing else: nobody at the kiosk is shown files to choose. */
export const TICKET_FILE = 'sentinel-ticket.txt';

/** What a hub's address looks like where it is typed. */
export const HUB_EXAMPLE = 'hub.example:8443';

/** A port beside the kiosk, and what answers there. */
export interface PortFound {
  readonly path: string;
  /** What it calls itself; `null`: it does not say. */
  readonly product: string | null;
  readonly state: DeviceState;
  /** `null`: nobody answers. Scanners speak only when they scan. */
  readonly answers: Pick<DeviceSetting, 'role' | 'baudRate' | 'driver'> | null;
}

/** A change of the readers beside a kiosk. */
export type ReaderChange =
  | ({ readonly is: 'added'; readonly path: string } & Pick<DeviceSetting, 'role' | 'baudRate' | 'driver' | 'lane'>)
  | { readonly is: 'removed'; readonly id: string };

/** What was presented while the kiosk is set up: nobody is judged by it, and nothing of it is kept. */
export interface HeardAtSetUp {
  /** The id of the device; of what the window reads, by what it does. */
  readonly by: string;
  readonly kind: Presented['kind'];
  /** Masked: the kind of a code and its length, a name and a number of a card; a temperature; the code of a fault. */
  readonly says: string;
}
