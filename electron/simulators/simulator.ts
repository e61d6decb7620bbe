import { z } from 'zod';
import { FAULTS, type Fault } from './faults.ts';
import { makeLine, type Line, type LineConditions } from './line.ts';
import { makePort, type Port } from './port.ts';

export type EventName =
  | 'plugged'
  | 'unplugged'
  /** A request came; `what` says which. */
  | 'asked'
  /** The last byte of an answer was written. */
  | 'answered'
  /** Something was wrong on purpose. */
  | 'fault'
  /** Bytes that are no request. */
  | 'not-understood'
  /** Nobody took the bytes for two seconds. */
  | 'unheard'
  | 'laid'
  | 'lifted'
  | 'scanned'
  | 'measured'
  | 'coil'
  /** All that the options asked for was done. */
  | 'done';

export type Tell = (event: EventName, fields?: Readonly<Record<string, unknown>>) => void;

/** What a device is given. */
export interface Surroundings extends Pick<Line, 'send' | 'strikes'> {
  readonly tell: Tell;
}

export interface Device {
  /** Faults that it can have; others never happen. */
  readonly faults: readonly Fault[];
  /** What the host wrote, in any chunks. */
  readonly hear: (bytes: Uint8Array) => void;
  /** Its power is gone with the cable. */
  readonly unplugged: () => void;
  /** Does what a line says, or says what is wrong with the line. */
  readonly obey: (order: unknown) => z.ZodError | null;
  /**
   * Does by itself what the options ask for.
   *
   * @throws AbortError when `signal` says so
   */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export interface Conditions extends LineConditions {
  /** A steady name: a symlink to the port. */
  readonly link: string | null;
}

export interface Simulator extends Pick<Device, 'obey' | 'run'>, Pick<Line, 'sent'> {
  readonly plug: () => void;
  readonly unplug: () => void;
  readonly isPlugged: () => boolean;
}

/** What is heard of a simulator. */
export interface Listener {
  readonly tell: Tell;
  /** The port failed for no reason that we know. */
  readonly failed: (error: unknown) => void;
}

/** A device at the end of a pseudo-terminal, not yet plugged in. */
export function makeSimulator(
  make: (its: Surroundings) => Device,
  conditions: Conditions,
  { tell, failed }: Listener,
): Simulator {
  const port: Port = makePort(conditions.link, (bytes) => {
    device.hear(bytes);
  });
  const line = makeLine(conditions, port.write, {
    fault: (fault) => {
      tell('fault', { fault });
    },
    unheard: () => {
      tell('unheard');
    },
    failed,
  });
  const device = make({ tell, send: line.send, strikes: line.strikes });
  const plug = (): void => {
    if (port.path() !== null) return;
    port.plug();
    tell('plugged', { port: port.path(), link: conditions.link });
  };
  const unplug = (): void => {
    if (port.path() === null) return;
    line.cut();
    port.unplug();
    tell('unplugged');
    device.unplugged();
  };
  return {
    plug,
    unplug,
    isPlugged: () => port.path() !== null,
    run: device.run,
    sent: line.sent,
    obey: obedience(device, { plug, unplug, fault: line.suffer }),
  };
}

interface Everybodys {
  readonly plug: () => void;
  readonly unplug: () => void;
  fault: Line['suffer'];
}

/** What any device is told, and else what this one is. */
function obedience(device: Device, { plug, unplug, fault }: Everybodys): Device['obey'] {
  const orders = z.discriminatedUnion('do', [
    z.strictObject({ do: z.literal('plug') }),
    z.strictObject({ do: z.literal('unplug') }),
    z.strictObject({
      do: z.literal('fault'),
      faults: z.array(z.enum(FAULTS).refine((name) => device.faults.includes(name), 'not a fault of this device')),
      rate: z.number().min(0).max(1).optional(),
    }),
  ]);
  const names: readonly unknown[] = orders.options.map((option) => option.shape.do.value);
  return (value) => {
    if (!names.includes((value as { readonly do?: unknown }).do)) return device.obey(value);
    const order = orders.safeParse(value);
    if (!order.success) return order.error;
    if (order.data.do === 'plug') plug();
    else if (order.data.do === 'unplug') unplug();
    else fault(order.data.faults, order.data.rate);
    return null;
  };
}
