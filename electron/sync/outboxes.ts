import type { Outbox, SentOutbox, SetAsideOutbox } from '../store/outbox.ts';
import type { ChainSync } from './machine-types.ts';

/** The outbox of the journal that the kiosk writes to. */
export interface JournalOutbox extends Outbox {
  /** Whether the kiosk still writes to this very file. */
  isInPlace(): boolean;
}

/** Opens chains, each by a connection of its own. */
export interface Journals<T extends JournalOutbox = JournalOutbox> {
  /** @throws where there is none, or none that can be read */
  readonly openJournal: () => T;
  /** Of all chains that were set aside and owe something to the hub of this epoch; `null`: it is not known yet. */
  readonly openSetAside: (epoch: string | null) => readonly SetAsideOutbox[];
  /** What was set aside, and has been with the hub of this epoch for long enough to be deleted. */
  readonly openSent: (epoch: string) => readonly SentOutbox[];
}

type Listed = Pick<ChainSync, 'file' | 'chain' | 'isSetAside'>;

/** The outboxes of this kiosk, each known by its file. */
export interface Outboxes<T extends JournalOutbox = JournalOutbox> {
  readonly list: () => Listed[];
  /** @throws where it is not open */
  readonly of: (file: string) => Outbox;
  /** `null`: it cannot be read now. */
  readonly journal: () => T | null;
  /**
   * Entries not acknowledged, of all chains that are still sent; of one that cannot be read now, as many as were last known.
   * `null`: nobody knows.
   */
  readonly unsent: () => number | null;
  /**
   * Looks whether the journal's file is another one than before, or the hub another: one that was restored may lack what
   * was set aside.
   *
   * @param epoch the hub's, as heard last
   * @returns all files, or `null`: nothing is new
   */
  readonly refresh: (epoch: string | null) => Listed[] | null;
  /**
   * Deletes what was set aside, has been with the hub for long enough, and is there still by its word.
   *
   * @param ask `null`: the hub does not say
   * @returns the files that it does not have all of: they are owed again
   */
  readonly removeSent: (ask: (outbox: SentOutbox) => Promise<boolean | null>) => Promise<readonly string[]>;
  /** The hub has other entries in the place of this file's: what was set aside is kept, and waits for nothing. */
  readonly stop: (file: string) => void;
  /** A file could not be read: the journal is opened anew next time. @returns whether it was the journal */
  readonly drop: (file: string) => boolean;
  readonly close: () => void;
}

export function keepOutboxes<T extends JournalOutbox>(journals: Journals<T>): Outboxes<T> {
  let journal = openOrNull(journals);
  let epoch = epochOf(journal);
  let setAside = journals.openSetAside(epoch);
  const counts = keepCounts();
  const all = (): Outbox[] => (journal === null ? [...setAside] : [...setAside, journal]);
  const list = (): Listed[] => all().map(({ file, chain, isSetAside }) => ({ file, chain, isSetAside }));
  const close = (): void => {
    for (const outbox of all()) outbox.close();
    journal = null;
    setAside = [];
  };
  const reopen = (): void => {
    close();
    journal = openOrNull(journals);
    setAside = journals.openSetAside(epoch);
  };
  let known = namesOf(list());
  return {
    list,
    of: (file) => {
      const found = all().find((outbox) => outbox.file === file);
      if (found === undefined) throw new Error('this file is not open');
      return found;
    },
    journal: () => journal,
    unsent: () => counts.sum(setAside, journal),
    refresh: (heard) => {
      const isAnother = heard !== null && heard !== epoch;
      epoch = heard ?? epoch;
      if (isAnother || journal?.isInPlace() !== true) reopen();
      const found = list();
      // A journal that does not open now is not gone: what is known of its chain counts when it opens again.
      if (journal === null || namesOf(found) === known) return null;
      known = namesOf(found);
      return found;
    },
    stop: (file) => setAside.find((outbox) => outbox.file === file)?.stop(),
    drop: (file) => {
      if (journal?.file !== file) return false;
      journal.close();
      journal = null;
      return true;
    },
    removeSent: async (ask) => {
      const sent = epoch === null ? [] : journals.openSent(epoch);
      const answers: (boolean | null)[] = [];
      try {
        for (const outbox of sent) answers.push(await ask(outbox));
      } finally {
        for (const outbox of sent) outbox.close();
      }
      const failures = sent.flatMap((outbox, i) => settleSent(outbox, answers[i] ?? null));
      if (sent.length > 0) reopen();
      if (failures.length > 0) throw failures[0];
      return sent.filter((_, i) => answers[i] === false).map(({ file }) => file);
    },
    close,
  };
}

/** One that cannot be deleted keeps no other. @returns what was thrown */
function settleSent(outbox: SentOutbox, isThere: boolean | null): unknown[] {
  try {
    if (isThere === true) outbox.remove();
    if (isThere === false) outbox.oweAgain();
    return [];
  } catch (error) {
    return [error];
  }
}

/** Numbers for the screen, also while a chain cannot be counted. */
interface Counts {
  readonly sum: (setAside: readonly SetAsideOutbox[], journal: Outbox | null) => number | null;
}

function keepCounts(): Counts {
  const known = new Map<string, number>();
  let live: Pick<Outbox, 'file' | 'chain'> = { file: '', chain: '' };
  const count = (outbox: Outbox): number | null => {
    try {
      known.set(outbox.file, Math.max(0, outbox.unsent()));
    } catch {
      // That the file cannot be read, sending it finds.
    }
    return known.get(outbox.file) ?? null;
  };
  return {
    sum: (setAside, journal) => {
      live = journal ?? live;
      const counts = setAside.filter((outbox) => !outbox.isStopped()).map(count);
      if (journal !== null) counts.push(count(journal));
      // Out of reach it owes what it owed; one that was just set aside is among the others.
      else if (!setAside.some((it) => it.chain === live.chain && !it.isStopped()))
        counts.push(known.get(live.file) ?? null);
      return counts.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
    },
  };
}

function epochOf(journal: Outbox | null): string | null {
  try {
    return journal?.mark().epoch ?? null;
  } catch {
    // As in `unsent`: sending it finds that it cannot be read.
    return null;
  }
}

function openOrNull<T extends JournalOutbox>({ openJournal }: Journals<T>): T | null {
  try {
    return openJournal();
  } catch {
    // Not made yet, being set aside, or unreadable, which whoever writes to it finds: it is tried again.
    return null;
  }
}

function namesOf(files: readonly Listed[]): string {
  return files.map(({ file }) => file).join('\n');
}
