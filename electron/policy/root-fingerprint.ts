import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the hash that are said: enough that nobody makes a second root for them, few enough for a phone. */
const SAID_BYTES = 8;

/**
 * What IT compares by phone with the health office, whose own tool is `sha256sum N.root.json`.
 *
 * @param repository whose chain has been verified, so that its root is there
 */
export function rootFingerprint(repository: string): string {
  const digest = createHash('sha256')
    .update(readFileSync(join(repository, 'root.json')))
    .digest();
  return digest.subarray(0, SAID_BYTES).toString('hex');
}
