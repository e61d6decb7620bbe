import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { TargetFile } from '@tufjs/models';
import {
  applyChange,
  followedBy,
  openChange,
  type RevocationChange,
} from '../../shared/credential/revocation-change.ts';
import { digestOf, piecesOf } from './pieces.ts';

/**
 * How a long list of revocations is kept up to date without being sent anew: beside the repository lie files named after
 * the SHA-256 of an older list, each with the SHA-256 of the next one (32 bytes) and what makes that one of it. They are
 * not signed: the list they end in is.
 */
export const CHANGES_FOLDER = 'changes';
const DIGEST_BYTES = 32;

/** A week of hourly changes and a half. */
const MAX_STEPS = 256;
/** Beyond, the whole list is hardly dearer. */
export const MAX_CHANGES_BYTES = 8 * 1024 * 1024;

interface Source {
  readonly base: string;
  downloadBytes(url: string, maxLength: number): Promise<Buffer>;
}

/** @returns whether `to` is now the list that is signed; else it is not there */
export async function takeChanges(from: string, to: string, target: TargetFile, source: Source): Promise<boolean> {
  const wanted = target.hashes['sha256'] ?? '';
  const change = await collect(digestOf(from), wanted, source);
  if (change === null) return false;
  const { digest, length } = rewrite(from, to, change);
  if (digest === wanted && length === target.length) return true;
  rmSync(to, { force: true });
  return false;
}

async function collect(held: string, wanted: string, source: Source): Promise<RevocationChange | null> {
  let joined: RevocationChange | null = null;
  let [at, left] = [held, MAX_CHANGES_BYTES];
  for (let step = 0; at !== wanted; step += 1) {
    if (step === MAX_STEPS) return null;
    const bytes = await source.downloadBytes(`${source.base}/${CHANGES_FOLDER}/${at}.bin`, left).catch(() => null);
    const change = bytes && openChange(bytes.subarray(DIGEST_BYTES));
    if (change?.ok !== true) return null;
    joined = joined === null ? change.value : followedBy(joined, change.value);
    left -= bytes?.length ?? 0;
    at = bytes?.subarray(0, DIGEST_BYTES).toString('hex') ?? '';
  }
  return joined;
}

/** Makes a newer list of an older one; `null` for the empty one. */
export function rewrite(from: string | null, to: string, change: RevocationChange): { digest: string; length: number } {
  const hash = createHash('sha256');
  let length = 0;
  const file = openSync(to, 'w', 0o600);
  try {
    for (const piece of applyChange(from === null ? [] : piecesOf(from), change)) {
      hash.update(piece);
      length += writeSync(file, piece);
    }
  } finally {
    closeSync(file);
  }
  return { digest: hash.digest('hex'), length };
}
