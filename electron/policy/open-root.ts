import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Metadata, MetadataKind, type Root } from '@tufjs/models';
import { json, read, Refused, verify } from './reading.ts';

/** An Ed25519 key as TUF writes it, in one way only, so that no key passes as another by its spelling. */
const PUBLIC_KEY = /^[0-9a-f]{64}$/u;

/** What a kiosk was given to trust. */
export interface TrustedRoot {
  readonly root: Metadata<Root>;
  /** SHA-256 of the file, in hex: what was seen under one trusted root says nothing about another. */
  readonly digest: string;
}

/**
 * @param refusedKeys Ed25519 public keys, base64url, that may sign nothing here
 * @throws Refused, `policy-missing` for what cannot be read too
 */
export function openTrustedRoot(path: string, refusedKeys: ReadonlySet<string>): TrustedRoot {
  const bytes = readGiven(path);
  const root = Metadata.fromJSON(MetadataKind.Root, json(bytes));
  checkKeys(root.signed, refusedKeys);
  return { root, digest: sha256(bytes) };
}

/** Whether a root that was given to be trusted names one of those keys. */
export function isRootOf(path: string, keys: ReadonlySet<string>): boolean {
  try {
    openTrustedRoot(path, keys);
    return false;
  } catch (error) {
    // Nothing else of it is verified, so that nothing else is forged.
    return error instanceof Refused && error.fault === 'policy-forged';
  }
}

/** As {@link TrustedRoot} has it; `null` where there is none. */
export function digestOfTrustedRoot(path: string): string | null {
  try {
    return sha256(readGiven(path));
  } catch {
    // What cannot be read is told when the rules are opened.
    return null;
  }
}

/** It was put there by a person: what is no readable file was named by mistake, and nothing is damaged. */
function readGiven(path: string): Buffer {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new Refused('policy-missing');
  try {
    return read(path);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('policy-missing');
  }
}

/** Each root vouches for the next, from the trusted one on; where there are none between, for the repository's own. */
export function openRoot(directory: string, trusted: TrustedRoot, refusedKeys: ReadonlySet<string>): Metadata<Root> {
  let { root } = trusted;
  const between: string[] = [];
  for (let version = root.signed.version + 1; existsSync(join(directory, `${version}.root.json`)); version += 1) {
    between.push(`${version}.root.json`);
  }
  for (const name of [...between, 'root.json']) {
    const next = Metadata.fromJSON(MetadataKind.Root, json(read(join(directory, name))));
    verify(root, MetadataKind.Root, next);
    checkKeys(next.signed, refusedKeys);
    verify(next, MetadataKind.Root, next);
    if (next.signed.version < root.signed.version) throw new Refused('policy-forged');
    root = next;
  }
  return root;
}

/** Of the trusted root too: a root that replaces it is only as good as the keys that vouch for it. */
function checkKeys({ keys }: Root, refusedKeys: ReadonlySet<string>): void {
  const written = Object.values(keys).map(({ keyType, scheme, keyVal }) => ({
    keyType,
    scheme,
    key: keyVal['public'],
  }));
  const isPlain = written.every(
    ({ keyType, scheme, key = '' }) => keyType === 'ed25519' && scheme === 'ed25519' && PUBLIC_KEY.test(key),
  );
  // One key under two names would be counted as two people.
  if (!isPlain || new Set(written.map(({ key }) => key)).size < written.length) throw new Refused('policy-damaged');
  if (written.some(({ key = '' }) => refusedKeys.has(Buffer.from(key, 'hex').toString('base64url')))) {
    throw new Refused('policy-forged');
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
