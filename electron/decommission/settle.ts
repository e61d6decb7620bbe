import { existsSync, renameSync } from 'node:fs';
import { ok } from '../../shared/result.ts';
import type { ChainStand } from '../../shared/wire.ts';
import { syncFolder } from '../store/files.ts';
import type { SignHead } from '../sync/batch.ts';
import { isEvidence, readHeader, verifyEvidence, writeEvidence, type EvidenceHeader } from './evidence.ts';
import type { LastWords } from './hub.ts';
import { findOwed, type OwedEntries } from './owed.ts';
import type { Settled } from './state.ts';

/** What is to become of entries that the hub does not have. */
export type Choice =
  /** There may be none. */
  | { readonly is: 'sync' }
  | { readonly is: 'export'; readonly file: string }
  /** So many, and no others, are given up: whoever decides it was told how many there are. */
  | { readonly is: 'abandon'; readonly entries: number | 'unknown' };

/** Why nothing was done: the kiosk is what it was. */
export interface Refusal {
  readonly fault:
    | 'kiosk-running'
    /** No kiosk is in this folder. */
    | 'no-such-profile'
    /** A venue's kiosk and a demo's that has enrolled: each wants an end of its own. */
    | 'two-kiosks'
    /** The hub does not have them, and nobody has decided what becomes of them. */
    | 'entries-owed'
    /** The kiosk knows of none that it owes, and the hub could not be asked. */
    | 'hub-not-asked'
    /** Nobody can tell how many are owed. */
    | 'journal-unreadable'
    /** Another number is owed than was given up. */
    | 'abandon-other'
    /** The file that is to take them is there, and is something else. */
    | 'export-exists';
  readonly owed: number | null;
  readonly disputed: number;
  /** Of journals that were abandoned before, and in no hub. */
  readonly abandoned: number | null;
  /** What kept the hub from having them; `null`: nothing did, or there is no hub. */
  readonly why: string | null;
}

export type OrRefusal<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Refusal };

export interface Settling {
  /** Of the kiosk. */
  readonly folder: string;
  /** `null`: there is no hub, or none that this kiosk can speak to. */
  readonly words: LastWords | null;
  /** Why it cannot, where there is a hub. */
  readonly unable: string | null;
  readonly choice: Choice;
  /** Whether what is in no hub of journals that were abandoned before wants a choice too. */
  readonly asksOfAbandoned: boolean;
  readonly header: EvidenceHeader;
  readonly signHead: SignHead;
  readonly progress: (unsent: number) => void;
}

/** Sends what is owed, asks the hub what it has, and does with the rest what was chosen. Nothing is destroyed by it. */
export async function settle(settling: Settling): Promise<OrRefusal<Settled>> {
  const { folder } = settling;
  if (!existsSync(folder)) return ok(NOTHING);
  const asked = await sendAndAsk(settling);
  const { found, fault, kept } = asked;
  try {
    const { owed, disputed, abandoned, abandonedSent, sent } = found;
    const counts = { sent, owed, disputed, abandoned, abandonedSent, fault, file: null };
    const isAllThere = undecided(counts, settling) === 0 && fault === null;
    if (isAllThere) return ok({ ...counts, is: sent === 0 ? 'nothing' : 'synced' });
    return await dispose(settling, found, counts, fault ?? kept);
  } finally {
    found.close();
  }
}

const NOTHING: Settled = {
  ...{ is: 'nothing', sent: 0, owed: 0, disputed: 0, abandoned: 0, abandonedSent: 0, fault: null, file: null },
};

/** Entries of which somebody has to say what becomes of them. @returns `null`: nobody can tell how many */
function undecided({ owed, disputed, abandoned }: Counts, { asksOfAbandoned }: Settling): number | null {
  const former = asksOfAbandoned ? abandoned : 0;
  return owed === null || former === null ? null : owed + disputed + former;
}

interface Asked {
  readonly found: OwedEntries;
  /** What kept the hub from being asked; `null`: nothing did, or there is none. */
  readonly fault: string | null;
  /** What kept entries from being sent. */
  readonly kept: string | null;
}

async function sendAndAsk({ folder, words, unable, progress }: Settling): Promise<Asked> {
  const byItself = await findOwed(folder, null);
  if (words === null) return { found: byItself, fault: unable, kept: null };
  // A kiosk that was never started has nothing to send, nor anything to be asked about.
  if (byItself.chains.every(({ isAbandoned }) => isAbandoned)) return { found: byItself, fault: null, kept: null };
  byItself.close();
  const kept = await words.send(folder, progress);
  const unanswered: string[] = [];
  const ask = async (chain: string, sequence: number): Promise<ChainStand | null> => {
    // A hub that was not there a moment ago is not waited for once more for every chain.
    const stand = unanswered.length === 0 ? await words.ask(chain, sequence) : null;
    if (stand === null) unanswered.push(chain);
    return stand;
  };
  const found = await findOwed(folder, ask);
  return { found, fault: unanswered.length === 0 ? null : (kept ?? 'hub-unreachable'), kept };
}

type Counts = Omit<Settled, 'is'>;

async function dispose(
  settling: Settling,
  found: OwedEntries,
  counts: Counts,
  why: string | null,
): Promise<OrRefusal<Settled>> {
  const { choice, header, signHead } = settling;
  const { owed, disputed, abandoned } = counts;
  const lacking = undecided(counts, settling);
  const refuse = (fault: Refusal['fault']): OrRefusal<never> => ({
    ...{ ok: false, fault: { fault, owed, disputed, abandoned, why } },
  });
  switch (choice.is) {
    case 'sync':
      if (lacking === null) return refuse('journal-unreadable');
      return refuse(lacking > 0 ? 'entries-owed' : 'hub-not-asked');
    case 'abandon':
      if (choice.entries !== (lacking ?? 'unknown')) return refuse('abandon-other');
      return ok({ ...counts, is: 'abandoned' });
    case 'export':
      // What can be read is kept; that a journal which was abandoned cannot, the report says.
      if (owed === null || (lacking === null && isNothingOwed(found))) return refuse('journal-unreadable');
      if (existsSync(choice.file) && !isOurs(choice.file, header)) return refuse('export-exists');
      await exportTo(choice.file, header, found, signHead);
      return ok({ ...counts, is: 'exported', file: choice.file });
  }
}

function isNothingOwed({ chains }: OwedEntries): boolean {
  return chains.every(({ owed }) => owed === 0);
}

/** One that was interrupted has written it before. */
function isOurs(file: string, { kiosk }: EvidenceHeader): boolean {
  return isEvidence(file) && kiosk !== null && readHeader(file)?.kiosk === kiosk;
}

/** @throws what the disk does, and where what was written cannot be read again as what it was to be */
async function exportTo(
  file: string,
  header: EvidenceHeader,
  { chains, owed, disputed }: OwedEntries,
  signHead: SignHead,
): Promise<void> {
  const site = `${file}.new`;
  writeEvidence(site, header, chains, signHead);
  const walked = (await verifyEvidence(site)) ?? [];
  const entries = walked.reduce((sum, one) => sum + (one.brokenAt === null ? one.entries : Number.NaN), 0);
  const abandoned = chains.reduce((sum, chain) => sum + (chain.isAbandoned ? chain.owed : 0), 0);
  if (entries !== (owed ?? 0) + disputed + abandoned) throw new Error(`${site} does not have all that is owed`);
  renameSync(site, file);
  syncFolder(file);
}
