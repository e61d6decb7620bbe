import { z } from 'zod';
import { LINE_FAULTS } from './faults.ts';
import { encodeException, encodeModbus, EXCEPTION, FUNCTION, takeModbus, type ModbusRequest } from './modbus.ts';
import type { Device, Surroundings } from './simulator.ts';

export const RELAY_DRIVERS = ['lc-relay', 'modbus-relay'] as const;
export const RELAY_ANSWERS = ['ok', 'none', 'exception'] as const;

export interface RelayOptions {
  readonly driver: (typeof RELAY_DRIVERS)[number];
  /** `none`: does as it is told and says nothing. `exception` (Modbus): says that it failed, and does nothing. */
  readonly answer: (typeof RELAY_ANSWERS)[number];
  /** Of Modbus. */
  readonly unit: number;
  readonly coils: number;
}

const ORDER = z.strictObject({ do: z.literal('answer'), answer: z.enum(RELAY_ANSWERS) });

/** Switches one coil, counted from 1. */
type Switch = (coil: number, on: boolean) => void;

/** Does what one request says; what is answered, if anything. */
type Perform = () => Uint8Array | null;

/** How a board's requests are told apart. */
interface Protocol {
  take(held: Uint8Array): { requests: readonly Perform[]; rest: Uint8Array; skipped: number };
}

/** A relay board, such as opens a turnstile. Its coils fall when its power goes with the cable. */
export function makeRelay(options: RelayOptions, { tell, send }: Surroundings): Device {
  const on = new Set<number>();
  let held: Uint8Array = new Uint8Array();
  let { answer } = options;
  const turn: Switch = (coil, isOn) => {
    if (on.has(coil) === isOn) return;
    if (isOn) on.add(coil);
    else on.delete(coil);
    tell('coil', { coil, on: isOn });
  };
  const board = { options, on, turn, fails: () => answer === 'exception' };
  const protocol = options.driver === 'lc-relay' ? lcRelay(board) : modbusRelay(board);
  return {
    faults: LINE_FAULTS,
    hear(bytes) {
      const { requests, rest, skipped } = protocol.take(Buffer.concat([held, bytes]));
      held = rest;
      if (skipped > 0) tell('not-understood', { bytes: skipped });
      for (const perform of requests) {
        tell('asked', { what: 'relay' });
        const reply = perform();
        if (reply === null || answer === 'none') continue;
        send(reply, () => {
          tell('answered', { what: 'relay', bytes: reply.length });
        });
      }
    },
    unplugged() {
      held = new Uint8Array();
      for (const coil of [...on]) turn(coil, false);
    },
    obey(value) {
      const order = ORDER.safeParse(value);
      if (!order.success) return order.error;
      ({ answer } = order.data);
      return null;
    },
    run: () => Promise.resolve(),
  };
}

interface Board {
  readonly options: RelayOptions;
  readonly on: ReadonlySet<number>;
  readonly turn: Switch;
  /** Whether it says now that it failed. */
  readonly fails: () => boolean;
}

const LC_START = 0xa0;
const LC_BYTES = 4;
/** Off and on, without and with an answer, the other way round, and how it is. */
const LC = { off: 0, on: 1, offTold: 2, onTold: 3, turnTold: 4, ask: 5 } as const;

/** `A0 channel operation sum`. */
function lcRelay({ options, on, turn }: Board): Protocol {
  const perform = (channel: number, operation: number): Uint8Array | null => {
    if (operation === LC.off || operation === LC.offTold) turn(channel, false);
    if (operation === LC.on || operation === LC.onTold) turn(channel, true);
    if (operation === LC.turnTold) turn(channel, !on.has(channel));
    if (operation < LC.offTold) return null;
    const state = on.has(channel) ? 1 : 0;
    return Uint8Array.from([LC_START, channel, state, (LC_START + channel + state) & 0xff]);
  };
  const isFrame = ([start, channel = 0, operation = 0, sum]: Uint8Array): boolean =>
    start === LC_START &&
    channel >= 1 &&
    channel <= options.coils &&
    operation <= LC.ask &&
    sum === ((LC_START + channel + operation) & 0xff);
  return {
    take(held) {
      const requests: Perform[] = [];
      let at = 0;
      let skipped = 0;
      while (held.length - at >= LC_BYTES) {
        const frame = held.subarray(at, at + LC_BYTES);
        const isWhole = isFrame(frame);
        if (isWhole) requests.push(() => perform(frame[1] ?? 0, frame[2] ?? 0));
        else skipped += 1;
        at += isWhole ? LC_BYTES : 1;
      }
      return { requests, rest: held.slice(at), skipped };
    },
  };
}

const COIL_ON = 0xff00;
const COIL_OFF = 0x0000;

/** Coils counted from 0 on the wire. */
function modbusRelay(board: Board): Protocol {
  return {
    take(held) {
      const { requests, rest, skipped } = takeModbus(held);
      const ours = requests.filter(({ unit }) => unit === board.options.unit);
      return { requests: ours.map((request) => () => performModbus(request, board)), rest, skipped };
    },
  };
}

function performModbus(request: ModbusRequest, { options, on, turn, fails }: Board): Uint8Array {
  const { unit, function: code, address, value, body } = request;
  if (fails()) return encodeException(request, EXCEPTION.deviceFailure);
  if (code === FUNCTION.WRITE_COIL) {
    if (address >= options.coils) return encodeException(request, EXCEPTION.address);
    if (value !== COIL_ON && value !== COIL_OFF) return encodeException(request, EXCEPTION.value);
    turn(address + 1, value === COIL_ON);
    return encodeModbus(unit, body);
  }
  if (code === FUNCTION.READ_COILS) {
    if (address + value > options.coils) return encodeException(request, EXCEPTION.address);
    const bits = Array.from({ length: value }, (_, i) => on.has(address + 1 + i));
    return encodeModbus(unit, [code, Math.ceil(value / 8), ...packed(bits)]);
  }
  return encodeException(request, EXCEPTION.function);
}

/** Eight to a byte, the first in the lowest bit. */
function packed(bits: readonly boolean[]): number[] {
  const bytes = new Array<number>(Math.ceil(bits.length / 8)).fill(0);
  for (const [i, bit] of bits.entries()) if (bit) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  return bytes;
}
