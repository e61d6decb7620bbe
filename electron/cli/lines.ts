import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A value for a line: bytes in base64. */
export function written(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, written(field)]));
}

/** Settles when whoever reads has taken it, or there is room to hold it. */
export async function writeLine(stdout: Writable, line: unknown): Promise<void> {
  if (!stdout.write(`${JSON.stringify(line)}\n`)) await once(stdout, 'drain');
}
