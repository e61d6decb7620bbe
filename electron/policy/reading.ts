import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metadata } from '@tufjs/models';
import {
  type MetadataKind,
  type MetaFile,
  type Root,
  type Snapshot,
  type TargetFile,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import type { PolicyFault } from '../../shared/policy/policy.ts';
import { parseDateTime, type EpochSeconds } from '../../shared/time.ts';
import { piecesOf } from './pieces.ts';
import { TARGETS, type OnlineRole, type TargetPath } from './roles.ts';

type OpenFault = Exclude<PolicyFault, 'policy-expired' | 'policy-rolled-back'>;

/** Thrown to leave a chain of checks at its first fault, and caught where the chain begins. */
export class Refused extends Error {
  readonly fault: OpenFault;
  constructor(fault: OpenFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Far above any real file; what is larger is not read. Metadata holds a few keys and signatures. */
const MAX_METADATA_BYTES = 1024 * 1024;

/** @throws Refused where nothing is there, or what is no file or too large */
export function read(path: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Refused('policy-missing');
  if (!found.isFile() || found.size > MAX_METADATA_BYTES) throw new Refused('policy-damaged');
  return readFileSync(path);
}

/** The signature over a file that does not match its listing would be of another version: mix-and-match. */
export function readListed(path: string, listed: MetaFile): Buffer {
  const bytes = read(path);
  // The library checks length and hashes where they are listed, by the order the specification gives (§5.5.2).
  if (listed.length !== undefined || listed.hashes !== undefined) listed.verify(bytes);
  return bytes;
}

/** Reads a target in pieces; whoever has taken the last one knows that its length and hash are as listed. */
export function* readTarget(
  directory: string,
  path: TargetPath,
  { length, hashes }: TargetFile,
): Generator<Uint8Array> {
  const file = join(directory, 'targets', path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new Refused('policy-missing');
  if (!found.isFile() || found.size > TARGETS[path].maxBytes || found.size !== length) {
    throw new Refused('policy-damaged');
  }
  const hash = createHash('sha256');
  for (const piece of piecesOf(file)) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== hashes['sha256']) throw new Refused('policy-damaged');
}

/** @throws Refused where too few good signatures are under it */
export function verify(
  delegator: Metadata<Root> | Metadata<Targets>,
  role: MetadataKind | OnlineRole,
  metadata: Metadata<Root | Timestamp | Snapshot | Targets>,
): void {
  try {
    delegator.verifyDelegate(role, metadata);
  } catch {
    // Too few good signatures is all this call can find.
    throw new Refused('policy-forged');
  }
}

type Json = Parameters<typeof Metadata.fromJSON>[1];

export function json(bytes: Buffer): Json {
  return JSON.parse(bytes.toString('utf8')) as Json;
}

/** @throws Refused for anything but an RFC 3339 time */
export function seconds(text: unknown): EpochSeconds {
  const parsed = typeof text === 'string' ? parseDateTime(text) : null;
  if (parsed?.ok !== true) throw new Refused('policy-damaged');
  return parsed.value;
}
