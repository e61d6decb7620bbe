import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

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
  /** Where newer rules come from, a URL or a folder; `null`: nowhere. */
  readonly policySource: string | null;
}

/** Rules to try on a demo kiosk, instead of those that come with the app. */
export interface TriedRules {
  readonly source: string;
  readonly rootPath: string;
}

/** A kiosk is set up for a venue once this file is in its profile; set-up writes it last. */
export function isVenueSetUp(profile: string): boolean {
  return existsSync(join(profile, 'venue', 'venue.json'));
}

/** @throws when the venue's own file cannot be read as what set-up writes */
export function openPremises(
  profile: string,
  resources: string,
  isDemo: boolean,
  tried: TriedRules | null = null,
): Premises {
  const directory = join(profile, isDemo ? 'demo' : 'venue');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const common = { resources, directory };
  if (!isDemo) {
    const path = join(directory, 'venue.json');
    const { policySource } = venueSchema.parse(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});
    const trustedRootPath = join(directory, 'root.json');
    return { ...common, policyDirectory: join(directory, 'policy'), trustedRootPath, policySource };
  }
  if (tried !== null) {
    const { source, rootPath } = tried;
    return { ...common, policyDirectory: join(directory, 'policy'), trustedRootPath: rootPath, policySource: source };
  }
  const trustedRootPath = join(resources, 'demo', 'root.json');
  return { ...common, policyDirectory: join(resources, 'policy'), trustedRootPath, policySource: null };
}

/** What set-up writes down of a venue. */
const venueSchema = z.object({ policySource: z.string().min(1).max(2048).nullable().default(null) });

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
