import type { CameraScore } from '../../shared/setup.ts';

/** What came of one frame. */
export interface FrameRead {
  readonly isRead: boolean;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** A code that is, or was, held before the camera. */
export interface Showing {
  /** The last of its frames, from the first in which it was read. */
  readonly frames: readonly FrameRead[];
  /** So many frames in a row it was not read. */
  readonly missed: number;
}

export const NOTHING_SHOWN: Showing = { frames: [], missed: 0 };

/** Two seconds of a usual camera. */
const FRAMES = 60;
/** From half a second on a score says something. */
const ENOUGH_FRAMES = 15;
/** A code that is not read for half a second was taken away: these frames say nothing of the camera. */
const GONE_FRAMES = 15;

/** What is known after one more frame; of a code that was taken away, until the next is shown. */
export function noteFrame(before: Showing, frame: FrameRead): Showing {
  const isNew = before.frames.length === 0 || before.missed >= GONE_FRAMES;
  if (isNew) return frame.isRead ? { frames: [frame], missed: 0 } : before;
  const missed = frame.isRead ? 0 : before.missed + 1;
  const frames = [...before.frames, frame];
  const seen = missed >= GONE_FRAMES ? frames.slice(0, -missed) : frames;
  return { frames: seen.slice(-FRAMES), missed };
}

/** @returns `null`: too little was seen */
export function scoreOf({ frames }: Showing): CameraScore | null {
  if (frames.length < ENOUGH_FRAMES) return null;
  const times = frames.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  return {
    read: frames.filter(({ isRead }) => isRead).length,
    of: frames.length,
    ms: Math.round(median * 10) / 10,
  };
}

export type Grade = 'good' | 'fair' | 'poor';

/** A visitor who holds a code still is read within some frames even where half of them fail; a slow machine makes a queue. */
const GOOD_SHARE = 0.9;
const FAIR_SHARE = 0.5;
const GOOD_MS = 60;

export function gradeOf({ read, of, ms }: CameraScore): Grade {
  const share = read / of;
  if (share < FAIR_SHARE) return 'poor';
  return share >= GOOD_SHARE && ms <= GOOD_MS ? 'good' : 'fair';
}
