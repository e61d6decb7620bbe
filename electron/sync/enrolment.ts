import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PATHS } from '../../shared/wire.ts';
import { dropHubGuards } from '../guards/list.ts';
import { removeSecret, removeWhole, writeSecret, writeWhole } from '../store/files.ts';
import { endJournal } from '../store/set-aside.ts';
import { keepKey } from '../keys.ts';
import { provisionSettingsSchema, putSettings } from '../settings.ts';

/** What a kiosk knows of its hub since it enrolled; nothing of it is secret. */
export const hubFileSchema = z.object({
  /** Origin of the hub. */
  hub: z.string().max(512),
  /** `x` of the JWK of the key that the hub signs its answers with. */
  hubKey: z.string().max(64),
  /** What the hub calls this kiosk. */
  kiosk: z.string().max(64),
  venue: z.string().max(256),
  gate: z.string().max(256),
});
export type HubFile = z.infer<typeof hubFileSchema>;

/** All that enrolment brings. */
export interface Enrolment {
  readonly hubFile: HubFile;
  /** PKCS #8, DER. */
  readonly kioskKey: Uint8Array;
  readonly venueKey: Uint8Array;
  /** The office's TUF root, as the hub sent it. */
  readonly policyRoot: Uint8Array;
  /**
   * What becomes of the journal that the kiosk had; `null`: it goes on. `superseded`: the hub does not know who the kiosk was
   * when it wrote it. `abandoned`: it is not sent any more, nor is what was set aside: somebody has decided so, or they are of
   * another hub or venue.
   */
  readonly endsJournal: 'superseded' | 'abandoned' | null;
  /** What the kiosk has signed with before, at this place, the newest first. PKCS #8, DER. */
  readonly keysBefore: readonly Uint8Array[];
  /** What the kiosk is set to with it; `null`: its settings stay as they are. */
  readonly provision: Provisioning | null;
}

const provisioningSchema = z.object({
  /** SHA-256 of what IT has given, in hex: the same again is known to be done. */
  id: z.string().max(64),
  settings: provisionSettingsSchema,
});
/** Settings that are in force once an enrolment is. */
export type Provisioning = z.infer<typeof provisioningSchema>;

const JOURNAL_FILE = 'journal.db';
export const HUB_FILE = 'hub.json';
export const KIOSK_KEY_FILE = 'kiosk.key';
/** Of the enrolments before, at the same hub and venue: known again to a hub that is put back. */
export const KEYS_BEFORE_FILE = 'kiosk-before.key';
/** PKCS #8 of an Ed25519 key (RFC 8410 §7). */
const DER_BYTES = 48;
export const VENUE_KEY_FILE = 'venue.key';
/** What the last enrolment was by, if by a provision. */
const PROVISIONED_FILE = 'provisioned.json';
/** What is being done, until it is done. */
export const PENDING_FILE = 'enrolment.json';

/** Each costs a request at the next attempt; so many answers in a row are not lost. */
const MAX_TRIED = 8;

const base64 = z.base64().transform((text) => Uint8Array.from(Buffer.from(text, 'base64')));
const pendingSchema = z.object({
  /** Private keys that a hub may have taken although its answer never came, newest first. */
  tried: z.array(base64).max(MAX_TRIED),
  /** What the hub has answered, and is not all written yet. */
  answered: z
    .object({
      hubFile: hubFileSchema,
      kioskKey: base64,
      venueKey: base64,
      policyRoot: base64,
      endsJournal: z.enum(['superseded', 'abandoned']).nullable().default(null),
      keysBefore: z.array(base64).default([]),
      provision: provisioningSchema.nullable().default(null),
    })
    .nullable(),
});

/** Whether a hub has answered, be it not all written yet. @throws where what was begun is damaged */
export function hasEnrolled(directory: string): boolean {
  return existsSync(join(directory, HUB_FILE)) || (readPending(directory)?.answered ?? null) !== null;
}

/** Keys that were sent to a hub, and of which nobody knows whether it took them. PKCS #8, DER, newest first. */
export function readTried(directory: string): readonly Uint8Array[] {
  return readPending(directory)?.tried ?? [];
}

/** To be called before a key is sent: should its answer be lost, whatever the hub then knows it by can still sign. */
export function noteTried(directory: string, keys: readonly Uint8Array[]): void {
  if (keys.length === 0) removeSecret(join(directory, PENDING_FILE));
  else writePending(directory, { tried: keys.slice(0, MAX_TRIED), answered: null });
}

