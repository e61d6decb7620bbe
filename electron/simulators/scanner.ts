import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { LINE_FAULTS } from './faults.ts';
import { encodeGb18030 } from './gb18030.ts';
import type { Device, Surroundings } from './simulator.ts';

/** What stands before and after a code, as a scanner's configuration barcodes set it. */
const ENDS = {
  none: ['', ''],
  cr: ['', '\r'],
  lf: ['', '\n'],
  crlf: ['', '\r\n'],
  tab: ['', '\t'],
  'stx-etx': ['\x02', '\x03'],
} as const;
export type Terminator = keyof typeof ENDS;
export const TERMINATORS = Object.keys(ENDS) as Terminator[];

export const ENCODINGS = ['utf-8', 'gb18030'] as const;

/** A QR code's AIM identifier, which some scanners send first. */
const AIM = ']Q1';

export interface ScannerOptions {
  readonly terminator: Terminator;
  readonly hasAim: boolean;
  readonly encoding: (typeof ENCODINGS)[number];
  /** Scanned by itself, in turn; */
  readonly texts: readonly string[];
  /** so often all of them, */
  readonly repeat: number;
  /** one each so many milliseconds. */
  readonly everyMs: number;
}

/** `sentinel issue` writes such lines, without what to do. */
export const SCAN = z.strictObject({ do: z.literal('scan').optional(), text: z.string().min(1) });

/** A code scanner: speaks when it has scanned, and does not listen. */
export function makeScanner(options: ScannerOptions, { tell, send }: Surroundings): Device {
  let scanned = 0;
  const scan = (text: string): void => {
    const bytes = encode(text, options);
    send(bytes, () => {
      scanned += 1;
      tell('scanned', { scan: scanned, bytes: bytes.length });
    });
  };
  return {
    faults: LINE_FAULTS,
    hear(bytes) {
      tell('not-understood', { bytes: bytes.length });
    },
    unplugged: () => undefined,
    obey(value) {
      const order = SCAN.safeParse(value);
      if (!order.success) return order.error;
      scan(order.data.text);
      return null;
    },
    async run(signal) {
      for (let i = 0; i < options.repeat; i += 1) {
        for (const text of options.texts) {
          scan(text);
          await wait(options.everyMs, undefined, { signal });
        }
      }
      if (options.repeat * options.texts.length > 0) tell('done', { scanned });
    },
  };
}

function encode(text: string, { terminator, hasAim, encoding }: ScannerOptions): Uint8Array {
  const [start, end] = ENDS[terminator];
  const whole = `${start}${hasAim ? AIM : ''}${text}${end}`;
  return encoding === 'gb18030' ? encodeGb18030(whole) : Buffer.from(whole, 'utf8');
}
