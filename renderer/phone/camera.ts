import { draw } from './pixels.ts';

/** Between two frames that are looked at: an old phone takes about as long to look. */
const EVERY_MS = 150;
/** A code held before the camera fills most of the picture. */
const LONGEST_SIDE = 640;

export interface Scanning {
  readonly stop: () => void;
}

/** Whether the browser has a camera to give: only to pages that came over TLS, or from this very machine. */
export function hasCamera(): boolean {
  const { mediaDevices } = navigator as { readonly mediaDevices?: { readonly getUserMedia?: unknown } };
  return typeof mediaDevices?.getUserMedia === 'function';
}

/**
 * Looks through the camera until somebody stops it, or there is a code.
 *
 * @param video where it is shown; must be in the page
 * @param read tells what is in a frame; `null`: nothing
 * @throws where the camera is not given
 */
export async function scan(
  video: HTMLVideoElement,
  read: (pixels: ImageData) => string | null,
  found: (text: string) => void,
): Promise<Scanning> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  let isOver = false;
  const stop = (): void => {
    isOver = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play();
  const look = (): void => {
    if (isOver) return;
    const { videoWidth: width, videoHeight: height } = video;
    const text = width === 0 ? null : read(draw(video, width, height, LONGEST_SIDE));
    if (text === null) {
      setTimeout(look, EVERY_MS);
      return;
    }
    stop();
    found(text);
  };
  look();
  return { stop };
}