/** Writes down all of an enrolment, or nothing. What an interruption keeps from its place {@link finishEnrolment} puts there. */
export function installEnrolment(directory: string, enrolment: Enrolment): void {
  keepEnrolment(directory, enrolment);
  finishEnrolment(directory);
}

/** The same for an app that runs, whose journal is open: it is in force with the next start. */
export function keepEnrolment(directory: string, enrolment: Enrolment): void {
  writePending(directory, { tried: [], answered: enrolment });
}

/**
 * Ends what an interrupted enrolment has begun to write. To be called before anything of the venue's folder is read.
 *
 * @throws where the disk does not let it, or what was begun is damaged
 */
export function finishEnrolment(directory: string): void {
  const answered = readPending(directory)?.answered ?? null;
  if (answered === null) return;
  const { hubFile, kioskKey, venueKey, policyRoot, endsJournal, keysBefore, provision } = answered;
  // First of all: no journal is opened before this has ended, and what is set aside once is not found again.
  if (endsJournal !== null) endJournal(join(directory, JOURNAL_FILE), Date.now(), endsJournal);
  // Another gate has others; those of this one come with the first heartbeat.
  dropHubGuards(directory);
  writeWhole(join(directory, 'root.json'), policyRoot);
  const before = join(directory, KEYS_BEFORE_FILE);
  if (keysBefore.length === 0) removeSecret(before);
  else keepKey(before, Buffer.concat(keysBefore), null);
  keepKey(join(directory, KIOSK_KEY_FILE), kioskKey, null);
  keepKey(join(directory, VENUE_KEY_FILE), venueKey, null);
  writeWhole(join(directory, HUB_FILE), JSON.stringify(hubFile));
  const provisioned = join(directory, PROVISIONED_FILE);
  if (provision === null) removeWhole(provisioned);
  else {
    putSettings(join(directory, 'settings.json'), provision.settings, Date.now());
    writeWhole(provisioned, JSON.stringify({ id: provision.id }));
  }
  // By this one the kiosk counts as set up for a venue: after all the others.
  writeWhole(join(directory, 'venue.json'), JSON.stringify({ policySource: hubFile.hub + PATHS.policy }));
  removeSecret(join(directory, PENDING_FILE));
}

/** The keys in what {@link KEYS_BEFORE_FILE} keeps. */
export function keysIn(kept: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(kept.length / DER_BYTES) }, (_, i) =>
    kept.subarray(i * DER_BYTES, (i + 1) * DER_BYTES),
  );
}

/** @returns `null` for a kiosk that has never enrolled @throws for a file that is damaged */
export function readHubFile(directory: string): HubFile | null {
  const path = join(directory, HUB_FILE);
  return existsSync(path) ? parseFile(path, hubFileSchema) : null;
}

/** By what the kiosk was provisioned that it is now. @returns the {@link Provisioning.id}; `null`: by nothing of the kind */
export function readProvisioned(directory: string): string | null {
  const path = join(directory, PROVISIONED_FILE);
  return existsSync(path) ? parseFile(path, provisioningSchema.pick({ id: true })).id : null;
}

interface Pending {
  readonly tried: readonly Uint8Array[];
  readonly answered: Enrolment | null;
}

function readPending(directory: string): Pending | null {
  const path = join(directory, PENDING_FILE);
  return existsSync(path) ? parseFile(path, pendingSchema) : null;
}

function writePending(directory: string, pending: Pending): void {
  const { tried, answered } = pending;
  const written = {
    tried: tried.map(toBase64),
    answered: answered && {
      hubFile: answered.hubFile,
      kioskKey: toBase64(answered.kioskKey),
      venueKey: toBase64(answered.venueKey),
      policyRoot: toBase64(answered.policyRoot),
      endsJournal: answered.endsJournal,
      keysBefore: answered.keysBefore.map(toBase64),
      provision: answered.provision,
    },
  } satisfies z.input<typeof pendingSchema>;
  writeSecret(join(directory, PENDING_FILE), JSON.stringify(written));
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** @throws without a word of what the file has, which may be a key */
function parseFile<T>(path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new Error(`${path} is damaged`);
  }
}
