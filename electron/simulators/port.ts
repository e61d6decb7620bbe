import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { openPty, type Pty } from './pty.ts';

/** A device's cable, in or out. */
export interface Port {
  /** `null`: unplugged. */
  readonly path: () => string | null;
  /** Each time with a new pseudo-terminal, of another name perhaps; `link`, if any, leads to it. */
  readonly plug: () => void;
  readonly unplug: () => void;
  /** @returns how many bytes were taken */
  readonly write: (bytes: Uint8Array) => Promise<number>;
}

export function makePort(link: string | null, hear: (bytes: Uint8Array) => void): Port {
  let pty: Pty | null = null;
  return {
    path: () => pty?.path ?? null,
    plug() {
      pty ??= openPty(hear);
      if (link !== null) point(link, pty.path);
    },
    unplug() {
      if (pty === null) return;
      if (link !== null) removeLink(link, pty.path);
      pty.close();
      pty = null;
    },
    write: async (bytes) => (pty === null ? 0 : pty.write(bytes)),
  };
}

/** In one step, so that whoever looks finds the old port or the new one. */
function point(link: string, target: string): void {
  const beside = `${link}.${process.pid}`;
  symlinkSync(target, beside);
  renameSync(beside, link);
}

/** Only where it still leads to us: another simulator may have taken the name over. */
function removeLink(link: string, target: string): void {
  try {
    if (readlinkSync(link) === target) rmSync(link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
