import type { BaudRate, DeviceState, PortIdentity } from '../../shared/device/device.ts';
import type { Action, Driver, Timing } from './driver.ts';
import { findPort, listPorts } from './ports.ts';
import { openPort, type OpenPort } from './serial-port.ts';
import { makeTalk } from './talk.ts';

/** What is heard of a device that is kept open. */
export interface Heard {
  /** What its driver wants done that is not for its port. */
  readonly act: (action: OutwardAction) => void;
  /** Each time it is another. */
  readonly tell: (state: DeviceState) => void;
  /** So many bytes have come, whatever they are. */
  readonly bytes?: (count: number) => void;
  /** A bug of ours, or the system's trouble; the device is opened anew. */
  readonly failed: (error: unknown) => void;
}

export type OutwardAction = Exclude<Action, { readonly kind: 'write' | 'set-rate' | 'tell' }>;

/** Where it is plugged in, and the rate to open it at first. */
export interface Place {
  readonly port: PortIdentity;
  readonly rate: BaudRate;
}

export interface KeptOpen {
  readonly state: () => DeviceState;
  /** Settles when its port is closed. Nothing is heard of it from now on. */
  readonly close: () => Promise<void>;
}

/** How often it is looked for while it is not there, and looked whether it still is: recovery is promised within 2 s. */
const LOOK_MS = 400;

/**
 * Keeps a device open for as long as the program runs: looks for its port, opens it, has its driver talk, and begins anew
 * whenever it is gone. What was half-read then is forgotten.
 */
export function keepOpen<S>(place: Place, driver: Driver<S>, heard: Heard, timing: Timing): KeptOpen {
  let told: DeviceState = 'starting';
  let isOver = false;
  const tell = (state: DeviceState): void => {
    if (isOver || state === told) return;
    told = state;
    heard.tell(state);
  };
  const act: Heard['act'] = (action) => {
    if (!isOver) heard.act(action);
  };
  const line = makeLine(place, driver, { ...heard, act, tell }, timing);
  let cancelLook = (): void => undefined;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      await line.look();
    } catch (error) {
      heard.failed(error);
    }
    if (!isOver) cancelLook = timing.after(LOOK_MS, start);
  };
  const start = (): void => {
    looking = look();
  };
  start();
  return {
    state: () => told,
    async close() {
      isOver = true;
      cancelLook();
      await line.close();
      await looking;
      // Opened while we waited.
      await line.close();
    },
  };
}

/** A device's port, open or not. */
interface Line {
  /** Opens it where it is not open; closes it where its path no longer leads to it. */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function makeLine<S>(place: Place, driver: Driver<S>, heard: Heard, timing: Timing): Line {
  let { rate } = place;
  let port: OpenPort | null = null;
  const close = async (): Promise<void> => {
    const closing = port;
    port = null;
    talk.pause();
    await closing?.close();
  };
  const talk = makeTalk(
    driver,
    (action) => {
      if (action.kind === 'tell') heard.tell(action.state);
      else if (action.kind === 'write') port?.write(action.bytes);
      else if (action.kind === 'set-rate') port?.setRate((rate = action.rate));
      else heard.act(action);
    },
    timing,
  );
  /** At the port's door: a bug in a driver must not take the other readers down with it. */
  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      heard.failed(error);
      void close();
    }
  };
  const open = async (path: string): Promise<void> => {
    const opening = { isGone: false };
    const opened = await openPort(path, rate, {
      hear(bytes) {
        heard.bytes?.(bytes.length);
        if (port !== null)
          guarded(() => {
            talk.hear(bytes);
          });
      },
      gone() {
        opening.isGone = true;
        port = null;
        talk.pause();
        heard.tell('not-connected');
      },
    });
    if (!opened.ok) heard.tell(opened.fault);
    else if (!opening.isGone) {
      port = opened.value;
      guarded(() => {
        talk.begin(rate);
      });
    }
  };
  return {
    close,
    async look() {
      if (port === null) {
        const path = findPort(place.port, await listPorts());
        if (path === null) heard.tell('not-connected');
        else await open(path);
      } else if (!(await port.isThere())) {
        heard.tell('not-connected');
        await close();
      }
    },
  };
}
