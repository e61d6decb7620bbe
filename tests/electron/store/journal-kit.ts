import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { openJournal, type OpenedJournal, type OpenOptions } from '../../../electron/store/open.ts';
import { NINE } from './journal-entries.ts';

export const OPTIONS: OpenOptions = { now: () => NINE, random: randomBytes };

/** Opens what must open; closed again when the test is finished, if it is not closed by then. */
export function open(path: string, options: OpenOptions = OPTIONS): OpenedJournal {
  const opened = openJournal(path, options);
  if (!opened.ok) throw new Error(`journal did not open: ${opened.fault}`);
  let isOpen = true;
  const { journal, ...rest } = opened.value;
  const close = (): void => {
    if (isOpen) journal.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { journal: { ...journal, close }, ...rest };
}
