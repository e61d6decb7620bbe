import { entryWithoutVisitor, type Entry, type NewEntry } from '../shared/journal.ts';
import type { Result } from '../shared/result.ts';
import { toSeconds, type EpochSeconds, type Moment } from '../shared/time.ts';
import type { Clock } from './clock.ts';
import type { JournalKeeper } from './store/keeper.ts';
import type { AppendFault } from './store/kept-open.ts';

/** What the entry of a reset is known by. @see docs/journal.md */
const RESET_REASON = 'clock-floor-reset';

/**
 * IT says that the kiosk's clock is right, whatever later moments are known. It counts once its entry is on disk.
 *
 * @param signed every moment that lies here with a signature
 */
export function trustClock(
  clock: Pick<Clock, 'now' | 'watch'>,
  journal: Pick<JournalKeeper, 'resetClock'>,
  signed: readonly EpochSeconds[],
): Result<Entry, AppendFault> {
  const moment = clock.now();
  const signedAt = signed.length === 0 ? null : Math.max(...signed);
  const written = journal.resetClock(entryOf(moment), { at: toSeconds(moment), signedAt });
  if (written.ok) clock.watch.trust();
  return written;
}

/** Nobody's clock is confirmed by word of mouth. */
function entryOf(moment: Moment): NewEntry {
  return { ...entryWithoutVisitor({ ...moment, isConfirmed: false }), type: 'break', reasons: [RESET_REASON] };
}
