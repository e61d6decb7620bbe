import type { Outbox } from '../store/outbox.ts';
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
  /** Of all chains that were set aside with something owed. */
  readonly openSetAside: () => readonly Outbox[];
}

type Listed = Pick<ChainSync, 'chain' | 'isSetAside'>;

/** The outboxes of all chains of this kiosk. */
export interface Outboxes<T extends JournalOutbox = JournalOutbox> {
  readonly list: () => Listed[];
  /** @throws where it is not open */
  readonly of: (chain: string) => Outbox;
  /** `null`: it cannot be read now. */
  readonly journal: () => T | null;
  /** Entries not acknowledged, of all chains that are open. */
  readonly unsent: () => number;
  /** Looks whether the journal's file is another one than before. @returns all chains, or `null`: nothing is new */
  readonly refresh: () => Listed[] | null;
  /** A chain could not be read: the journal is opened anew next time. @returns whether it was the journal */
  readonly drop: (chain: string) => boolean;
  readonly close: () => void;
}

export function keepOutboxes<T extends JournalOutbox>(journals: Journals<T>): Outboxes<T> {
  let setAside = journals.openSetAside();
  let journal = openOrNull(journals);
  let unsent = 0;
  const all = (): Outbox[] => (journal === null ? [...setAside] : [...setAside, journal]);
  const list = (): Listed[] => all().map(({ chain, isSetAside }) => ({ chain, isSetAside }));
  const reopen = (): void => {
    for (const outbox of all()) outbox.close();
    journal = null;
    setAside = journals.openSetAside();
    journal = openOrNull(journals);
  };
  let known = namesOf(list());
  return {
    list,
    of: (chain) => {
      const found = all().find((outbox) => outbox.chain === chain);
      if (found === undefined) throw new Error('this chain is not open');
      return found;
    },
    journal: () => journal,
    unsent: () => {
      try {
        unsent = all().reduce((sum, outbox) => sum + Math.max(0, outbox.unsent()), 0);
      } catch {
        // A number for the screen. That the chain cannot be read, sending it finds.
      }
      return unsent;
    },
    refresh: () => {
      if (journal?.isInPlace() === true) return null;
      reopen();
      const found = list();
      if (namesOf(found) === known) return null;
      known = namesOf(found);
      return found;
    },
    drop: (chain) => {
      if (journal?.chain !== chain) return false;
      journal.close();
      journal = null;
      return true;
    },
    close: () => {
      for (const outbox of all()) outbox.close();
    },
  };
}

function openOrNull<T extends JournalOutbox>({ openJournal }: Journals<T>): T | null {
  try {
    return openJournal();
  } catch {
    // Not made yet, being set aside, or unreadable, which whoever writes to it finds: it is tried again.
    return null;
  }
}

function namesOf(chains: readonly Listed[]): string {
  return chains.map(({ chain, isSetAside }) => `${chain} ${String(isSetAside)}`).join('\n');
}
