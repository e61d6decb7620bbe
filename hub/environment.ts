import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import type { Network } from './app.ts';
import { decodeTicket, encodeTicket } from '../shared/ticket.ts';
import { openHubKey, type HubKey } from './crypto.ts';
import { isDatabaseUrl } from './store/open.ts';
import type { Published, Secrets } from './hub.ts';
import type { StatusSource } from './status/open.ts';

/**
 * Kept for so many whole days after receipt. Longer than kiosks keep what was acknowledged (14): before a kiosk purges
 * an entry it asks once more whether the hub has it, and a hub put back from a backup gets what it lacks from kiosks.
 */
const retentionDays = z.coerce.number().int().min(1).max(3650).default(30);

/** All that the hub reads from its environment. Secrets come as paths of files, so that no list of processes shows one. */
const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .refine(
      isDatabaseUrl,
      'not a PostgreSQL address: postgresql://USER:PASSWORD@HOST:PORT/DATABASE, each percent-encoded',
    ),
  HUB_HOST: z.string().default('127.0.0.1'),
  /** 0: any that is free. */
  HUB_PORT: z.coerce.number().int().min(0).max(65_535).default(8443),
  HUB_CHALLENGE_KEY_FILE: z.string(),
  HUB_ADMINISTRATOR_FILE: z.string(),
  HUB_SCRAPER_FILE: z.string(),
  HUB_KEY_FILE: z.string(),
  HUB_VENUE_KEY_FILE: z.string(),
  /** As kiosks reach the hub: an origin, `https:` unless it is this machine. */
  HUB_ADDRESS: z.string().refine(isOrigin, 'not an https: origin').optional(),
  HUB_POLICY_FOLDER: z.string().optional(),
  /** Root by which the hub believes that folder when it judges check-ins by phone. */
  HUB_TRUSTED_ROOT: z.string().refine(isFile, 'no file, or one that cannot be read').optional(),
  /** Where sealed questions of status are posted to. */
  HUB_STATUS_PROVIDER: z.url({ protocol: /^https?$/u }).optional(),
  HUB_DEMO_STATUS_OPENING_KEY_FILE: z.string().optional(),
  HUB_DEMO_STATUS_SIGNING_KEY_FILE: z.string().optional(),
  HUB_TLS_KEY_FILE: z.string().optional(),
  HUB_TLS_CERT_FILE: z.string().optional(),
  HUB_RETENTION_DAYS: retentionDays,
  /** How many: of `X-Forwarded-For`, only what the last so many have written is believed. */
  HUB_BEHIND_PROXY: z.coerce.number().int().min(0).max(8).default(0),
});

export interface Environment {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly retentionDays: number;
  readonly secrets: Secrets;
  readonly published: Published;
  readonly statusSource: StatusSource | null;
  readonly network: Network;
}

/** A secret shorter than this could be guessed: 32 characters or bytes. */
const MIN_SECRET_LENGTH = 32;

/** What is wrong with the environment, in a sentence for whoever set it; never the value itself. */
export class BadEnvironment extends Error {}

export type Variables = Readonly<Record<string, string | undefined>>;

/** One that is set to nothing is one that is not set: compose files and units have no other way to say so. */
export function withoutEmpty(variables: Variables): Record<string, string> {
  const set = Object.entries(variables).filter((one): one is [string, string] => (one[1] ?? '') !== '');
  return Object.fromEntries(set);
}

/** Reads the environment and the files it names. @throws BadEnvironment */
export function readEnvironment(variables: Variables): Environment {
  const data = parse(environmentSchema, variables);
  return {
    databaseUrl: data.DATABASE_URL,
    host: data.HUB_HOST,
    port: data.HUB_PORT,
    retentionDays: data.HUB_RETENTION_DAYS,
    secrets: readSecrets(data),
    published: {
      address: data.HUB_ADDRESS ?? null,
      policyFolder: readFolder(data.HUB_POLICY_FOLDER),
      trustedRoot: data.HUB_TRUSTED_ROOT ?? null,
    },
    statusSource: readStatusSource(data),
    network: {
      proxies: data.HUB_BEHIND_PROXY,
      tls: readTls(data.HUB_TLS_KEY_FILE, data.HUB_TLS_CERT_FILE),
    },
  };
}

/** This machine alone: 127.0.0.0/8 (RFC 1122 §3.2.1.3), ::1 (RFC 4291 §2.5.3). */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/u;

/** What others on the network would read, in a sentence; `null`: nothing. */
export function findUnsealed({ host, network }: Pick<Environment, 'host' | 'network'>): string | null {
  if (network.tls !== null || network.proxies > 0 || LOOPBACK.test(host)) return null;
  return (
    `The hub listens at ${host} without TLS: passwords, cookies and names pass the network for anybody to read. Set ` +
    'HUB_TLS_KEY_FILE and HUB_TLS_CERT_FILE, or put a proxy that speaks TLS before it, alone able to reach it, and set HUB_BEHIND_PROXY=1.'
  );
}

