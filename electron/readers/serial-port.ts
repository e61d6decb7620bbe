import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type * as library from 'serialport';
import type { BaudRate, DeviceState } from '../../shared/device/device.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/** Why a port does not open. */
export type OpenFault = Extract<DeviceState, 'denied' | 'busy' | 'not-connected'>;

export interface OpenPort {
  /** To share with a process of ours; `null`: the system has none, or it is gone. */
  readonly descriptor: () => number | null;
  /** Queued behind what was said before; lost where the port goes, or where the device takes no bytes. */
  readonly write: (bytes: Uint8Array) => void;
  /** Queued likewise. */
  readonly setRate: (rate: BaudRate) => void;
  /** Settles when what was asked for so far was done, be it in vain; a device that takes no bytes keeps it waiting. */
  readonly settled: () => Promise<void>;
  /** Whether its path still leads to it. */
  readonly isThere: () => Promise<boolean>;
  /** Settles when it is closed; nothing is heard of it from now on. */
  readonly close: () => Promise<void>;
}

export interface PortEvents {
  readonly hear: (bytes: Uint8Array) => void;
  /** It was unplugged, or failed: once, and not after `close`. */
  readonly gone: () => void;
}

/** A device that takes no bytes is not given more than so many messages to keep. */
const MAX_QUEUED = 8;

let loading: Promise<typeof library> | null = null;

/** Loaded where there is a port to open: most kiosks have a camera only. */
export function loadSerialPort(): Promise<typeof library> {
  return (loading ??= import('serialport'));
}

/** Opens a port for ourselves alone: 8 data bits, no parity, 1 stop, no flow control. What had come before is dropped. */
export async function openPort(
  path: string,
  baudRate: BaudRate,
  events: PortEvents,
): Promise<Result<OpenPort, OpenFault>> {
  const identity = await fileIdentity(path);
  const { SerialPort: Port } = await loadSerialPort();
  const port = new Port({ path, baudRate, autoOpen: false });
  const error = await new Promise<Error | null>((resolve) => {
    port.open(resolve);
  });
  return error === null ? ok(opened(port, path, identity, events)) : fail(await faultOf(path, error));
}

function opened(port: library.SerialPort, path: string, identity: string | null, events: PortEvents): OpenPort {
  const queue = makeQueue(port);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    events.gone();
  };
  port.on('data', (bytes: Buffer) => {
    if (!isOver) events.hear(bytes);
  });
  // `close` says that it was unplugged; an error after opening is that of a port that will not work again.
  port.on('close', end).on('error', () => {
    void shut(port).then(end);
  });
  return {
    descriptor: () => (port.port as { readonly fd?: number | null } | undefined)?.fd ?? null,
    settled: () => queue.settled(),
    write: (bytes) => {
      queue.add((done) => port.write(bytes, done));
    },
    setRate: (baudRate) => {
      queue.add((done) => {
        port.update({ baudRate }, done);
      });
    },
    isThere: async () => identity === (await fileIdentity(path)),
    close() {
      isOver = true;
      return shut(port);
    },
  };
}

interface Queue {
  readonly add: (task: (done: () => void) => void) => void;
  readonly settled: () => Promise<void>;
}

/** One after the other: rates are set and bytes written by threads, which know no order. */
function makeQueue(port: library.SerialPort): Queue {
  let tail = Promise.resolve();
  let queued = 0;
  const add: Queue['add'] = (task) => {
    if (queued >= MAX_QUEUED) return;
    queued += 1;
    tail = tail.then(async () => {
      // The library would keep it for when it is opened again, which it never is.
      if (port.isOpen) {
        await new Promise<void>((resolve) => {
          task(resolve);
        });
      }
      queued -= 1;
    });
  };
  return { add, settled: () => tail };
}

/** Also one that is closed already, or about to be. */
async function shut(port: library.SerialPort): Promise<void> {
  if (!port.isOpen) return;
  await new Promise<void>((resolve) => {
    port.close(() => {
      resolve();
    });
  });
}

/**
 * Tells a file from another that took its name; `null`: not there, or a system that does not say.
 *
 * A hung-up terminal may read as one that is silent, and a link may lead elsewhere by now.
 */
async function fileIdentity(path: string): Promise<string | null> {
  if (process.platform === 'win32') return null;
  try {
    const { dev, ino, rdev } = await stat(path);
    return `${dev}:${ino}:${rdev}`;
  } catch {
    // Whatever the reason, it is not what was opened.
    return null;
  }
}

/** The library has no codes but sentences, some in the system's language: the system is asked again for its reason. */
async function faultOf(path: string, error: Error): Promise<OpenFault> {
  if (process.platform === 'win32') return error.message.includes('Access denied') ? 'busy' : 'not-connected';
  if (error.message.includes('Cannot lock port')) return 'busy';
  try {
    const file = await open(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    await file.close();
    // It opens, and is no serial port.
    return 'not-connected';
  } catch (reason) {
    const { code } = reason as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return 'denied';
    return code === 'EBUSY' ? 'busy' : 'not-connected';
  }
}
