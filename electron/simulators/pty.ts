import { spawnSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { z } from 'zod';

/** A pseudo-terminal whose other end, `path`, whoever wants may open as a serial port. */
export interface Pty {
  readonly path: string;
  /** @returns how many bytes were taken; fewer than given where it was closed, or where nobody reads and it is full */
  write(bytes: Uint8Array): Promise<number>;
  /** As if the cable was pulled: whoever has the other end open reads its end, and cannot write. */
  close(): void;
}

/** How long a full one is waited for: nobody reads, or reads slower than we write. */
const FULL_MS = 2000;
const RETRY_MS = 2;

/** Node has none of its own. The package comes with its binary; only its openpty(3) is used, nothing is spawned. */
const BINARY = z.object({ requireBinary: z.custom<(file: string) => unknown>((value) => typeof value === 'function') });
type Open = (columns: number, rows: number) => unknown;
const NATIVE = z.object({ open: z.custom<Open>((value) => typeof value === 'function') });
const OPENED = z.object({ master: z.int(), slave: z.int(), pty: z.string() });

/**
 * Opens one: 8 bits in and out as they are, no echo, nothing done to line ends.
 *
 * Its files are inherited by whatever this process spawns meanwhile, which would keep it plugged in: simulators have a
 * process of their own.
 *
 * @throws Error with a sentence where the system has none
 */
export function openPty(hear: (bytes: Uint8Array) => void): Pty {
  const { master, slave, pty: path } = OPENED.parse(native().open(80, 24));
  makeRaw(slave);
  const stream = new ReadStream(master);
  let isOpen = true;
  stream.on('data', (bytes: Buffer) => {
    if (isOpen) hear(bytes);
  });
  stream.on('error', () => undefined); // Says that it was closed, which we know.
  return {
    path,
    write: (bytes) => writeWhile(() => isOpen, master, bytes),
    close() {
      if (!isOpen) return;
      isOpen = false;
      stream.destroy();
      // Held so far: without anybody at the other end, reading would fail.
      closeSync(slave);
    },
  };
}

function native(): z.infer<typeof NATIVE> {
  if (process.platform === 'win32') throw new Error('Windows has no pseudo-terminals: run this on Linux or macOS');
  const require = createRequire(import.meta.url);
  const { requireBinary } = BINARY.parse(require('@lydell/node-pty/requireBinary.js'));
  return NATIVE.parse(requireBinary('pty.node'));
}

function makeRaw(slave: number): void {
  const { status, error } = spawnSync('stty', ['raw', '-echo'], { stdio: [slave, 'ignore', 'ignore'] });
  if (status !== 0) throw new Error(`stty could not prepare the pseudo-terminal (${error?.message ?? status ?? ''})`);
}

async function writeWhile(isOpen: () => boolean, master: number, bytes: Uint8Array): Promise<number> {
  let sent = 0;
  for (let waited = 0; sent < bytes.length && isOpen() && waited < FULL_MS;) {
    try {
      sent += writeSync(master, bytes, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await wait(RETRY_MS);
      waited += RETRY_MS;
    }
  }
  return sent;
}
