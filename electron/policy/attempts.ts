import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { FetchFault } from '../../shared/contract.ts';
import type { EpochSeconds } from '../../shared/time.ts';

export interface Attempt {
  readonly at: EpochSeconds;
  readonly fault: FetchFault | null;
}

/** The last attempts to fetch newer rules, kept on disk: what went wrong in the night is asked for after a restart. */
export interface Attempts {
  /** Newest first. */
  list(): readonly Attempt[];
  /** A disk that does not take it changes nothing: it is known until the app ends. */
  add(attempt: Attempt): void;
}

/** A night's worth, and no more than IT reads. */
const KEPT = 8;

/** A new fault does not compile until it is here. */
const FAULTS: Readonly<Record<FetchFault, true>> = {
  'policy-missing': true,
  'policy-damaged': true,
  'policy-forged': true,
  'policy-expired': true,
  'policy-rolled-back': true,
  'policy-post-dated': true,
  'source-unreachable': true,
  'certificate-out-of-date': true,
  'certificate-untrusted': true,
  'source-too-slow': true,
  'store-failed': true,
  'internal-error': true,
};

const attempt = z.object({
  at: z.int(),
  fault: z.custom<FetchFault>((fault) => typeof fault === 'string' && Object.hasOwn(FAULTS, fault)).nullable(),
});

/** @param path of a file that is made with the first attempt; one that cannot be read begins anew */
export function openAttempts(path: string): Attempts {
  let kept: readonly Attempt[] = read(path);
  return {
    list: () => kept,
    add(newest) {
      kept = [newest, ...kept].slice(0, KEPT);
      try {
        writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch {
        // A full disk is told by the journal.
      }
    },
  };
}

function read(path: string): readonly Attempt[] {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return z.array(attempt).max(KEPT).safeParse(found).data ?? [];
  } catch {
    // There has been none, or a power cut has torn the file.
    return [];
  }
}
