import type { CheckInList } from '../shared/contract.ts';
import type { Policy } from '../shared/policy/policy.ts';
import type { CheckIn, CheckIns } from '../shared/wire.ts';
import { reasonOf } from './past.ts';
import { NONE_WANTED, type CheckInsWanted } from './sync/check-ins.ts';

/** Who has checked in by phone at this kiosk's gate, as far as the hub has told; kept in memory alone. */
export interface KeptCheckIns {
  /** Of the last {@link SHOWN_MS}, newest first. */
  list(): CheckInList;
  /** Of those, the ones that were let in and have not shown their receipt here. */
  waiting(): number;
  /** The hub has answered. @param told entries of used receipts that it was told of */
  take(heard: CheckIns, told: readonly string[]): void;
  /** Somebody was let in by the receipt of this entry. */
  used(entry: string): void;
  /** Whether the receipt of this entry was used before any kiosk of the gate, as far as the hub has told. */
  isUsed(entry: string): boolean;
  /** Whether visitors may check in by phone here; where that ends, nobody is remembered. */
  want(isWanted: boolean): void;
}

export interface CheckInsParts {
  /** Epoch milliseconds by the hub's clock, as well as it is known. */
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly policy: () => Policy | null;
  /** What the hub is asked for, or told, is another. */
  readonly wants: (wanted: CheckInsWanted) => void;
}

/** A guard looks for somebody who stands before them, or has just gone in. */
const SHOWN_MS = 15 * 60_000;

/** From here on what is listed may lack somebody: four asks have failed. */
const OLD_AFTER_MS = 15_000;

/** More are never told of at once; of a crowd the newest are kept. */
const MAX_KEPT = 500;

export function keepCheckIns({ nowMs, monotonicMs, policy, wants }: CheckInsParts): KeptCheckIns {
  const kept = new Map<string, CheckIn>();
  let wanted = NONE_WANTED;
  let heardAtMs: number | null = null;

  const change = (next: CheckInsWanted): void => {
    wanted = next;
    wants(next);
  };
  const recent = (): CheckIn[] => {
    const sinceMs = nowMs() - SHOWN_MS;
    return [...kept.values()].filter(({ atMs }) => atMs >= sinceMs).toSorted((a, b) => b.atMs - a.atMs);
  };
  const forget = (): void => {
    const keep = new Set(recent().slice(0, MAX_KEPT));
    for (const [entry, one] of kept) if (!keep.has(one)) kept.delete(entry);
  };

  return {
    list: () => ({
      checkIns: recent().map(({ entry, atMs, maskedName, verdict, reason, isUsed }) => ({
        ...{ entry, atMs, maskedName, verdict, isUsed },
        reason: reason === null ? null : (reasonOf(reason, policy())[0] ?? null),
      })),
      heardSecondsAgo: heardAtMs === null ? null : Math.floor((monotonicMs() - heardAtMs) / 1000),
      isOld: heardAtMs === null || monotonicMs() - heardAtMs > OLD_AFTER_MS,
    }),
    waiting: () => recent().filter(({ verdict, isUsed }) => verdict === 'admit' && !isUsed).length,
    take({ checkIns }, told) {
      heardAtMs = monotonicMs();
      for (const one of checkIns) {
        const isUsed = one.isUsed || wanted.used.includes(one.entry) || kept.get(one.entry)?.isUsed === true;
        kept.set(one.entry, { ...one, isUsed });
      }
      forget();
      if (told.length > 0) change({ ...wanted, used: wanted.used.filter((entry) => !told.includes(entry)) });
    },
    used(entry) {
      const known = kept.get(entry);
      if (known !== undefined) kept.set(entry, { ...known, isUsed: true });
      change({ ...wanted, used: [...wanted.used, entry] });
    },
    isUsed: (entry) => kept.get(entry)?.isUsed === true,
    want(isWanted) {
      if (isWanted === wanted.isWanted) return;
      if (!isWanted) {
        kept.clear();
        heardAtMs = null;
      }
      change({ ...wanted, isWanted });
    },
  };
}
