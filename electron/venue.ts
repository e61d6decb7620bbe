import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a kiosk's folder holds for the mode it runs in. Demo and venue never share one. */
export interface Premises {
  /** The app's own data, read only. */
  readonly resources: string;
  /** Settings, journal, venue key and logs live here. */
  readonly directory: string;
  /** The TUF repository the rules come from. */
  readonly policyDirectory: string;
  /** The root the repository must be signed under. */
  readonly trustedRootPath: string;
}

/** A kiosk is set up for a venue once this file is in its profile; set-up writes it last. */
export function isVenueSetUp(profile: string): boolean {
  return existsSync(join(profile, 'venue', 'venue.json'));
}

export function openPremises(profile: string, resources: string, isDemo: boolean): Premises {
  const directory = join(profile, isDemo ? 'demo' : 'venue');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const policyDirectory = isDemo ? join(resources, 'policy') : join(directory, 'policy');
  const trustedRootPath = isDemo ? join(resources, 'demo', 'root.json') : join(directory, 'root.json');
  return { resources, directory, policyDirectory, trustedRootPath };
}

export interface VenueKey {
  readonly bytes: Uint8Array;
  /** First 8 bytes of the key's SHA-256, in hex: tells keys apart, reveals none. */
  readonly id: string;
}

const KEY_BYTES = 32;

/**
 * Reads the key that person keys are made with, or makes one on the first start (mode 0600).
 *
 * @throws when the file cannot be read or written, or is not 32 bytes: person keys under another key would break
 *   "already entered" unnoticed
 */
export function openVenueKey(directory: string): VenueKey {
  const path = join(directory, 'venue.key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flush: true, flag: 'wx' });
  const bytes = readFileSync(path);
  if (bytes.length !== KEY_BYTES) throw new Error(`${path} is damaged (${bytes.length} bytes instead of ${KEY_BYTES})`);
  return { bytes, id: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}
