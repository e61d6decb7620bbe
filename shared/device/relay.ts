import type { GateDriver } from './device.ts';
import { EXCEPTION, hasCrc, withCrc, WRITE_SINGLE_COIL } from './modbus.ts';

/** What a board has said so far to being switched. */
export type RelayAnswer =
  | { readonly state: 'waiting' }
  /** Switched; or it is a board that never answers. */
  | { readonly state: 'done' }
  /** With the exception code that it gave: 2, no such coil; 4, the board has failed. */
  | { readonly state: 'refused'; readonly exception: number };

/** How a relay board is told to switch. Pulses and their length are the gate's business. */
export interface RelayFrames {
  /**
   * @param channel from 1, as boards are labelled
   * @param unit of the board on a Modbus line, 1 to 247; 1 is what boards are set to when they are sold
   * @throws RangeError for what the frame has no place for: settings are parsed before
   */
  readonly encode: (channel: number, isOn: boolean, unit?: number) => Uint8Array;
  /**
   * LC boards never answer: what they were told counts as done.
   *
   * @param answered all that has come since `request` was sent, garbage and all
   */
  readonly check: (request: Uint8Array, answered: Uint8Array) => RelayAnswer;
}

const LC_HEAD = 0xa0;
/** Its number is one byte, and 0 is none. */
const MAX_LC_CHANNEL = 255;

/** MODBUS over Serial Line 1.02 §2.2; 0 would speak to all boards, and none would answer. */
const MAX_UNIT = 247;
const MAX_COILS = 0x10000;
/** On and off as the standard has them (Application Protocol 1.1b3 §6.5). */
const COIL_ON = 0xff;
const COIL_OFF = 0x00;
/** Unit, function, code, CRC. */
const EXCEPTION_BYTES = 5;

export const RELAYS: Readonly<Record<Exclude<GateDriver, 'http'>, RelayFrames>> = {
  'lc-relay': { encode: encodeLc, check: () => ({ state: 'done' }) },
  'modbus-relay': { encode: encodeWriteCoil, check: checkCoil },
};

/** `A0 | channel | 1 or 0 | sum of these`: channel 1 on is `A0 01 01 A2`. */
function encodeLc(channel: number, isOn: boolean): Uint8Array {
  mustBeWithin(channel, 1, MAX_LC_CHANNEL);
  const bytes = [LC_HEAD, channel, isOn ? 1 : 0];
  return Uint8Array.of(...bytes, bytes.reduce((sum, byte) => sum + byte) & 0xff);
}

/** Channel 1 on is `01 05 00 00 FF 00 8C 3A`: coils count from 0. */
function encodeWriteCoil(channel: number, isOn: boolean, unit = 1): Uint8Array {
  const coil = channel - 1;
  mustBeWithin(coil, 0, MAX_COILS - 1);
  mustBeWithin(unit, 1, MAX_UNIT);
  return withCrc(unit, WRITE_SINGLE_COIL, coil >> 8, coil & 0xff, isOn ? COIL_ON : COIL_OFF, 0);
}

/** A board that has switched says the request back; one that will not sends an exception. */
function checkCoil(request: Uint8Array, answered: Uint8Array): RelayAnswer {
  for (let at = 0; at < answered.length; at += 1) {
    if (request.every((byte, i) => answered[at + i] === byte)) return { state: 'done' };
    const isRefusal = answered[at] === request[0] && answered[at + 1] === (WRITE_SINGLE_COIL | EXCEPTION);
    if (isRefusal && at + EXCEPTION_BYTES <= answered.length && hasCrc(answered, at, at + EXCEPTION_BYTES)) {
      return { state: 'refused', exception: answered[at + 2] ?? 0 };
    }
  }
  return { state: 'waiting' };
}

function mustBeWithin(value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError('no such relay');
}
