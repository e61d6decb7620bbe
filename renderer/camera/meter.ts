import type { Reading } from './reader.ts';

/** How the camera is read. */
export interface CameraNumbers {
  readonly framesPerSecond: number;
  /** One frame, from taking it to having its codes, on average; `null`: none was read lately. */
  readonly readMs: number | null;
  /** Of the last frame, 0 is black and 255 white; `null`: none was read lately. */
  readonly brightness: number | null;
  /** Since a code was last in a frame; `null`: never. */
  readonly sinceCodeMs: number | null;
}

export interface CameraMeter {
  /** @param now monotonic milliseconds, as in all of these */
  saw(reading: Pick<Reading, 'timing' | 'brightness'>, now: number): void;
  read(now: number): CameraNumbers;
}

/** So much of the past is averaged over: steady to look at, and soon true. */
const WINDOW_MS = 5000;

interface Frame {
  readonly at: number;
  readonly tookMs: number;
  readonly brightness: number;
}

/** Measures for whoever looks; it costs a few numbers a frame. */
export function startMeter(): CameraMeter {
  let frames: Frame[] = [];
  let codeAt: number | null = null;
  const forget = (now: number): void => {
    frames = frames.filter(({ at }) => now - at < WINDOW_MS);
  };
  return {
    saw({ timing, brightness }, now) {
      forget(now);
      frames.push({ at: now, tookMs: timing.pixelsMs + timing.readMs, brightness: brightness.mean });
      if (timing.hadCode) codeAt = now;
    },
    read(now) {
      forget(now);
      const sum = frames.reduce((total, { tookMs }) => total + tookMs, 0);
      return {
        framesPerSecond: frames.length / (WINDOW_MS / 1000),
        readMs: frames.length === 0 ? null : sum / frames.length,
        brightness: frames.at(-1)?.brightness ?? null,
        sinceCodeMs: codeAt === null ? null : now - codeAt,
      };
    },
  };
}

/** One per window: the camera and whoever looks meet here. */
export const cameraMeter = startMeter();
