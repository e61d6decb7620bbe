import { constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** The other end of a simulator's port, without any driver: bytes out, bytes in. */
export interface Host {
  write(bytes: Uint8Array): void;
  /** So many bytes, when they have come; they are then taken. */
  read(count: number): Promise<Buffer>;
  /** Settles when the port is gone. */
  readonly gone: Promise<void>;
  readonly close: () => void;
}

export function openHost(path: string): Host {
  const file = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const stream = new ReadStream(file);
  let held = Buffer.alloc(0);
  let wake = (): void => undefined;
  stream.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    wake();
  });
  // A port that is pulled ends, or fails (EIO); either is what we wait for.
  const gone = new Promise<void>((resolve) => stream.on('error', resolve).on('end', resolve).on('close', resolve));
  return {
    gone,
    write: (bytes) => writeSync(file, bytes),
    async read(count) {
      while (held.length < count) await new Promise<void>((resolve) => (wake = resolve));
      const bytes = held.subarray(0, count);
      held = held.subarray(count);
      return bytes;
    },
    close() {
      stream.destroy();
    },
  };
}
