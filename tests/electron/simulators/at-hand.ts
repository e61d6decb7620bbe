import type { Fault } from '../../../electron/simulators/faults.ts';
import type { Device, Surroundings } from '../../../electron/simulators/simulator.ts';

/** A device without a line: what it sends has left at once. */
export interface AtHand {
  readonly device: Device;
  /** What it answers to these bytes, in hex. */
  readonly ask: (hex: string) => string[];
  /** All events so far, by name, and forgotten. */
  readonly events: () => string[];
}

export function atHand(make: (its: Surroundings) => Device, faults: readonly Fault[] = []): AtHand {
  let sent: string[] = [];
  let events: string[] = [];
  const device = make({
    tell: (event) => events.push(event),
    strikes: (fault) => faults.includes(fault),
    send(message, whenSent) {
      sent.push(spaced(message));
      whenSent();
    },
  });
  const taken = <T>(list: T[], empty: () => void): T[] => {
    empty();
    return list;
  };
  return {
    device,
    ask(hex) {
      if (hex !== '') device.hear(bytesOf(hex));
      return taken(sent, () => (sent = []));
    },
    events: () => taken(events, () => (events = [])),
  };
}

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** `AA 00 …` */
export function spaced(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