/** What commands beside the server want of it. @throws BadEnvironment */
export function readDatabaseUrl(variables: Variables): string {
  return parse(environmentSchema.pick({ DATABASE_URL: true }), variables).DATABASE_URL;
}

/** `null`: the hub has none. @throws BadEnvironment */
export function readPolicyFolder(variables: Variables): string | null {
  return readFolder(parse(environmentSchema.pick({ HUB_POLICY_FOLDER: true }), variables).HUB_POLICY_FOLDER);
}

/** An origin; `null`: nobody has said where the hub is found. @throws BadEnvironment */
export function readAddress(variables: Variables): string | null {
  return parse(environmentSchema.pick({ HUB_ADDRESS: true }), variables).HUB_ADDRESS ?? null;
}

/** In days. @throws BadEnvironment */
export function readRetentionDays(variables: Variables): number {
  return parse(environmentSchema.pick({ HUB_RETENTION_DAYS: true }), variables).HUB_RETENTION_DAYS;
}

/** The hub's key; `null`: the environment names none. @throws BadEnvironment */
export function readHubKey(variables: Variables): HubKey | null {
  const { HUB_KEY_FILE: path } = withoutEmpty(variables);
  return path === undefined ? null : readKey(path);
}

function parse<T>(schema: z.ZodType<T>, variables: Variables): T {
  const parsed = schema.safeParse(withoutEmpty(variables));
  if (parsed.success) return parsed.data;
  throw new BadEnvironment(`The environment is not right: ${z.prettifyError(parsed.error)}`);
}

function readSecrets(data: z.infer<typeof environmentSchema>): Secrets {
  return {
    challengeKey: readSecret(data.HUB_CHALLENGE_KEY_FILE),
    administrator: readSecret(data.HUB_ADMINISTRATOR_FILE).toString(),
    scraper: readSecret(data.HUB_SCRAPER_FILE).toString(),
    hubKey: readKey(data.HUB_KEY_FILE),
    venueMaster: readSecret(data.HUB_VENUE_KEY_FILE),
  };
}

/** base64url of 32 bytes, without spare bits. */
const SEED = /^[\w-]{42}[AEIMQUYcgkosw048]$/u;

/** The seed of an Ed25519 key (RFC 8032 §5.1.5), as base64url. */
function readKey(path: string): HubKey {
  return openHubKey(readSeed(path));
}

function readSeed(path: string): Buffer {
  const seed = readSecret(path).toString();
  if (!SEED.test(seed)) throw new BadEnvironment(`${path} is not base64url of 32 bytes.`);
  return Buffer.from(seed, 'base64url');
}

function readStatusSource(data: z.infer<typeof environmentSchema>): StatusSource | null {
  const { HUB_STATUS_PROVIDER: url } = data;
  const { HUB_DEMO_STATUS_OPENING_KEY_FILE: opening, HUB_DEMO_STATUS_SIGNING_KEY_FILE: signing } = data;
  if (opening === undefined && signing === undefined) return url === undefined ? null : { kind: 'http', url };
  if (opening === undefined || signing === undefined || url !== undefined) {
    throw new BadEnvironment('The keys of the demo’s status provider want each other, and no HUB_STATUS_PROVIDER.');
  }
  return { kind: 'demo', opening: readSeed(opening), signing: readSeed(signing) };
}

/** What a ticket can name, judged by those who read tickets. */
function isOrigin(hub: string): boolean {
  const hash = new Uint8Array(32);
  return decodeTicket(encodeTicket({ hub, code: '0000-0000-0000-0000', hubKey: hash, policyRoot: hash })).ok;
}

function readFolder(path: string | undefined): string | null {
  if (path === undefined) return null;
  if (!isFolder(path)) throw new BadEnvironment(`HUB_POLICY_FOLDER is no folder, or one that cannot be read: ${path}`);
  return path;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It is not there, or we may not know: the caller says which.
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // As for a folder.
    return false;
  }
}

function readTls(key: string | undefined, cert: string | undefined): Network['tls'] {
  if (key === undefined && cert === undefined) return null;
  if (key === undefined || cert === undefined) {
    throw new BadEnvironment('HUB_TLS_KEY_FILE and HUB_TLS_CERT_FILE want each other.');
  }
  const tls = { key: readFile(key), cert: readFile(cert) };
  try {
    createSecureContext(tls);
  } catch (error) {
    const what = 'are no private key and certificate in PEM that belong together';
    throw new BadEnvironment(`HUB_TLS_KEY_FILE and HUB_TLS_CERT_FILE ${what}: ${key}, ${cert}`, { cause: error });
  }
  return tls;
}

/** Without the line break that an editor leaves at its end. */
function readSecret(path: string): Buffer {
  const secret = Buffer.from(readFile(path).toString().trimEnd());
  if (secret.length < MIN_SECRET_LENGTH) throw new BadEnvironment(`${path} is shorter than 32 characters.`);
  return secret;
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new BadEnvironment(`${path} cannot be read${code}.`, { cause: error });
  }
}
