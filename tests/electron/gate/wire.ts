import { onTestFinished } from 'vitest';
import { openPty } from '../../../electron/simulators/pty.ts';

export interface Wire {
  readonly path: string;
  /** All bytes so far, in hex. */
  readonly heard: () => string;
  /** Settles when these were heard, from the start, and nothing else. */
  readonly hears: (hex: string) => Promise<void>;
  readonly write: (hex: string) => void;
}

/** The board's end of a line, byte for byte. @param answer what the board says to what it hears */
export function openWire(answer: (bytes: Buffer) => Uint8Array | null = () => null): Wire {
  let all = '';
  let wake = (): void => undefined;
  const pty = openPty((bytes) => {
    all += hexOf(bytes);
    const said = answer(Buffer.from(bytes));
    if (said !== null) void pty.write(said);
    wake();
  });
  onTestFinished(() => {
    pty.close();
  });
  return {
    path: pty.path,
    heard: () => all.trim(),
    async hears(hex) {
      while (all.trim() !== hex) {
        if (!hex.startsWith(all.trim())) throw new Error(`heard ${all}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    write: (hex) => void pty.write(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
  };
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `${byte.toString(16).padStart(2, '0').toUpperCase()} `).join('');
}
