import type { ToWorker } from './messages.ts';

type Send = (message: ToWorker, transfer: Transferable[]) => void;

export interface Feeding {
  /** To be called when a reading came back: the next drawn frame may be sent. */
  readonly answered: () => void;
  /** The track itself is left as it is. */
  readonly stop: () => void;
}

/** Frames drawn through a canvas cost four times a stream's; fifteen a second are enough. */
const BITMAP_EVERY_MS = 60;

/** Gives the track's frames to the worker: as a stream of frames where the browser has them, else as drawn bitmaps. */
export function feedWorker(track: MediaStreamTrack, video: HTMLVideoElement, send: Send): Feeding {
  if (typeof MediaStreamTrackProcessor === 'undefined') return feedBitmaps(video, send);
  // One frame waits at most, and a newer one takes its place.
  const { readable } = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack, maxBufferSize: 1 });
  send({ type: 'stream', frames: readable }, [readable]);
  return { answered: () => undefined, stop: () => undefined };
}

function feedBitmaps(video: HTMLVideoElement, send: Send): Feeding {
  let [handle, last, isInFlight] = [0, 0, false];
  const onFrame = (now: number): void => {
    handle = video.requestVideoFrameCallback(onFrame);
    if (isInFlight || now - last < BITMAP_EVERY_MS) return;
    [isInFlight, last] = [true, now];
    createImageBitmap(video).then(
      (bitmap) => {
        send({ type: 'bitmap', bitmap, frameAt: performance.timeOrigin + now }, [bitmap]);
      },
      () => {
        // A video that has just been taken away has no frame; the next one that has is taken.
        isInFlight = false;
      },
    );
  };
  handle = video.requestVideoFrameCallback(onFrame);
  return {
    answered: () => {
      isInFlight = false;
    },
    stop: () => {
      video.cancelVideoFrameCallback(handle);
    },
  };
}
