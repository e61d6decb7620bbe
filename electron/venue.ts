import { createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../shared/result.ts';
import { HUB_FILE, KEYS_BEFORE_FILE, KIOSK_KEY_FILE, VENUE_KEY_FILE } from './sync/enrolment.ts';
import {
  idOfKey,
  keepKey,
  moveToStore,
  readKey,
  type AtRest,
  type HeldKey,
  type KeyFault,
  type SystemStore,
} from './keys.ts';

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
  const own = { ...common, policyDirectory: join(directory, 'policy') };
  if (tried !== null) return { ...own, trustedRootPath: tried.rootPath, policySource: tried.source };
  const venue = readVenue(directory);
  const trustedRootPath = join(directory, 'root.json');
  if (!isDemo) return { ...own, trustedRootPath, policySource: venue?.policySource ?? null };
  const demoRootPath = join(resources, 'demo', 'root.json');
  // A demo kiosk that has enrolled takes its hub's rules, unless those are the ones that came with the app.
  if (venue !== null && !isSameFile(trustedRootPath, demoRootPath)) {
    return { ...own, trustedRootPath, policySource: venue.policySource };
  }
  return { ...common, policyDirectory: join(resources, 'policy'), trustedRootPath: demoRootPath, policySource: null };
}

function readVenue(directory: string): z.infer<typeof venueSchema> | null {
  const path = join(directory, 'venue.json');
  return existsSync(path) ? venueSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && readFileSync(one).equals(readFileSync(other));
}

/** What set-up writes down of a venue. */
const venueSchema = z.object({ policySource: z.string().min(1).max(2048).nullable().default(null) });

export interface VenueKey {
  readonly bytes: Uint8Array;
  /** See {@link idOfKey}. */
  readonly id: string;
  readonly atRest: AtRest;
}

const KEY_BYTES = 32;

/**
 * Reads the key that person keys are made with; where there is none, makes one. A kiosk that enrols is given its venue's.
 *
 * @param store where it is kept from now on; `null`: in its file
 * @throws when the file cannot be read or written, or is damaged, sealed by a store that is not there, or gone from a kiosk that was given it: person keys
 *   under another key would break "already entered" unnoticed
 */
export function openVenueKey(directory: string, store: SystemStore | null): VenueKey {
  const path = join(directory, VENUE_KEY_FILE);
  if (!existsSync(path) && existsSync(join(directory, HUB_FILE))) throw new Error(`${path} ${SAYS['key-missing']}`);
  const held = existsSync(path) ? readVenueKey(path, store) : makeVenueKey(path);
  return { bytes: held.bytes, id: idOfKey(held.bytes), atRest: moveToStore(path, held, store) };
}

function makeVenueKey(path: string): HeldKey {
  const bytes = randomBytes(KEY_BYTES);
  keepKey(path, bytes, null);
  return { bytes, atRest: 'file' };
}

function readVenueKey(path: string, store: SystemStore | null): HeldKey {
  const { size } = statSync(path);
  // As the first releases wrote it: the bytes, and nothing else.
  if (size === KEY_BYTES) return { bytes: readFileSync(path), atRest: 'file' };
  const held = readKey(path, store);
  if (!held.ok) throw new Error(`${path} ${SAYS[held.fault]} (${size} bytes)`);
  if (held.value.bytes.length !== KEY_BYTES) throw new Error(`${path} is damaged (no ${KEY_BYTES} bytes)`);
  return held.value;
}

const SAYS: Record<KeyFault, string> = {
  'key-missing': 'is gone',
  'key-damaged': 'is damaged',
  'key-locked': 'is sealed by the system’s store of another user, or one that is not there',
};

export interface KioskKey {
  /** Ed25519. */
  readonly key: KeyObject;
  readonly atRest: AtRest;
}

/** Reads the key that enrolment made for this kiosk. Without it nothing is sent, and judging goes on. */
export function openKioskKey(directory: string, store: SystemStore | null): Result<KioskKey, KeyFault> {
  const path = join(directory, KIOSK_KEY_FILE);
  const held = readKey(path, store);
  if (!held.ok) return held;
  const before = join(directory, KEYS_BEFORE_FILE);
  const heldBefore = readKey(before, store);
  if (heldBefore.ok) moveToStore(before, heldBefore.value, store);
  const key = privateKeyIn(held.value.bytes);
  return key === null ? fail('key-damaged') : ok({ key, atRest: moveToStore(path, held.value, store) });
}

function privateKeyIn(der: Uint8Array): KeyObject | null {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  } catch {
    // The library's own words could quote the key.
    return null;
  }
}
