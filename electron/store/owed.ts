import { existsSync } from 'node:fs';
import { openOutbox } from './outbox.ts';
import { openSetAside } from './salvage.ts';

/** Entries that no hub has acknowledged, also of journals that were set aside, but for those that no hub will have. */
export function owedIn(journal: string): number {
  const skipped: unknown[] = [];
  const setAside = openSetAside(journal, Date.now, null, (error) => skipped.push(error));
  // It may be gone, or just set aside, while others are there that owe.
  const live = existsSync(journal) ? [openOutbox(journal, Date.now)] : [];
  try {
    const owing = [...live, ...setAside.filter((outbox) => !outbox.isStopped())];
    // What is out of reach may owe any number.
    return owing.reduce((sum, outbox) => sum + outbox.unsent(), skipped.length > 0 ? Infinity : 0);
  } finally {
    for (const outbox of [...live, ...setAside]) outbox.close();
  }
}
