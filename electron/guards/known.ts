import { join } from 'node:path';
import type { KnownGuard } from '../../shared/guard-list.ts';
import { ok, type Result } from '../../shared/result.ts';
import { stampOf } from '../store/files.ts';
import { GUARDS_FILE, readGuardsFile } from './list.ts';

export interface KnownParts {
  readonly directory: string;
  /** The list that demo mode has without one of its own; `null`: none. */
  readonly demoList: string | null;
  /** What was proven by their PIN holds no more: they have another, none, or are gone. */
  readonly voided: (number: string) => void;
  /** What was tried before says nothing of the PIN that they have now. */
  readonly renewed: (number: string) => void;
}

/** Who may decide at this kiosk, by the file on its disk. */
export interface KnownGuards {
  /** Read anew whenever the file is another. */
  current(): Result<readonly KnownGuard[], 'guards-damaged'>;
  /** As of the last {@link current}: a file of this kiosk's own is there, whatever is in it. */
  isGiven(): boolean;
}

/**
 * Each list is compared with the last one that could be read: one that is damaged in between, or has nobody on it, makes no
 * old PIN good.
 */
export function openKnownGuards({ directory, demoList, voided, renewed }: KnownParts): KnownGuards {
  const own = join(directory, GUARDS_FILE);
  let stamp = 'never';
  let list: ReturnType<typeof readGuardsFile> = ok([]);
  let lastGood: readonly KnownGuard[] = [];

  const compare = (now: readonly KnownGuard[]): void => {
    const pins = new Map(now.map(({ number, pin }) => [number, pin]));
    for (const { number, pin } of lastGood) {
      const pinNow = pins.get(number);
      if (pinNow === pin) continue;
      voided(number);
      // Who is gone has no other PIN: if they come back with the same one, wrong ones count as before.
      if (pinNow !== undefined) renewed(number);
    }
    lastGood = now;
  };

  return {
    current() {
      const now = stampOf(own);
      if (now === stamp) return list;
      [stamp, list] = [now, readGuardsFile(now === 'none' ? (demoList ?? own) : own)];
      if (list.ok) compare(list.value);
      return list;
    },
    isGiven: () => stamp !== 'none',
  };
}
